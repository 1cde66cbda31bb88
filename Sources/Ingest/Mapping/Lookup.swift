internal import Domain

/// Values that stand in another file of the source, found by a key: a total in the file of the payments, for example.
struct Lookup: Hashable, Sendable {
    /// A file pattern, as tables have them.
    let file: String
    /// `nil` where it is found from the file.
    let separator: UInt8?
    /// The column of that file which is compared with the value at hand.
    let key: String
    /// The column that is taken; of several rows with one key the first.
    let value: String?
    /// Or the column of which all rows with the key are added up.
    let sum: String?

    var wanted: String { value ?? sum ?? "" }
}

extension Lookup {
    init?(_ yaml: StrictYAML, _ name: String) throws(ConfigurationError) {
        guard let rule = try yaml.object(name) else { return nil }
        file = try rule.requiredString("file")
        key = try rule.requiredString("key")
        value = try rule.string("value")
        sum = try rule.string("sum")
        let name = try rule.string("separator")
        separator = name.flatMap(Self.separator)
        guard name == nil || separator != nil else {
            throw rule.error("must be comma, semicolon or tab", at: "separator")
        }
        try rule.finish()
        guard (value == nil) != (sum == nil) else { throw rule.error("needs either value or sum") }
        guard !file.contains("/"), !file.contains("..") else {
            throw rule.error("names \(file), but a file lies within the source's folder, without / or ..", at: "file")
        }
    }

    private static func separator(_ name: String) -> UInt8? {
        ["comma": UInt8(ascii: ","), "semicolon": UInt8(ascii: ";"), "tab": UInt8(ascii: "\t")][name]
    }
}

/// The files that columns look values up in, read once each.
struct LookupTables: Sendable {
    private var tables: [Lookup: LookupTable] = [:]

    init() {}

    /// Reads what the tables of a mapping look up.
    init(_ mapping: Mapping, in files: SourceFiles) throws(IngestError) {
        for table in mapping.tables {
            for column in table.columnNames.compactMap({ table.column($0) }) {
                for lookup in ([column] + column.coalesce).compactMap(\.lookup) where tables[lookup] == nil {
                    tables[lookup] = try LookupTable(lookup, in: files)
                }
            }
        }
    }

    subscript(lookup: Lookup) -> LookupTable? { tables[lookup] }
}

/// One file by its key.
///
/// Nothing changes once it is read, and the memory goes with the object; hence `@unchecked Sendable`.
final class LookupTable: @unchecked Sendable {
    private let interner: StringInterner
    /// By code of the key, where its text begins in ``room``.
    private let starts: [Int]
    private let room: UnsafeMutablePointer<UInt8>

    init(_ lookup: Lookup, in files: SourceFiles) throws(IngestError) {
        var interner = StringInterner()
        var sums: [Int64] = []
        var first: [[UInt8]] = []
        let found = files.named(lookup.file)
        guard !found.isEmpty else {
            throw IngestError(
                .noTable, "there is no file \(lookup.file), in which \(lookup.wanted) is looked up; add it")
        }
        for file in found {
            try Self.read(file, lookup) { key, value throws(IngestError) in
                let code = Int(interner.code(of: key))
                if code == first.count {
                    first.append(lookup.value == nil ? [] : Array(value))
                    sums.append(0)
                }
                guard lookup.sum != nil, !Blank.trimmed(value).isEmpty else { return }
                guard let money = try? Money.parse(value) else {
                    let text = String(decoding: value.prefix(40), as: UTF8.self)
                    throw IngestError(
                        .badColumn, "\(file.path): \(lookup.wanted) holds `\(text)`, which is no number such as 12.50")
                }
                sums[code] = sums[code].addingClamped(money)
            }
        }
        var (texts, starts) = ([UInt8](), [0])
        for code in first.indices {
            texts += lookup.sum == nil ? first[code] : Array(Money.text(sums[code]).utf8)
            starts.append(texts.count)
        }
        (self.interner, self.starts) = (interner, starts)
        room = .allocate(capacity: max(texts.count, 1))
        room.initialize(from: texts, count: texts.count)
    }

    deinit { room.deallocate() }

    /// The value for a key; empty where the file has none.
    func value(of key: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let code = interner.existingCode(of: key) else { return UnsafeBufferPointer(start: nil, count: 0) }
        let (start, end) = (starts[Int(code)], starts[Int(code) + 1])
        return UnsafeBufferPointer(start: room + start, count: end - start)
    }

    private static func read(
        _ file: SourceFile, _ lookup: Lookup,
        _ body: (UnsafeBufferPointer<UInt8>, UnsafeBufferPointer<UInt8>) throws(IngestError) -> Void
    ) throws(IngestError) {
        var table = TableMapping(table: .orders, files: [], columns: ["order_id": ColumnMapping(names: [lookup.key])])
        table.columns["total"] = ColumnMapping(names: [lookup.wanted])
        table.separator = lookup.separator.map { .byte($0) }
        let form = try FileForm(of: file.path, table)
        let stream = ByteStream(
            try InputFile(path: file.path), Transcoder(form.encoding, endsLinesWithCR: form.endsLinesWithCR))
        var records = RecordReader(stream, form, columns: RecordLimits.columns + 1)
        guard try records.next() == .row else {
            throw IngestError(.noHeader, "\(file.path) is empty; its first line must name the columns")
        }
        let header = (0..<min(records.fieldCount, RecordLimits.columns)).map {
            String(decoding: Blank.trimmed(records.fields[$0]), as: UTF8.self)
        }
        guard let key = header.firstIndex(of: lookup.key), let value = header.firstIndex(of: lookup.wanted) else {
            throw IngestError(
                .missingColumn,
                "\(file.path) has no column \(lookup.key) or \(lookup.wanted), but: \(header.joined(separator: ", "))")
        }
        while true {
            let outcome = try records.next()
            if outcome == .end { break }
            guard outcome == .row, records.fieldCount == header.count else {
                throw IngestError(
                    .badHeader,
                    "\(file.path): the row before line \(records.line) has \(records.fieldCount) fields where the header has"
                        + " \(header.count); mend it, \(lookup.wanted) is looked up there")
            }
            try body(Blank.trimmed(records.fields[key]), records.fields[value])
        }
        try records.checkUnchanged()
    }
}
