internal import Domain

/// The rows that the records of one file give: one each, or as many as lines stand in a list of JSON or in one cell.
struct RecordRows {
    private enum Form {
        case row
        case object(JSONLineFields)
        case elements(JSONLineFields)
        case cellLines(CellLineFields)
    }

    private let form: Form
    /// How many fields a record must have; `nil` where it is JSON.
    let width: Int?
    private var isPending = false
    /// The fields of the row at hand.
    let fields: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>

    /// - Throws: a `split` of a column that the file does not have.
    init(
        _ mapping: TableMapping, json: JSONLineFields?, header: [String], file: String,
        record: UnsafeMutablePointer<UnsafeBufferPointer<UInt8>>
    ) throws(IngestError) {
        width = json == nil ? header.count : nil
        if let json {
            form = mapping.each == nil ? .object(json) : .elements(json)
            fields = json.fields
        } else if let split = mapping.split {
            guard let cell = header.firstIndex(of: split.column) else {
                throw IngestError(
                    .missingColumn,
                    "table \(mapping.table.rawValue) splits the column \(split.column), which \(file) does not have;"
                        + " it has: \(header.prefix(40).joined(separator: ", "))")
            }
            let lines = CellLineFields(split, cell: cell, width: header.count)
            form = .cellLines(lines)
            fields = lines.fields
        } else {
            form = .row
            fields = record
        }
    }

    /// Whether a record has as many fields as the header, or more that are empty.
    func fits(_ records: borrowing RecordReader) -> Bool {
        guard let width else { return true }
        return records.fieldCount == width || records.hasEmptySurplus(over: width)
    }

    /// Whether ``fields`` are those of the record that was read last.
    var isReady: Bool {
        if case .row = form { return true }
        return isPending
    }

    /// Takes the record that was read last.
    ///
    /// - Throws: why it gives no row; it then counts as one.
    mutating func begin(_ records: borrowing RecordReader) throws(Rejection) {
        isPending = false
        switch form {
        case .row: break
        case .object(let json), .elements(let json):
            guard json.read(records.raw) else { throw Rejection(reason: .badJSON, column: Rejection.wholeRow) }
        case .cellLines(let lines):
            guard lines.begin(records.fields) else { throw Rejection(reason: .badLines, column: Rejection.wholeRow) }
        }
        isPending = true
    }

    /// Moves to the next row of the record; `false` where there is none.
    @inline(__always)
    mutating func next() -> Bool {
        switch form {
        case .row, .object:
            defer { isPending = false }
            return isPending
        case .elements(let json): return isPending && json.nextElement()
        case .cellLines(let lines): return isPending && lines.nextLine()
        }
    }
}
