internal import Domain

/// Orders that follow from a table with one row a line, settled: whole orders that stand in several files once, what makes no
/// sense refused.
///
/// - An order's time is that of its earliest line, its customer the one that its lines name.
/// - An order that stands in several files with the same lines is a duplicate; with differing lines, all of them are in
///   conflict. Equal lines within one file are so many lines.
/// - A price below 0 is an adjustment; a line of a sale has a quantity of 0 or more, a line of a cancellation one below 0.
struct LineOrders {
    private(set) var columns: LineOrderColumns
    private(set) var fates: RowFates
    /// The rows of each order, by its code; ``starts`` says where each begins.
    private(set) var rows: [Int32]
    private(set) var starts: [Int32]
    /// By code of the order: its earliest line and its customer's code or -1.
    private(set) var at: [Int64]
    private(set) var customer: [Int32]
    private(set) var isCancellation: [Bool]

    init(_ columns: consuming LineOrderColumns, _ tally: TableTally) {
        let count = columns.lines.order.interner.count
        var (rows, starts) = Permutation.group(columns.lines.order.codes, count: count)
        fates = RowFates(count: columns.count)
        at = [Int64](repeating: .max, count: count)
        customer = [Int32](repeating: StringTable.missing, count: count)
        let ids = columns.lines.order.interner.table
        isCancellation = (0..<count).map { code in ids.withBytes(code) { columns.isCancellation($0) } }
        Self.settleFiles(&rows, starts, columns, tally, &fates)
        Permutation.sortGroups(&rows, starts: starts, groups: 0..<count) { columns.precedes(Int($0), Int($1)) }
        (self.columns, self.rows, self.starts) = (columns, rows, starts)
        for order in 0..<count { settle(order) }
    }

    /// The range of an order's rows within ``rows``.
    func range(_ order: Int) -> Range<Int> { Int(starts[order])..<Int(starts[order + 1]) }

    /// The times of orders and cancellations.
    func forEachInstant(_ body: (Int64) -> Void) {
        for order in at.indices where at[order] != .max { body(at[order]) }
    }

    // MARK: - Files

    /// Compares the lines of orders that stand in several files.
    ///
    /// The rows of an order ascend, so those of one file stand together.
    private static func settleFiles(
        _ rows: inout [Int32], _ starts: [Int32], _ columns: LineOrderColumns, _ tally: TableTally,
        _ fates: inout RowFates
    ) {
        let firstOfFile = tally.spans.map { Int32($0.firstKept) }
        guard firstOfFile.count > 1 else { return }
        for order in 0..<starts.count - 1 {
            let range = Int(starts[order])..<Int(starts[order + 1])
            let parts = split(rows[range], firstOfFile)
            guard parts.count > 1 else { continue }
            let sorted = parts.map { $0.sorted { columns.precedes(Int($0), Int($1)) } }
            let areEqual = sorted.dropFirst().allSatisfy { part in
                part.count == sorted[0].count && zip(part, sorted[0]).allSatisfy { columns.isEqual(Int($0), Int($1)) }
            }
            if areEqual {
                for row in parts.dropFirst().joined() { fates[Int(row)] = .duplicate }
            } else if areVersions(parts, columns) {
                // The later file has the later version.
                for row in parts.dropLast().joined() { fates[Int(row)] = .superseded }
            } else {
                for row in parts.joined() { fates.refuse(Int(row), .duplicateConflict, column: 0) }
            }
        }
    }

    /// Whether all lines tell of one moment, or of one customer within a day.
    private static func areVersions(_ parts: [ArraySlice<Int32>], _ columns: LineOrderColumns) -> Bool {
        let rows = parts.joined().map { Int($0) }
        guard let first = rows.first else { return true }
        return rows.allSatisfy { row in
            columns.at[row] == columns.at[first]
                || (columns.customer[row] == columns.customer[first]
                    && abs(columns.at[row] - columns.at[first]) <= Instant.microsecondsPerDay)
        }
    }

    static func split(_ rows: ArraySlice<Int32>, _ firstOfFile: [Int32]) -> [ArraySlice<Int32>] {
        var parts: [ArraySlice<Int32>] = []
        var rest = rows
        for next in firstOfFile.dropFirst() + [Int32.max] {
            let end = rest.firstIndex { $0 >= next } ?? rest.endIndex
            if end > rest.startIndex { parts.append(rest[rest.startIndex..<end]) }
            rest = rest[end...]
        }
        return parts
    }

    // MARK: - Orders

    /// The numbers of the columns that may be at fault, as `TableMapping.columnNames` has them.
    private enum ColumnNumber {
        static let quantity: UInt8 = 2
        static let unitPrice: UInt8 = 3
        static let customer = UInt8(SourceTable.orderLines.columns.count)
    }

    private mutating func settle(_ order: Int) {
        var total: Int64 = 0
        for index in range(order) {
            let row = Int(rows[index])
            guard fates[row] == .live else { continue }
            let (quantity, price) = (columns.lines.quantity[row], columns.lines.unitPrice[row])
            if price < 0 {
                fates.refuse(row, .adjustment, column: ColumnNumber.unitPrice)
            } else if isCancellation[order] ? quantity >= 0 : quantity < 0 {
                fates.refuse(row, .numberOutOfRange, column: ColumnNumber.quantity)
            } else {
                total = min(Money.limit + 1, total + Int64((LineAmount.of(quantity, price) ?? 0).magnitude))
                note(row, order)
            }
        }
        guard customer[order] == Self.conflict || total > Money.limit else { return }
        let isConflict = customer[order] == Self.conflict
        for index in range(order) where fates[Int(rows[index])] == .live {
            fates.refuse(
                Int(rows[index]), isConflict ? .duplicateConflict : .numberOutOfRange,
                column: isConflict ? ColumnNumber.customer : ColumnNumber.quantity)
        }
        at[order] = .max
    }

    /// In place of a customer where the lines of an order name several.
    private static let conflict: Int32 = -2

    private mutating func note(_ row: Int, _ order: Int) {
        at[order] = min(at[order], columns.at[row])
        let named = columns.customer.codes[row]
        guard named >= 0, named != customer[order] else { return }
        customer[order] = customer[order] == StringTable.missing ? named : Self.conflict
    }

    /// Leaves out orders and cancellations that do not exist by the bound.
    mutating func apply(_ bound: TimeBound) {
        for order in at.indices where at[order] != .max && (at[order] >= bound.asOf || at[order] < bound.edge.from) {
            for index in range(order) where fates[Int(rows[index])] == .live {
                _ = bound.admits(at[order], Int(rows[index]), column: Self.timeColumn, &fates)
            }
            at[order] = .max
        }
    }

    private static let timeColumn = UInt8(SourceTable.orderLines.columns.count + 1)

    /// Whether an order is a sale that stands in the shop.
    func isSale(_ order: Int) -> Bool { at[order] != .max && !isCancellation[order] }

    var customerPart: CustomerIndex.Part {
        var isUsed = [Bool](repeating: false, count: columns.customer.interner.count)
        for order in at.indices where isSale(order) && customer[order] >= 0 { isUsed[Int(customer[order])] = true }
        return CustomerIndex.Part(strings: columns.customer.interner, isUsed: isUsed)
    }

    /// Refuses a return for which there is no line.
    mutating func refuseReturn(_ row: Int) {
        fates.refuse(row, .unmatchedReturn)
    }
}
