internal import Domain

/// The dated refunds of the shop, by order and time.
struct RefundAssembly: Sendable {
    var refunds = Refunds()
    var start: [Int32]
    /// What had been refunded, by order.
    var refunded: [Int64]
    private(set) var fates: RowFates

    /// Takes the refunds over: `slot` has the place of the order by code of the refunds' orders, or -1, and the first `live`
    /// places are orders of the shop.
    init(
        _ columns: inout RefundColumns, slot: [Int32], fate: [RowFate], live: Int, rate: [Int32], rates: Rates,
        bound: TimeBound
    ) {
        var fates = RowFates(count: columns.count)
        var groups = Permutation.gather(slot, columns.order.codes)
        for row in groups.indices {
            let group = Int(groups[row])
            groups[row] = -1
            guard group >= 0 else {
                fates.refuse(row, .orphanLine, column: 0)
                continue
            }
            if !rate.isEmpty {
                guard let amount = rates.convert(columns.amount[row], rate[group]) else {
                    fates.refuse(row, .numberOutOfRange)
                    continue
                }
                columns.amount[row] = amount
            }
            guard bound.admits(columns.at[row], row, column: 1, &fates) else { continue }
            fates[row] = fate[group]
            groups[row] = group < live ? Int32(group) : -1
        }
        var (rows, starts) = Permutation.group(groups, count: live)
        Permutation.sortGroups(&rows, starts: starts, groups: 0..<live) { columns.precedes(Int($0), Int($1)) }
        start = starts
        refunds.at = Permutation.gather(columns.at, rows)
        refunds.amount = Permutation.gather(columns.amount, rows)
        refunds.quantity = rows.map { columns.quantity[Int($0)] }
        refunds.line = rows.map { columns.lineNo[Int($0)] }
        refunded = [Int64](repeating: 0, count: live)
        for order in 0..<live {
            for index in Int(starts[order])..<Int(starts[order + 1]) {
                refunded[order] = refunded[order].addingClamped(refunds.amount[index])
            }
        }
        self.fates = fates
    }

    /// Turns the numbers of lines within their orders into the lines' indices; what names none becomes -1.
    mutating func findLines(_ lines: LineAssembly?) {
        for order in 0..<start.count - 1 {
            for index in Int(start[order])..<Int(start[order + 1]) {
                let number = refunds.line[index]
                refunds.line[index] = -1
                guard let lines, !lines.lineNo.isEmpty, number != Int32.min else { continue }
                let range = Int(lines.start[order])..<Int(lines.start[order + 1])
                if let line = range.first(where: { lines.lineNo[$0] == number }) { refunds.line[index] = Int32(line) }
            }
        }
    }
}

extension RefundColumns {
    fileprivate func precedes(_ a: Int, _ b: Int) -> Bool {
        (at[a], amount[a], lineNo[a], quantity[a]) < (at[b], amount[b], lineNo[b], quantity[b])
    }
}

/// The instant at or after which no record exists, and what becomes of one that is there nevertheless.
struct TimeBound: Sendable {
    let asOf: Int64
    /// Whether the bound is the present, so that a later record is a mistake.
    let isNow: Bool

    /// Whether a record of that time exists; where not, its fate is noted.
    @inline(__always)
    func admits(_ microseconds: Int64, _ row: Int, column: UInt8, _ fates: inout RowFates) -> Bool {
        guard microseconds >= asOf else { return true }
        if isNow { fates.refuse(row, .futureTimestamp, column: column) } else { fates[row] = .afterAsOf }
        return false
    }
}
