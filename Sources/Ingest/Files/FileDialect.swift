/// What a mapping gives of the form of its files; what it leaves open is found from each file.
struct FileDialect: Equatable, Sendable {
    /// What a quote at the beginning of a field means.
    enum Quoting: String, Sendable, CaseIterable {
        /// RFC 4180: the field ends at the next quote, two of them are one.
        case doubled = "rfc4180"
        /// Nothing: a quote is a letter.
        case none
        /// As in RFC 4180, and a backslash takes the meaning from what follows it.
        case backslash
    }

    enum Encoding: String, Sendable, CaseIterable {
        case utf8 = "utf-8"
        case utf16LittleEndian = "utf-16le"
        case utf16BigEndian = "utf-16be"
        case windows1252 = "windows-1252"
    }

    var quoting: Quoting?
    var encoding: Encoding?
    /// Lines above the header.
    var skippedLines: Int?
}

extension FileDialect {
    /// Reads the keys of a table; `base` holds where it says nothing.
    init(_ yaml: StrictYAML, base: FileDialect) throws(ConfigurationError) {
        self = base
        if let quoting: Quoting = try Self.choice(yaml, "quote") { self.quoting = quoting }
        if let encoding: Encoding = try Self.choice(yaml, "encoding") { self.encoding = encoding }
        skippedLines = try yaml.integer("skip_lines", in: 0...1000) ?? skippedLines
    }

    private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ yaml: StrictYAML, _ key: String
    ) throws(ConfigurationError) -> Choice? {
        guard let text = try yaml.string(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw yaml.error("must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))", at: key)
        }
        return choice
    }
}

extension NumberGrammar {
    /// The grammar at a key of a mapping or a table: `numbers: { decimal: comma, strip: ["$"] }`.
    init?(_ yaml: StrictYAML, _ key: String) throws(ConfigurationError) {
        guard let numbers = try yaml.object(key) else { return nil }
        let grammar = try NumberGrammar(ofColumn: numbers)
        try numbers.finish()
        guard let grammar else { throw numbers.error("gives neither decimal, thousands nor strip") }
        self = grammar
    }

    /// The grammar among the keys of a column: `decimal`, `thousands`, `strip`.
    init?(ofColumn yaml: StrictYAML) throws(ConfigurationError) {
        let decimal = try Self.mark(yaml, "decimal")
        let thousands = try Self.mark(yaml, "thousands", others: ["'", "’", " ", "_", "apostrophe", "blank", "none"])
        let strip = try yaml.strings("strip")
        if let decimal, decimal == thousands {
            throw yaml.error("is the decimal mark, too; they must differ", at: "thousands")
        }
        guard decimal != nil || thousands != nil || strip != nil else { return nil }
        self.init(decimal: decimal ?? thousands?.other, strip: strip ?? [])
    }

    private static func mark(
        _ yaml: StrictYAML, _ key: String, others: [String] = []
    ) throws(ConfigurationError) -> Mark? {
        guard let text = try yaml.string(key), !others.contains(text) else { return nil }
        switch text {
        case ".", "dot": return .dot
        case ",", "comma": return .comma
        default: throw yaml.error("must be `.` or `,`, or in words dot or comma", at: key)
        }
    }
}
