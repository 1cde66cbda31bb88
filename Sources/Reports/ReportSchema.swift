package import Domain
internal import Foundation

/// The JSON Schema of a report, and its page of figures, both from the types that the program reads.
///
/// Source: JSON Schema 2020-12.
package struct ReportSchema: Sendable {
    let name: ReportName
    private let root: JSONObjectShape
    private let objects: [JSONObjectShape]

    package init(_ name: ReportName) throws {
        self.name = name
        let shapes = JSONShapes()
        (root, objects) = try Self.read(name.type, shapes)
    }

    private static func read<Body: Report>(
        _ type: Body.Type, _ shapes: JSONShapes
    ) throws -> (JSONObjectShape, [JSONObjectShape]) {
        let header = try shapes.shape(of: ReportHeader.self).shape
        guard case .object(let name) = try shapes.shape(of: type).shape, let body = shapes.objects[name] else {
            preconditionFailure("the body of \(type.name.rawValue) is no object")
        }
        let own = JSONObjectShape.Member(
            key: "header", shape: header, isRequired: true, meaning: "Which run wrote the report, and as of when.")
        let root = JSONObjectShape(
            name: name, members: (body.members + [own]).sorted { $0.key < $1.key }, strays: body.strays)
        return (root, shapes.objects.values.filter { $0.name != name }.sorted { $0.name < $1.name })
    }

    /// Keys without a meaning, as `Object.key`: none if the report is described.
    package var gaps: [String] {
        ([root] + objects).flatMap { object in
            object.members.filter { $0.meaning == nil }.map { "\(object.name).\($0.key)" }
        }
    }

    /// Meanings of keys that their type does not have.
    package var strays: [String] {
        ([root] + objects).flatMap { object in object.strays.map { "\(object.name).\($0)" } }
    }

    /// What stands before the reports' parts of `docs/reports.md`.
    package static let pageHead = """
        # Reports: every figure

        Made from the types in `Sources/Reports` by a test; do not edit. A report is the file
        `reports/<pipeline>/latest/<name>.json`; its JSON Schema is `docs/schemas/<name>.json`. Rates are 0 to 1, money is in
        the reporting currency, time in the unit of the name. `null`, or a key left out, is what could not be observed.


        """

    /// The schema as it lies in `docs/schemas/<report>.json`.
    package var json: String {
        get throws {
            var document = root.schema
            document["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
            document["$id"] = .string(name.schema)
            document["title"] = .string("The report `\(name.rawValue)`")
            document["$defs"] = .object(Dictionary(uniqueKeysWithValues: objects.map { ($0.name, .object($0.schema)) }))
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(SchemaValue.object(document)), as: UTF8.self) + "\n"
        }
    }

    /// The report's part of `docs/reports.md`: a row a figure.
    package var page: String {
        var text = "## \(name.rawValue)\n\n"
        for object in [root] + objects {
            if object.name != root.name { text += "### `\(object.name)`\n\n" }
            text += "| key | value | meaning |\n|---|---|---|\n"
            for member in object.members {
                let value = member.shape.words + (member.isRequired ? "" : ", or left out")
                text += "| `\(member.key)` | \(value) | \(member.meaning ?? "") |\n"
            }
            text += "\n"
        }
        return text
    }
}

/// A value of a schema document.
private indirect enum SchemaValue: Encodable {
    case string(String)
    case list([SchemaValue])
    case object([String: SchemaValue])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let text): try container.encode(text)
        case .list(let items): try container.encode(items)
        case .object(let members): try container.encode(members)
        }
    }
}

extension JSONObjectShape {
    fileprivate var schema: [String: SchemaValue] {
        let properties = members.map { member -> (String, SchemaValue) in
            var schema = member.shape.schema
            schema["description"] = member.meaning.map { .string($0) }
            return (member.key, .object(schema))
        }
        return [
            "type": .string("object"), "properties": .object(Dictionary(uniqueKeysWithValues: properties)),
            "required": .list(members.filter(\.isRequired).map { .string($0.key) }),
        ]
    }
}

extension JSONShape {
    fileprivate var schema: [String: SchemaValue] {
        switch self {
        case .text: ["type": .string("string")]
        case .instant: ["type": .string("string"), "format": .string("date-time")]
        case .number: ["type": .string("number")]
        case .integer: ["type": .string("integer")]
        case .flag: ["type": .string("boolean")]
        case .choice(let names): ["type": .string("string"), "enum": .list(names.map { .string($0) })]
        case .list(let items): ["type": .string("array"), "items": .object(items.schema)]
        case .map(let value, let keys):
            [
                "type": .string("object"), "additionalProperties": .object(value.schema),
                "propertyNames": keys.map { .object(["enum": .list($0.map { .string($0) })]) },
            ].compactMapValues(\.self)
        case .nullable(let shape): ["anyOf": .list([.object(shape.schema), .object(["type": .string("null")])])]
        case .object(let name): ["$ref": .string("#/$defs/\(name)")]
        }
    }

    /// As a person says it.
    fileprivate var words: String {
        switch self {
        case .text: "text"
        case .instant: "instant"
        case .number: "number"
        case .integer: "integer"
        case .flag: "true or false"
        case .choice(let names): names.count > 6 ? "name" : names.map { "`\($0)`" }.joined(separator: ", ")
        case .list(let items): "list of \(items.words)"
        case .map(let value, _): "by name: \(value.words)"
        case .nullable(let shape): "\(shape.words), or null"
        case .object(let name): "`\(name)`"
        }
    }
}
