internal import Domain

/// What became of a table's rows so far, and where the rows came from.
struct TableTally: Sendable {
    /// A file or a relation that was read for the table.
    struct Span: Sendable {
        /// Where its rows can be looked at again.
        enum Origin: Sendable {
            case file(InputFile.Version)
            case rows(DatabaseRows)
        }

        /// The path of the file, or the name of the relation.
        let path: String
        let origin: Origin
        var form = FileForm(separator: .byte(UInt8(ascii: ",")))
        /// What makes several rows of a record; `nil` where each is one.
        var mapping: TableMapping?
        /// The index of the first row that was taken in from it.
        let firstKept: Int
        /// After how many rows taken in, how many had not been: one entry where that number changes.
        var gaps: [(kept: Int, passed: Int)] = []
    }

    let table: SourceTable
    var read = 0
    var bytesRead = 0
    var spans: [Span] = []
    var quarantine: Quarantine
    /// Rows of the files that are none of the table's, as its mapping says.
    private(set) var leftOut = 0
    var ignoredColumns: [String] = []
    /// Names of the columns, by their numbers.
    var columnNames: [String] = []
    /// How the columns are mapped, for advice.
    var mappings: [String: ColumnMapping] = [:]
    /// The texts of rows that may yet be refused, by their index.
    var doubtful: [Int: String] = [:]
    private var doubtfulBytes = 0
    private static let doubtfulLimit = 32 << 20

    init(_ table: SourceTable) {
        self.table = table
        quarantine = Quarantine(table: table.rawValue)
    }

    /// The file that holds the row of an index, and its number there.
    func place(of kept: Int) -> (span: Int, row: Int) {
        var span = spans.count - 1
        while span > 0, spans[span].firstKept > kept { span -= 1 }
        let inFile = kept - spans[span].firstKept
        let gaps = spans[span].gaps
        var (low, high) = (0, gaps.count)
        while low < high {
            let middle = (low + high) / 2
            if gaps[middle].kept <= inFile { low = middle + 1 } else { high = middle }
        }
        return (span, inFile + 1 + (low > 0 ? gaps[low - 1].passed : 0))
    }

    /// Cells that became missing because they could not be read.
    private(set) var badCells: [BadCells] = []
    /// Numbers that had more than four decimals, by column.
    private(set) var rounded: [String: Int] = [:]
    /// Rows of totals that stood below the rows of files.
    private(set) var totals = 0
    /// Rows of another number of fields than the header, by both numbers.
    private(set) var widths: [Width: Int] = [:]
    /// Refused rows by column and reason, with their money.
    var refusals = RefusalTally()

    /// Money of the accepted rows and of those set aside, once their fates are known.
    private(set) var acceptedMoney: Int64 = 0
    private(set) var acceptedRows = 0
    private(set) var setAsideMoney: Int64 = 0
    /// Money of all rows as they were taken in, and of those that are in no figure.
    var readMoney: Int64 = 0
    private(set) var uncountedMoney: Int64 = 0
    /// The first rows that were set aside.
    private(set) var setAsideRows: [Int] = []
    private var isSettled = false

    /// Adds up what became of the money of the rows that were taken in, and notes those that were refused late.
    mutating func settle(_ fates: RowFates, money: (Int) -> Int64) {
        guard !isSettled else { return }
        isSettled = true
        for (row, fate) in fates.fates.enumerated() {
            if fate != .live { uncountedMoney = uncountedMoney.addingClamped(money(row)) }
            switch fate {
            case .live, .cancelled, .test, .leftOut, .noSale, .merged:
                acceptedMoney = acceptedMoney.addingClamped(money(row))
                acceptedRows += 1
            case .setAside:
                setAsideMoney = setAsideMoney.addingClamped(money(row))
                if setAsideRows.count < 3 { setAsideRows.append(row) }
            case .duplicate, .superseded, .refused, .afterAsOf: break
            }
        }
        for late in fates.late {
            refusals.add(
                late.reason, columnName(late.column), cell: [], money: Int64(clamping: money(Int(late.row)).magnitude))
        }
    }

    struct Width: Hashable, Sendable {
        let header: Int
        let row: Int
    }

