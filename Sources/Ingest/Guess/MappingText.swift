/// A mapping as it is written: each line with what speaks for it behind, and doubts above.
struct MappingText {
    private(set) var lines: [String] = []

    mutating func comment(_ text: String, indent: Int = 0) {
        lines.append(String(repeating: " ", count: indent) + "# " + text)
    }

    mutating func add(_ line: String, indent: Int, because evidence: String? = nil) {
        lines.append(String(repeating: " ", count: indent) + line + (evidence.map { "  # \($0)" } ?? ""))
    }

    var text: String { lines.joined(separator: "\n") + "\n" }

    /// A text as YAML takes it for one, within braces, too.
    static func quoted(_ text: String) -> String {
        let words = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~"]
        let isPlain =
            text.first.map { $0.isASCII && $0.isLetter || $0 == "_" } ?? false
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == " ") }
            && text.last != " " && !words.contains(text.lowercased())
        guard !isPlain else { return text }
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n").replacing("\t", with: "\\t").replacing("\r", with: "\\r")
        return "\"\(escaped)\""
    }

    static func list(_ texts: [String]) -> String {
        texts.count == 1 ? quoted(texts[0]) : "[" + texts.map(quoted).joined(separator: ", ") + "]"
    }

    /// A value of the source as messages show it: short, on one line, and never a whole e-mail address.
    static func shown(_ value: String) -> String {
        let line = value.replacing("\n", with: " ")
        let masked = line.contains("@") ? String(line.prefix(2)) + "…@…" : line
        return masked.count > 24 ? masked.prefix(24) + "…" : masked
    }
}
