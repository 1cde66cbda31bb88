internal import Yams

/// What is wrong with a YAML file, in one sentence that names the file and the place.
package struct ConfigurationError: Error, Equatable, CustomStringConvertible {
    package let description: String
    /// Whether the file could not be read at all: a fault of the machine, not of who wrote it.
    package let isOutOfReach: Bool

    package init(_ description: String, isOutOfReach: Bool = false) {
        (self.description, self.isOutOfReach) = (description, isOutOfReach)
    }
}

/// A mapping of a YAML file that is read key by key, so that a key nobody asked for is an error.
///
/// Take every key that is known, then call ``finish()``: it refuses what is left over and names the nearest key that was
/// asked for. A value knows where it stands, so that each message says `pipelines/nightly.yaml: stages.cohorts: …`.
package final class StrictYAML {
    private let file: String
    private let path: [String]
    private var values: [String: Node] = [:]
    private var asked: [String] = []
    /// The keys in the order of the file.
    package private(set) var keys: [String] = []

    /// Reads a file whose top level is a mapping; an empty file is an empty mapping.
    package static func load(_ file: String) throws(ConfigurationError) -> StrictYAML {
        try StrictYAML(try YAMLText(contentsOf: file).compose() ?? .mapping([:]), file, [])
    }

    /// The same from a text; `file` names it in messages.
    package static func parse(_ text: String, file: String) throws(ConfigurationError) -> StrictYAML {
        try StrictYAML(try YAMLText(text, file: file).compose() ?? .mapping([:]), file, [])
    }

    private init(_ node: Node, _ file: String, _ path: [String]) throws(ConfigurationError) {
        self.file = file
        self.path = path
        guard case .mapping(let mapping) = node else { throw error("must hold `key: value` pairs") }
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { throw error("has a key that is no text") }
            guard values.updateValue(value, forKey: name) == nil else { throw error("gives `\(name)` twice") }
            keys.append(name)
        }
    }

    /// An error about this place of the file, or about one of its keys.
    package func error(_ message: String, at key: String? = nil) -> ConfigurationError {
        let place = (path + [key].compactMap { $0 }).joined(separator: ".")
        return ConfigurationError(place.isEmpty ? "\(file): \(message)" : "\(file): \(place): \(message)")
    }

    private func take(_ key: String) -> Node? {
        asked.append(key)
        guard let node = values.removeValue(forKey: key) else { return nil }
        if let scalar = node.scalar, scalar.style == .plain, ["", "~", "null"].contains(scalar.string) { return nil }
        return node
    }

    package func string(_ key: String) throws(ConfigurationError) -> String? {
        guard let node = take(key) else { return nil }
        guard let text = node.scalar?.string else { throw error("must be a text", at: key) }
        return text
    }

    package func requiredString(_ key: String) throws(ConfigurationError) -> String {
        guard let text = try string(key) else { throw error("is missing; give `\(key): …`", at: key) }
        return text
    }

    /// A whole number within a range.
    package func integer(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let node = take(key) else { return nil }
        guard let text = node.scalar?.string, let number = Int(text), range.contains(number) else {
            throw error("must be a whole number from \(range.lowerBound) to \(range.upperBound)", at: key)
        }
        return number
    }

    /// A finite number within a range.
    package func number(_ key: String, in range: ClosedRange<Double>) throws(ConfigurationError) -> Double? {
        guard let node = take(key) else { return nil }
        guard let text = node.scalar?.string, let number = Double(text), range.contains(number) else {
            throw error("must be a number from \(range.lowerBound) to \(range.upperBound)", at: key)
        }
        return number
    }

    package func boolean(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let node = take(key) else { return nil }
        switch node.scalar?.string {
        case "true": return true
        case "false": return false
        default: throw error("must be true or false", at: key)
        }
    }

    /// A list of texts; a single text is a list of one.
    package func strings(_ key: String) throws(ConfigurationError) -> [String]? {
        guard let node = take(key) else { return nil }
        if let text = node.scalar?.string { return [text] }
        guard let sequence = node.sequence else { throw error("must be a list of texts", at: key) }
        var texts: [String] = []
        for item in sequence {
            guard let text = item.scalar?.string else { throw error("must be a list of texts", at: key) }
            texts.append(text)
        }
        return texts
    }

    package func object(_ key: String) throws(ConfigurationError) -> StrictYAML? {
        guard let node = take(key) else { return nil }
        return try StrictYAML(node, file, path + [key])
    }

    /// A list of mappings; a single mapping is a list of one.
    package func objects(_ key: String) throws(ConfigurationError) -> [StrictYAML]? {
        guard let node = take(key) else { return nil }
        guard let sequence = node.sequence else { return [try StrictYAML(node, file, path + [key])] }
        var objects: [StrictYAML] = []
        for (index, item) in sequence.enumerated() {
            objects.append(try StrictYAML(item, file, path + ["\(key)[\(index + 1)]"]))
        }
        return objects
    }

    /// A list of texts and mappings, as they come.
    func items(_ key: String) throws(ConfigurationError) -> [(text: String, object: StrictYAML?)]? {
        guard let node = take(key) else { return nil }
        guard let sequence = node.sequence else { throw error("must be a list", at: key) }
        var items: [(text: String, object: StrictYAML?)] = []
        for (index, item) in sequence.enumerated() {
            if let text = item.scalar?.string {
                items.append((text, nil))
            } else {
                items.append(("", try StrictYAML(item, file, path + ["\(key)[\(index + 1)]"])))
            }
        }
        return items
    }

    /// Whether a key stands there with a mapping for its value rather than a text or a list.
    package func isObject(_ key: String) -> Bool {
        values[key]?.mapping != nil
    }

    /// The YAML of what stands at a key.
    package func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let node = take(key) else { return nil }
        guard let text = try? Yams.serialize(node: node) else { throw error("cannot be written out again", at: key) }
        return text
    }

    /// Refuses keys that nobody asked for, naming the nearest one that exists.
    package func finish() throws(ConfigurationError) {
        guard let unknown = keys.first(where: { values[$0] != nil }) else { return }
        let known = asked.sorted()
        let name = unknown.count > 64 ? "\(unknown.prefix(64))…" : unknown
        guard !known.isEmpty else { throw error("unknown key `\(name)`; nothing may stand here") }
        let hint = NearestName.of(unknown, among: known).map { "did you mean `\($0)`? " } ?? ""
        throw error("unknown key `\(name)`; \(hint)Known: \(known.joined(separator: ", "))")
    }
}