    mutating func noteWidth(_ row: Int, of header: Int) { widths[Width(header: header, row: row), default: 0] += 1 }

    /// Takes over what the cells of a file have shown.
    mutating func add(_ log: CellLog, _ mapping: TableMapping) {
        for (cell, count) in log.bad {
            let name = columnName(cell.column) ?? ""
            if let index = badCells.firstIndex(where: { $0.column == name && $0.reason == cell.reason }) {
                badCells[index].count += count
            } else {
                badCells.append(BadCells(column: name, reason: cell.reason, count: count))
            }
        }
        badCells.sort { ($0.column, $0.reason.rawValue) < ($1.column, $1.reason.rawValue) }
        for (number, marks) in log.allMarks.enumerated() where marks.rounded > 0 {
            rounded[columnName(UInt8(number)) ?? "", default: 0] += marks.rounded
        }
    }

    /// Passes over a row that is the total of the others.
    mutating func leaveOutTotals(kept: Int) {
        leaveOut(kept: kept)
        totals += 1
    }

    /// Refuses the row that was read last.
    mutating func refuse(
        _ rejection: Rejection, row: Int, kept: Int, raw: UnsafeBufferPointer<UInt8>, cell: [UInt8] = [],
        money: Int64 = 0, context: RefusedContext = RefusedContext()
    ) {
        pass(kept: kept)
        refusals.add(rejection.reason, columnName(rejection.column), cell: cell, money: money, context: context)
        quarantine.add(
            rejection.reason, column: columnName(rejection.column), source: spans[spans.count - 1].path, row: row,
            raw: raw)
    }

    /// Passes over the row that was read last: it belongs to another table, or to none.
    mutating func leaveOut(kept: Int) {
        pass(kept: kept)
        leftOut += 1
    }

    private mutating func pass(kept: Int) {
        let last = spans.count - 1
        let inFile = kept - spans[last].firstKept
        if let gap = spans[last].gaps.last, gap.kept == inFile {
            spans[last].gaps[spans[last].gaps.count - 1].passed += 1
        } else {
            spans[last].gaps.append((inFile, (spans[last].gaps.last?.passed ?? 0) + 1))
        }
    }

    mutating func keepText(of kept: Int, _ raw: UnsafeBufferPointer<UInt8>) {
        let head = UnsafeBufferPointer(rebasing: raw.prefix(QuarantinedRow.rawLimit))
        guard doubtfulBytes + head.count <= Self.doubtfulLimit else { return }
        doubtful[kept] = String(decoding: head, as: UTF8.self)
        doubtfulBytes += head.count
    }

    func columnName(_ number: UInt8) -> String? {
        Int(number) < columnNames.count ? columnNames[Int(number)] : nil
    }
}

/// The rows of one table that were refused: all of them counted, and as many kept as memory allows.
struct Quarantine: Sendable {
    /// Rows and bytes of text that are kept of one table.
    static let rowLimit = 100_000
    static let byteLimit = 64 << 20

    let table: String
    private(set) var rows: [QuarantinedRow] = []
    private(set) var reasons: [ReasonCode: Int] = [:]
    private var bytes = 0

    init(table: String) {
        self.table = table
    }

    var count: Int { reasons.values.reduce(0, +) }
    var isCut: Bool { rows.count < count }

    mutating func add(_ reason: ReasonCode, column: String?, source: String, row: Int, raw: UnsafeBufferPointer<UInt8>)
    {
        guard hasRoom else {
            reasons[reason, default: 0] += 1
            return
        }
        let head = UnsafeBufferPointer(rebasing: raw.prefix(QuarantinedRow.rawLimit))
        add(reason, column: column, source: source, row: row, text: String(decoding: head, as: UTF8.self))
    }

    mutating func add(_ reason: ReasonCode, column: String?, source: String, row: Int, text: String) {
        reasons[reason, default: 0] += 1
        guard hasRoom else { return }
        bytes += text.utf8.count
        rows.append(
            QuarantinedRow(table: table, source: source, row: row, column: column, reason: reason, raw: text))
    }

    var hasRoom: Bool { rows.count < Self.rowLimit && bytes < Self.byteLimit }
}
