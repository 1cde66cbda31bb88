internal import Domain

/// What reading a table needs to know beside its mapping.
struct ReadContext: Sendable {
    let zone: ShopZone
    let keywords: KeywordMatcher
    let progress: Ingest.Progress?
}

/// A table as it was read, before anything is known of the others.
struct ReadTable<Columns: TableColumns>: Sendable {
    var columns: Columns
    var tally: TableTally

    /// Passes over a row that does not belong to the table.
    mutating func leaveOut(_ row: Row, _ belonging: Belonging) {
        tally.leaveOut(kept: columns.count)
        if belonging == .excluded { columns.leaveOut(row) }
    }
}

/// Files of one table that share a mapping.
struct TablePart: Sendable {
    let mapping: TableMapping
    let files: [SourceFile]

    var bytes: Int { files.reduce(0) { $0 + $1.size } }
}

/// Reads all files of one table, row by row, into its columns.
struct TableReader<Columns: TableColumns> {
    private let table: SourceTable
    private let context: ReadContext
    private var result: ReadTable<Columns>
    private var bytesDone = 0
    private let bytesTotal: Int

    /// How many rows are read between two reports of progress; also after how many the number of rows is estimated.
    private static var stride: Int { 16_384 }

    private init(_ table: SourceTable, _ columns: Columns, context: ReadContext, bytesTotal: Int) {
        self.table = table
        self.context = context
        self.bytesTotal = bytesTotal
        result = ReadTable(columns: columns, tally: TableTally(table))
    }

    /// - Throws: what refuses the source as a whole; `partial` then holds what had been found out.
    static func read(
        _ table: SourceTable, _ parts: [TablePart], into columns: Columns, context: ReadContext,
        partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<Columns> {
        var reader = TableReader(table, columns, context: context, bytesTotal: parts.reduce(0) { $0 + $1.bytes })
        for part in parts {
            for file in part.files {
                do {
                    try reader.read(file, part.mapping)
                } catch {
                    partial = reader.result.tally
                    throw error
                }
            }
        }
        context.progress?(table.rawValue, reader.result.tally.read, reader.bytesTotal, reader.bytesTotal)
        return reader.result
    }

    private mutating func read(_ file: SourceFile, _ mapping: TableMapping) throws(IngestError) {
        let stream = ByteStream(try InputFile(path: file.path))
        let json = mapping.jsonFields(ofFile: file.path)
        let separator = json == nil ? mapping.separator : .none
        var records = RecordReader(stream, separator: separator, columns: RecordLimits.columns + 1)
        let header = json == nil ? try Self.header(&records) : mapping.jsonHeader
        let binding = try Binding(mapping, header: header, file: file.path, zone: context.zone)
        for column in binding.ignored where !result.tally.ignoredColumns.contains(column) {
            result.tally.ignoredColumns.append(column)
        }
        result.columns.begin(binding)
        result.tally.columnNames = mapping.columnNames
        result.tally.spans.append(
            TableTally.Span(
                path: file.path, origin: .file(records.version), separator: separator,
                firstKept: result.columns.count))
        try readRows(&records, json, binding, width: header.count)
        try records.checkUnchanged()
        bytesDone += records.bytesRead
        result.tally.bytesRead += records.bytesRead
    }

    private mutating func readRows(
        _ records: inout RecordReader, _ json: JSONLineFields?, _ binding: Binding, width: Int
    ) throws(IngestError) {
        let fields = json?.fields ?? records.fields
        let row = Row(fields, rules: binding.rules)
        var number = 0
        while true {
            let outcome = try records.next()
            if outcome == .end { break }
            number += 1
            if number % Self.stride == 0 { try report(records, rowsInFile: number) }
            guard outcome == .row, json != nil || records.fieldCount == width else {
                refuse(Rejection(reason: .badCSV, column: Rejection.wholeRow), number, records.raw)
                continue
            }
            guard !records.mayBeNoText || TextCheck.isText(records.raw) else {
                refuse(Rejection(reason: .badUTF8, column: Rejection.wholeRow), number, records.raw)
                continue
            }
            if let json, !json.read(records.raw) {
                refuse(Rejection(reason: .badJSON, column: Rejection.wholeRow), number, records.raw)
                continue
            }
            let belonging = binding.belonging(of: fields)
            guard belonging == .belongs else {
                result.leaveOut(row, belonging)
                continue
            }
            do {
                try result.columns.add(row)
                if result.columns.isLastDoubtful {
                    result.tally.keepText(of: result.columns.count - 1, records.raw)
                }
            } catch {
                refuse(error, number, records.raw)
            }
        }
        result.tally.read += number
    }

    private mutating func refuse(_ rejection: Rejection, _ row: Int, _ raw: UnsafeBufferPointer<UInt8>) {
        result.tally.refuse(rejection, row: row, kept: result.columns.count, raw: raw)
    }

    private mutating func report(_ records: borrowing RecordReader, rowsInFile: Int) throws(IngestError) {
        context.progress?(
            table.rawValue, result.tally.read + rowsInFile, bytesDone + records.bytesRead, bytesTotal)
        guard result.columns.count < Int(Int32.max) - 2 * Self.stride else {
            throw IngestError(
                .tooLarge, "table \(table.rawValue) has more than 2,147,483,647 rows; split the shop")
        }
        if rowsInFile == Self.stride {
            // A twentieth more than it looks like: room that is not used costs no memory until it is touched.
            let rowsPerByte = Double(rowsInFile) / Double(max(records.bytesConsumed, 1))
            let bytes = Double(records.version.size) * records.expansion
            result.columns.reserve(result.columns.count + Int(bytes * rowsPerByte * 1.05))
        }
    }

    private static func header(_ records: inout RecordReader) throws(IngestError) -> [String] {
        switch try records.next() {
        case .end:
            throw IngestError(.noHeader, "\(records.path) is empty; its first line must name the columns")
        case .malformed:
            throw IngestError(
                .badHeader, "the first line of \(records.path) cannot be read as column names; is it the right file?")
        case .row: break
        }
        guard records.fieldCount <= RecordLimits.columns else {
            throw IngestError(
                .tooManyColumns,
                "\(records.path) has \(records.fieldCount) columns where \(RecordLimits.columns) are allowed; is its"
                    + " separator the right one?")
        }
        guard TextCheck.isText(records.raw) else {
            throw IngestError(
                .badHeader, "the first line of \(records.path) is no UTF-8 text; convert the file to UTF-8")
        }
        return (0..<records.fieldCount).map { String(decoding: Row.trimmed(records.fields[$0]), as: UTF8.self) }
    }
}
