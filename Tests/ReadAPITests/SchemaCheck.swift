import Foundation

/// Holds JSON against the part of JSON Schema that the description uses.
struct SchemaCheck {
    typealias Object = [String: any Sendable]

    /// The description's `components/schemas`.
    let components: Object

    /// What does not fit, each with the way to it; empty where everything does.
    func faults(_ value: any Sendable, _ schema: Object, at path: String = "$") -> [String] {
        if let reference = schema["$ref"] as? String, let name = reference.split(separator: "/").last {
            return faults(value, components[String(name)] as? Object ?? [:], at: path)
        }
        if let choices = schema["anyOf"] as? [Object] {
            return choices.contains { faults(value, $0, at: path).isEmpty } ? [] : ["\(path) fits nothing of anyOf"]
        }
        let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
        guard types.isEmpty || types.contains(where: { fits(value, $0) }) else {
            return ["\(path) is \(value) and not \(types)"]
        }
        if let choices = schema["enum"] as? [String], let text = value as? String, !choices.contains(text) {
            return ["\(path) is \(text) and not one of \(choices)"]
        }
        if let items = value as? [any Sendable], let inner = schema["items"] as? Object {
            return items.enumerated().flatMap { faults($1, inner, at: "\(path)[\($0)]") }
        }
        guard let members = value as? Object else { return [] }
        return faults(inMembers: members, schema, at: path)
    }

    private func faults(inMembers members: Object, _ schema: Object, at path: String) -> [String] {
        let properties = schema["properties"] as? Object ?? [:]
        let missing = (schema["required"] as? [String] ?? []).filter { members[$0] == nil }
        return missing.map { "\(path).\($0) is missing" }
            + members.sorted { $0.key < $1.key }.flatMap { name, member -> [String] in
                if let inner = properties[name] as? Object { return faults(member, inner, at: "\(path).\(name)") }
                if let inner = schema["additionalProperties"] as? Object {
                    return faults(member, inner, at: "\(path).\(name)")
                }
                return schema["additionalProperties"] as? Bool == false ? ["\(path).\(name) is not described"] : []
            }
    }

    private func fits(_ value: any Sendable, _ type: String) -> Bool {
        switch type {
        case "null": value is NSNull
        case "string": value is String
        case "boolean": value is Bool
        case "integer": (value as? Double).map { $0 == $0.rounded() } ?? false
        case "number": value is Double
        case "array": value is [any Sendable]
        case "object": value is Object
        default: false
        }
    }
}
