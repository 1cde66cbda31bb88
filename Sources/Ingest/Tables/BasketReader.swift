internal import Domain

/// Reads files in which a line is a basket and every field of it a product: no header, no customer, no date.
///
/// A basket becomes an order whose id is its number among all baskets read, a product a line of it; both count as rows of
/// `order_lines`. An empty field is no product.
struct BasketReader {
    private let baskets: BasketLines
    private let context: ReadContext
    private let bytesTotal: Int
    private var result: ReadTable<LineOrderColumns>
    private var bytesDone = 0
    private var basketCount = 0
    private var id: [UInt8] = []

    /// How many baskets are read between two reports of progress.
    private static let stride = 16_384

    /// - Throws: what refuses the source as a whole; `partial` then holds what had been found out.
    static func read(
        _ mapping: TableMapping, _ baskets: BasketLines, files: [SourceFile], context: ReadContext,
        partial: inout TableTally?
    ) throws(IngestError) -> ReadTable<LineOrderColumns> {
        var reader = BasketReader(mapping, baskets, context: context, bytesTotal: files.reduce(0) { $0 + $1.size })
        for file in files {
            do {
                try reader.read(file)
            } catch {
                partial = reader.result.tally
                throw error
            }
        }
        context.progress?(mapping.table.rawValue, reader.result.tally.read, reader.bytesTotal, reader.bytesTotal)
        return reader.result
    }

    private init(_ mapping: TableMapping, _ baskets: BasketLines, context: ReadContext, bytesTotal: Int) {
        (self.baskets, self.context, self.bytesTotal) = (baskets, context, bytesTotal)
        var tally = TableTally(mapping.table)
        tally.columnNames = mapping.columnNames
        result = ReadTable(columns: LineOrderColumns(OrdersFromLines(columns: [:])), tally: tally)
    }

    private mutating func read(_ file: SourceFile) throws(IngestError) {
        let stream = ByteStream(try InputFile(path: file.path))
        let separator = baskets.separator(ofFile: file.path)
        var records = RecordReader(stream, separator: separator, columns: RecordLimits.columns + 1)
        result.tally.spans.append(
            TableTally.Span(
                path: file.path, origin: .file(records.version), form: FileForm(separator: separator),
                firstKept: result.columns.count))
        var rowsInFile = 0
        while true {
            let outcome = try records.next()
            if outcome == .end { break }
            rowsInFile += addBasket(records, isSound: outcome == .row, after: rowsInFile)
            basketCount += 1
            guard basketCount % Self.stride == 0 else { continue }
            try report(records, rowsInFile: rowsInFile)
        }
        try records.checkUnchanged()
        result.tally.read += rowsInFile
        bytesDone += records.bytesRead
        result.tally.bytesRead += records.bytesRead
    }

    /// Takes a basket in, or refuses it; how many rows it counts for.
    private mutating func addBasket(_ records: borrowing RecordReader, isSound: Bool, after rows: Int) -> Int {
        guard isSound, records.fieldCount <= RecordLimits.columns else {
            return refuse(Rejection(reason: .badCSV, column: Rejection.wholeRow), rows + 1, records.raw)
        }
        guard !records.mayBeNoText || TextCheck.isText(records.raw) else {
            return refuse(Rejection(reason: .badUTF8, column: Rejection.wholeRow), rows + 1, records.raw)
        }
        // Numbers of one width stand in the order of their bytes.
        id = Array(Int64(basketCount + 1).padded(to: 10).utf8)
        var count = 0
        for field in 0..<records.fieldCount {
            let product = Row.trimmed(records.fields[field])
            guard !product.isEmpty else { continue }
            count += 1
            do {
                try id.withUnsafeBufferPointer { id throws(Rejection) in
                    try result.columns.addBasketItem(product, of: id)
                }
            } catch {
                _ = refuse(error, rows + count, product)
            }
        }
        return count
    }

    private mutating func refuse(_ rejection: Rejection, _ row: Int, _ raw: UnsafeBufferPointer<UInt8>) -> Int {
        result.tally.refuse(rejection, row: row, kept: result.columns.count, raw: raw)
        return 1
    }

    private func report(_ records: borrowing RecordReader, rowsInFile: Int) throws(IngestError) {
        context.progress?(
            result.tally.table.rawValue, result.tally.read + rowsInFile, bytesDone + records.bytesRead, bytesTotal)
        guard result.columns.count < Int(Int32.max) - Self.stride * RecordLimits.columns else {
            throw IngestError(.tooLarge, "the baskets hold more than two thousand million products; split the source")
        }
    }
}
