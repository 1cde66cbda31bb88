internal import Domain

extension RefusedKind {
    /// What is wrong with the rows of one kind, and the line that would help.
    init(_ kind: RefusalTally.Kind, _ group: RefusalTally.Group, table: SourceTable, column: ColumnMapping?) {
        let sorted = group.values.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let values = sorted.filter { !$0.key.isEmpty }
        self.init(
            table: table.rawValue, column: kind.column, reason: kind.reason, rows: group.rows, money: group.money,
            example: values.first.map { String($0.key.prefix(40)) } ?? "",
            isFormat: group.rows >= 3 && Self.sharesShape(values),
            advice: RefusalAdvice.text(kind, values, table: table, column: column))
    }

    /// The refused rows of a table by kind, those of most money and then of most rows first.
    static func all(of tally: TableTally) -> [RefusedKind] {
        tally.refusals.groups.map { kind, group in
            var refused = RefusedKind(
                kind, group, table: tally.table, column: kind.column.flatMap { tally.mappings[$0] })
            refused.leaning = leaning(group, accepted: tally.acceptedMoney, rows: tally.acceptedRows)
            return refused
        }.sorted { a, b in
            (b.money, b.rows, a.reason.rawValue, a.column ?? "") < (a.money, a.rows, b.reason.rawValue, b.column ?? "")
        }
    }

    /// In what the refused rows differ from the accepted ones.
    private static func leaning(_ group: RefusalTally.Group, accepted: Int64, rows: Int) -> String {
        var texts: [String] = []
        if group.money > 0, accepted > 0, rows > 0 {
            let (mean, usual) = (group.money / Int64(group.rows), accepted / Int64(rows))
            if mean > 3 * usual || mean * 3 < usual {
                texts.append("on average \(Money.text(mean)) where accepted rows have \(Money.text(usual))")
            }
        }
        guard group.rows >= 3 else { return texts.joined(separator: ", ") }
        if let (day, count) = group.days.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
            count * 5 >= group.rows * 4
        {
            texts.append("\(count) of them of \(CivilDate(daysSince1970: day))")
        }
        if let (channel, count) = group.channels.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
            count * 5 >= group.rows * 4
        {
            texts.append("\(count) of them from channel \(channel)")
        }
        return texts.joined(separator: ", ")
    }

    /// Whether four in five values look alike but for their digits and letters.
    private static func sharesShape(_ values: [(key: String, value: Int)]) -> Bool {
        var shapes: [String: Int] = [:]
        for value in values { shapes[shape(of: value.key), default: 0] += value.value }
        let all = shapes.values.reduce(0, +)
        return all > 0 && (shapes.values.max() ?? 0) * 5 >= all * 4
    }

    private static func shape(of text: String) -> String {
        var shape = ""
        for scalar in text.unicodeScalars {
            let mark: Character =
                scalar.properties.numericType != nil ? "9" : scalar.properties.isAlphabetic ? "a" : Character(scalar)
            if shape.last != mark { shape.append(mark) }
        }
        return shape
    }
}

/// The line of YAML that would read what was refused.
enum RefusalAdvice {
    static func text(
        _ kind: RefusalTally.Kind, _ values: [(key: String, value: Int)], table: SourceTable, column: ColumnMapping?
    ) -> String {
        let name = kind.column ?? ""
        switch kind.reason {
        case .badTimestamp: return timestamp(values.map(\.key), name, column)
        case .badEnum:
            return
                "found \(list(values)); translate them: `\(name): { column: \(column?.names.first ?? name), values: { … } }`"
        case .unknownCurrency: return currency(values)
        case .negativeTotal:
            return
                "where rows below zero are refunds of earlier orders, write `orders: { negative_totals: refunds }` in the mapping,"
                + " in a pipeline `source: { …, mapping: { tables: { orders: { negative_totals: refunds } } } }`"
        case .badUTF8:
            return "the file is no UTF-8; write `encoding: windows-1252` in the mapping of the table if it is that"
        case .badNumber: return "found \(list(values)); words around numbers go with `strip: [\"…\"]` at the column"
        case .badCSV:
            return
                "rows of another number of fields than the header, or text behind a closing quote; `quote: none` where quotes are letters, `quote: backslash` where a backslash stands before them"
        case .missingValue:
            return
                "the column is empty there; name one that is filled, or take the first that is: `coalesce: [\(column?.names.joined(separator: ", ") ?? name)]`"
        case .duplicateConflict: return "two orders share a number; make the key of two columns, or leave one out"
        case .orphanLine: return "the rows name orders that the source lacks; export orders of the same time"
        case .numberOutOfRange:
            return "found \(list(values)); a column that is below zero by rule is turned by `negate: true`"
        default: return ""
        }
    }

