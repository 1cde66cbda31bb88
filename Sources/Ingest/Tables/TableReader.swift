internal import Domain

/// What reading a table needs to know beside its mapping.
struct ReadContext: Sendable {
    let zone: ShopZone
    let keywords: KeywordMatcher
    let progress: Ingest.Progress?
    /// The reporting currency, and those that can be converted into it.
    var currency = "EUR"
    var convertible: [String] = []
    var nobody = NobodyWords.usual
    /// The files in which columns look values up.
    var lookups = LookupTables()

    init(_ source: SourceDescription, _ mapping: Mapping, progress: Ingest.Progress?) {
        (zone, currency, self.progress) = (source.zone, source.currency, progress)
        keywords = KeywordMatcher(source.keywords)
        (convertible, nobody) = (source.rates.keys.sorted(), mapping.nobody)
    }

    /// What may stand around amounts: where rows name their currency, also the signs of those that are converted.
    func signs(_ mapping: TableMapping, header: [String]) -> CurrencySigns {
        let names = mapping.column("currency")?.names ?? []
        let hasCurrency = mapping.table != .orders || header.contains { names.contains($0) }
        return CurrencySigns(of: [currency] + (hasCurrency ? convertible : []))
    }
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
///
/// A file is read once where its numbers and its encoding are what the first bytes and plain numbers promise. Where its cells
/// prove another grammar or encoding, the table is read again with what was found.
struct TableReader<Columns: TableColumns> {
    private let table: SourceTable
    private let context: ReadContext
    private var result: ReadTable<Columns>
    private var bytesDone = 0
    private let bytesTotal: Int
    /// What an earlier reading has found out about each file.
    private let found: [FileFindings]
    private var evidence: [FileEvidence] = []
    /// The row that was refused last, until it is known whether it is the file's row of totals.
    private var pending: PendingRefusal?

    /// How many rows are read between two reports of progress; also after how many the number of rows is estimated.
    private static var stride: Int { 16_384 }

    private struct PendingRefusal {
        let rejection: Rejection
        let row: Int
        let kept: Int
        let raw: [UInt8]
        let cell: [UInt8]
        let money: Int64
        let context: RefusedContext
    }

    private init(
        _ table: SourceTable, _ columns: Columns, context: ReadContext, bytesTotal: Int, found: [FileFindings]
    ) {
        self.table = table
        self.context = context
        self.bytesTotal = bytesTotal
        self.found = found
        result = ReadTable(columns: columns, tally: TableTally(table))
    }

