internal import Domain

/// A file of a folder with its header and its first rows, as a guess at its meaning needs them.
struct SampleFile {
    let path: String
    let name: String
    /// The names of its columns; of JSON every path of keys, lists included.
    let header: [String]
    /// Rows of as many texts as there are columns; empty of JSON.
    let rows: [[String]]
    let isJSON: Bool

    /// How many rows are looked at: what lies beyond them is judged when the source is read.
    static let rowLimit = 10_000
    /// How many objects of a JSON file are.
    private static let objectLimit = 500

    /// - Returns: `nil` for a file that is no table.
    init?(_ file: SourceFile) throws(IngestError) {
        path = file.path
        name = String(file.path.split(separator: "/").last ?? "")
        if let form = JSONForm(ofFile: file.path) {
            (header, rows, isJSON) = (try Self.paths(file, form), [], true)
            return
        }
        let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
        guard [".csv", ".txt", ".tsv", ".tab"].contains(where: plain.lowercased().hasSuffix) else { return nil }
        var table = TableMapping(table: .orders, files: [], columns: [:])
        table.columns["order_id"] = ColumnMapping(names: VendorForm.all.flatMap(\.columns))
        let form = try FileForm(of: file.path, table)
        let stream = ByteStream(
            try InputFile(path: file.path), Transcoder(form.encoding, endsLinesWithCR: form.endsLinesWithCR))
        var records = RecordReader(stream, form, columns: RecordLimits.columns + 1)
        guard try records.next() == .row else { return nil }
        func texts() -> [String] {
            (0..<min(records.fieldCount, RecordLimits.columns)).map {
                String(decoding: Blank.trimmed(records.fields[$0]), as: UTF8.self)
            }
        }
        let names = texts()
        var rows: [[String]] = []
        while rows.count < Self.rowLimit {
            let outcome = try records.next()
            if outcome == .end { break }
            let row = texts()
            if outcome == .row, row.count == names.count { rows.append(row) }
        }
        (header, self.rows, isJSON) = (names, rows, false)
    }

    private static func paths(_ file: SourceFile, _ form: JSONForm) throws(IngestError) -> [String] {
        var records = RecordReader(
            ByteStream(try InputFile(path: file.path)), FileForm(separator: form.separator), columns: 1)
        var found: [String] = []
        var known = Set<String>()
        for _ in 0..<objectLimit {
            guard try records.next() == .row, let value = try? JSONValue(json: Array(records.raw)) else { break }
            add(value, "", &found, &known)
        }
        return found
    }

    private static func add(_ value: JSONValue, _ path: String, _ found: inout [String], _ known: inout Set<String>) {
        if !path.isEmpty, known.insert(path).inserted { found.append(path) }
        switch value {
        case .object(let members):
            for key in members.keys.sorted() {
                if let member = members[key] { add(member, path.isEmpty ? key : "\(path).\(key)", &found, &known) }
            }
        case .array(let items): for item in items.prefix(20) { add(item, path, &found, &known) }
        default: break
        }
    }

    func column(_ name: String) -> Int? { header.firstIndex(of: name) }

    /// The values of a column that are not empty.
    func values(_ column: Int) -> [String] { rows.map { $0[column] }.filter { !$0.isEmpty } }

    /// The different values of a column with how often each stands there, the most frequent first.
    func counts(_ column: Int) -> [(value: String, count: Int)] {
        var counts: [String: Int] = [:]
        for value in values(column) { counts[value, default: 0] += 1 }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }
}