    private static func list(_ values: [(key: String, value: Int)]) -> String {
        let shown = values.prefix(8).map { "`\($0.key.prefix(30))` \($0.value)" }.joined(separator: ", ")
        return values.count > 8 ? shown + ", …" : shown
    }

    private static func currency(_ values: [(key: String, value: Int)]) -> String {
        let codes = values.map { value -> (String, Int) in
            let word = value.key.filter { !$0.isNumber && !" .,-+()\u{a0}\u{202f}'".contains($0) }
            return (CurrencySigns.currencies(of: word).first ?? word, value.value)
        }
        let counts = Dictionary(codes, uniquingKeysWith: +).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let found = counts.prefix(5).map { "\($0.value) in \($0.key)" }.joined(separator: ", ")
        let most = counts.first?.key ?? "USD"
        return
            "found \(found); if the shop sells in \(most), write `currency: \(most)` in the pipeline (`--currency \(most)` for"
            + " validate); else give `rates:` for it, or `strip: [\"…\"]` at the column if the sign means nothing"
    }

    private static let formats = [
        "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd", "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd", "dd.MM.yyyy HH:mm:ss",
        "dd.MM.yyyy HH:mm",
        "dd.MM.yyyy", "d.M.yyyy", "dd/MM/yyyy HH:mm:ss", "dd/MM/yyyy HH:mm", "dd/MM/yyyy", "MM/dd/yyyy HH:mm:ss",
        "MM/dd/yyyy HH:mm", "MM/dd/yyyy", "M/d/yyyy h:mm a", "M/d/yyyy H:mm", "d/M/yyyy H:mm", "MM/dd/yy", "dd/MM/yy",
        "dd.MM.yy", "yy-MM-dd", "M/d/yy", "d/M/yy", "dd-MM-yyyy", "MM-dd-yyyy", "dd-MMM-yyyy", "d MMM yyyy",
        "d MMM yyyy HH:mm",
        "MMM d, yyyy", "MMM d, yyyy, h:mm a", "MMM d, yyyy h:mm a", "MMM d, yyyy HH:mm", "EEE, d MMM yyyy HH:mm:ss Z",
        "yyyyMMdd", "yyyyMMddHHmmss", "unix_seconds", "unix_milliseconds", "serial_days",
    ]

    private static func timestamp(_ texts: [String], _ name: String, _ column: ColumnMapping?) -> String {
        let source = column?.names.first ?? name
        if let names = column?.names, names.count > 1 {
            return
                "a list names columns of which a file has one; a date and a time in two columns are `\(name): { joined:"
                + " [\(names.joined(separator: ", "))], format: \"yyyy-MM-dd HH:mm:ss\" }`"
        }
        if texts.contains(where: { hasNoOffset($0) }), column?.format ?? .iso8601 == .iso8601 {
            return
                "the times have no offset; write `\(name): { column: \(source), timezone: Europe/Berlin }` with the zone of the"
                + " clock that wrote them"
        }
        let fitting = formats.filter { format in
            guard let parsed = TimestampFormat(format) else { return false }
            return texts.prefix(50).allSatisfy { text in
                var text = text
                return text.withUTF8 { bytes in
                    parsed.parse(Blank.trimmed(bytes)).map { isPlausible($0.localMicroseconds) } ?? false
                }
            }
        }
        guard let first = fitting.first, !texts.isEmpty else {
            return "no known form reads them; give `format:` and `timezone:` at the column"
        }
        let others = fitting.dropFirst().prefix(2).map { "`format: \"\($0)\"`" }
        return "write `\(name): { column: \(source), format: \"\(first)\" }`"
            + (others.isEmpty ? "" : "; \(others.joined(separator: " and ")) would read them, too: say which it is")
    }

    private static func isPlausible(_ microseconds: Int64) -> Bool {
        (631_152_000..<4_133_980_800).contains(microseconds / Instant.microsecondsPerSecond)
    }

    private static func hasNoOffset(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            ISO8601.parse(Blank.trimmed(bytes)).map { $0.offsetSeconds == nil } ?? false
        }
    }
}