    /// - Throws: what refuses the source as a whole; `partial` then holds what had been found out.
    static func read(
        _ table: SourceTable, _ parts: [TablePart], into columns: Columns, context: ReadContext,
        partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<Columns> {
        let bytes = parts.reduce(0) { $0 + $1.bytes }
        var found: [FileFindings] = []
        while true {
            var reader = TableReader(table, columns, context: context, bytesTotal: bytes, found: found)
            do {
                try reader.readAll(parts)
                if found.isEmpty, let findings = try FileFindings.of(reader.evidence, table) {
                    found = findings
                    continue
                }
            } catch {
                partial = reader.result.tally
                throw error
            }
            context.progress?(table.rawValue, reader.result.tally.read, bytes, bytes)
            return reader.result
        }
    }

    private mutating func readAll(_ parts: [TablePart]) throws(IngestError) {
        for part in parts {
            for file in part.files { try read(file, part.mapping) }
        }
    }

    private mutating func read(_ file: SourceFile, _ mapping: TableMapping) throws(IngestError) {
        let found = found.isEmpty ? FileFindings() : found[evidence.count]
        let json = mapping.jsonFields(ofFile: file.path)
        let form =
            if let json = JSONForm(ofFile: file.path) {
                FileForm(separator: json.separator)
            } else {
                try FileForm(of: file.path, mapping, encoding: found.encoding)
            }
        let stream = ByteStream(
            try InputFile(path: file.path), Transcoder(form.encoding, endsLinesWithCR: form.endsLinesWithCR))
        var records = RecordReader(stream, form, columns: RecordLimits.columns + 1)
        let header = json == nil ? try Self.header(&records) : mapping.jsonHeader
        let parts = json == nil ? mapping.split?.parts ?? [] : []
        let binding = try Binding(
            mapping, header: header + parts, file: file.path, zone: context.zone, currency: context.currency,
            numbers: found.numbers, lookups: context.lookups)
        let rows = try RecordRows(mapping, json: json, header: header, file: file.path, record: records.fields)
        records.width = header.count
        for column in binding.ignored where !result.tally.ignoredColumns.contains(column) {
            result.tally.ignoredColumns.append(column)
        }
        result.columns.begin(binding)
        result.tally.columnNames = mapping.columnNames
        for name in mapping.columnNames { result.tally.mappings[name] = mapping.column(name) }
        result.tally.spans.append(
            TableTally.Span(
                path: file.path, origin: .file(records.version), form: form,
                mapping: mapping.each == nil && mapping.split == nil ? nil : mapping, firstKept: result.columns.count))
        let log = CellLog(
            columns: mapping.columnNames.count, signs: context.signs(mapping, header: header), nobody: context.nobody)
        var texts = EncodingEvidence()
        try readRows(&records, rows, binding, log, &texts)
        for key in (json?.unreadKeys ?? []).sorted()
        where !result.tally.ignoredColumns.contains(key) && !mapping.ignoredColumns.contains(key) {
            result.tally.ignoredColumns.append(key)
        }
        try records.checkUnchanged()
        bytesDone += records.bytesRead
        result.tally.bytesRead += records.bytesRead
        result.tally.add(log, mapping)
        evidence.append(
            FileEvidence(
                path: file.path, names: mapping.columnNames,
                given: Set(mapping.columnNames.filter { mapping.column($0)?.number?.decimal != nil }),
                marks: log.allMarks, isJSON: json != nil,
                isEncodingGiven: mapping.dialect.encoding != nil || form.encoding != .utf8, texts: texts))
    }

    private mutating func readRows(
        _ records: inout RecordReader, _ rows: RecordRows, _ binding: Binding, _ log: CellLog,
        _ texts: inout EncodingEvidence
    ) throws(IngestError) {
        var rows = rows
        let row = Row(rows.fields, rules: binding.rules, log: log)
        let firstKept = result.columns.count
        var number = 0
        while true {
            let outcome = try records.next()
            if outcome == .end { break }
            if pending != nil { flushPending() }
            do throws(Rejection) {
                guard outcome == .row, rows.fits(records) else {
                    if outcome == .row { result.tally.noteWidth(records.fieldCount, of: rows.width ?? 0) }
                    throw Rejection(reason: .badCSV, column: Rejection.wholeRow)
                }
                if records.mayBeNoText { try check(records, rows, binding, log, &texts) }
                try rows.begin(records)
            } catch {
                number += 1
                refuse(error, number, records.raw, row, binding, isCut: rows.isReady)
            }
            while rows.next() {
                number += 1
                if pending != nil { flushPending() }
                if number % Self.stride == 0 { try report(records, rowsInFile: number) }
                add(row, rows.fields, binding, number, records.raw)
            }
        }
        settleLast(rowsSince: firstKept)
        result.tally.readMoney = result.tally.readMoney.addingClamped(result.columns.money(since: firstKept))
        result.tally.read += number
    }

    /// Takes a row in, passes over it or refuses it.
    @inline(__always)
    private mutating func add(
        _ row: Row, _ fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>, _ binding: Binding, _ number: Int,
        _ raw: UnsafeBufferPointer<UInt8>
    ) {
        let belonging = binding.belonging(of: fields)
        guard belonging == .belongs else {
            result.leaveOut(row, belonging)
            return
        }
        do throws(Rejection) {
            try result.columns.add(row)
            if result.columns.isLastDoubtful { result.tally.keepText(of: result.columns.count - 1, raw) }
        } catch {
            refuse(error, number, raw, row, binding, isCut: true)
        }
    }

    // MARK: - Text

    /// Sees that what is read of a row is text: a cell that nobody reads may hold anything.
    private func check(
        _ records: borrowing RecordReader, _ rows: RecordRows, _ binding: Binding, _ log: CellLog,
        _ texts: inout EncodingEvidence
    ) throws(Rejection) {
        if TextCheck.isText(records.raw) { return texts.noteText() }
        texts.add(records.raw)
        guard let width = rows.width else { throw Rejection(reason: .badUTF8, column: Rejection.wholeRow) }
        let fields = records.fields
        for bound in binding.numbered where 0..<width ~= Int(bound.field) && !TextCheck.isText(fields[Int(bound.field)])
        {
            let rejection = Rejection(reason: .badUTF8, column: bound.number)
            guard !binding.isRequired(bound) else { throw rejection }
            log.noteBad(rejection)
            fields[Int(bound.field)] = UnsafeBufferPointer(start: nil, count: 0)
        }
    }

    // MARK: - Refusals

    /// Keeps what was refused until the next row; `isCut` says whether the row's fields are those of this row.
    private mutating func refuse(
        _ rejection: Rejection, _ number: Int, _ raw: UnsafeBufferPointer<UInt8>, _ row: Row, _ binding: Binding,
        isCut: Bool
    ) {
        let bound = Int(rejection.column) < binding.numbered.count ? binding.numbered[Int(rejection.column)] : nil
        let isCut = isCut && rejection.reason != .badCSV && rejection.reason != .badJSON
        pending = PendingRefusal(
            rejection: rejection, row: number, kept: result.columns.count,
            raw: Array(raw.prefix(QuarantinedRow.rawLimit)),
            cell: bound.map { isCut ? Array(row.bytes($0).prefix(256)) : [] } ?? [],
            money: isCut ? result.columns.looseMoney(row) : LooseMoney.ofRow(raw),
            context: isCut ? result.columns.context(row) : RefusedContext())
    }

    private mutating func flushPending() {
        guard let pending else { return }
        self.pending = nil
        pending.raw.withUnsafeBufferPointer { raw in
            result.tally.refuse(
                pending.rejection, row: pending.row, kept: pending.kept, raw: raw, cell: pending.cell,
                money: pending.money, context: pending.context)
        }
    }

    /// The last row of a file that cannot be read and adds up to the others is their total, not one of them.
    private mutating func settleLast(rowsSince first: Int) {
        guard let pending else { return }
        let sum = result.columns.money(since: first)
        guard sum > 0, result.columns.count > first + 1, pending.money == sum else { return flushPending() }
        self.pending = nil
        result.tally.leaveOutTotals(kept: pending.kept)
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
        var header = (0..<records.fieldCount).map {
            String(decoding: Blank.trimmed(records.fields[$0]), as: UTF8.self)
        }
        // Separators behind the last name are nobody's columns.
        while header.count > 1, header.last == "" { header.removeLast() }
        return header
    }
}
