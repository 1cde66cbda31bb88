internal import Domain

/// The dated refunds of the shop, by order and time.
struct RefundAssembly: Sendable {
    var refunds = Refunds()
    var start: [Int32]
    /// What had been refunded, by order.
    var refunded: [Int64]
    private(set) var fates: RowFates
    /// What the refunds come to beside the orders' column, and equal rows that count once.
    private(set) var comparison = FigureChecks.RefundComparison()
    private(set) var repeated: (rows: Int, money: Int64) = (0, 0)

    /// Takes the refunds over: `slot` has the place of the order by code of the refunds' orders, or -1, and the first `live`
    /// places are orders of the shop.
    init(
        _ columns: inout RefundColumns, slot: [Int32], fate: [RowFate], live: Int, rate: [Int32], rates: Rates,
        bound: TimeBound, orders: Orders
    ) {
        var fates = RowFates(count: columns.count)
        var groups = Permutation.gather(slot, columns.order.codes)
        // Their column `refunded` knows of refunds that have not happened yet.
        var isRefundedLater = [Bool](repeating: false, count: live)
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
            guard bound.admits(columns.at[row], row, column: 1, &fates) else {
                if group < live { isRefundedLater[group] = true }
                continue
            }
            fates[row] = fate[group]
            groups[row] = group < live ? Int32(group) : -1
        }
        var (rows, starts) = Permutation.group(groups, count: live)
        Permutation.sortGroups(&rows, starts: starts, groups: 0..<live) { columns.precedes(Int($0), Int($1)) }
        let column = orders.refunded
        for order in 0..<live {
            let own = rows[Int(starts[order])..<Int(starts[order + 1])]
            let claimed = column.isEmpty ? Money.missing : column[order]
            repeated = Self.settleRepeated(own, columns, claimed, repeated, &fates)
        }
        (rows, starts) = Self.keepLive(rows, starts, fates)
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
        addUncovered(orders, isRefundedLater, asOf: bound.asOf)
    }

    /// Equal rows of one order are one refund read twice, unless the order itself says that all of them were paid.
    private static func settleRepeated(
        _ own: ArraySlice<Int32>, _ columns: RefundColumns, _ claimed: Int64, _ before: (rows: Int, money: Int64),
        _ fates: inout RowFates
    ) -> (rows: Int, money: Int64) {
        guard own.count > 1 else { return before }
        let all = own.reduce(Int64(0)) { $0.addingClamped(columns.amount[Int($1)]) }
        guard claimed == Money.missing || claimed != all else { return before }
        var repeated = before
        for (row, next) in zip(own, own.dropFirst()) where columns.isEqual(Int(row), Int(next)) {
            fates[Int(next)] = .duplicate
            repeated.rows += 1
            repeated.money = repeated.money.addingClamped(columns.amount[Int(next)])
        }
        return repeated
    }

    private static func keepLive(
        _ rows: [Int32], _ starts: [Int32], _ fates: RowFates
    ) -> (rows: [Int32], starts: [Int32]) {
        var kept: [Int32] = []
        var start: [Int32] = [0]
        for order in 0..<starts.count - 1 {
            kept += rows[Int(starts[order])..<Int(starts[order + 1])].filter { fates[Int($0)] == .live }
            start.append(Int32(kept.count))
        }
        return (kept, start)
    }

    /// Orders that say they were refunded and that the table does not know keep what they say, as of a time that is usual
    /// after an order.
    private mutating func addUncovered(_ orders: Orders, _ isRefundedLater: [Bool], asOf: Int64) {
        guard !orders.refunded.isEmpty else { return }
        let lag = usualLag(orders)
        var (all, starts) = (Refunds(), [Int32(0)])
        for order in 0..<start.count - 1 {
            let range = Int(start[order])..<Int(start[order + 1])
            let claimed = orders.refunded[order]
            if !isRefundedLater[order] {
                comparison.add(dated: range.isEmpty ? nil : refunded[order], column: claimed)
            }
            for index in range { all.append(refunds, index) }
            if range.isEmpty, claimed > 0, !isRefundedLater[order] {
                let at = min(max(asOf - 1, orders.orderedAt[order]), orders.orderedAt[order] + lag)
                all.append(at: at, amount: claimed)
                refunded[order] = claimed
            }
            starts.append(Int32(all.count))
        }
        (refunds, start) = (all, starts)
    }

    private func usualLag(_ orders: Orders) -> Int64 {
        var lags: [Int64] = []
        for order in 0..<start.count - 1 {
            for index in Int(start[order])..<Int(start[order + 1]) {
                lags.append(max(0, refunds.at[index] - orders.orderedAt[order]))
            }
        }
        lags.sort()
        return lags.isEmpty ? 0 : lags[lags.count / 2]
    }

    var checks: [QualityCheck] {
        let repeats = QualityCheck(
            name: "refunds_repeated", outcome: repeated.rows == 0 ? .passed : .warned,
            found:
                "\(repeated.rows) rows with \(Money.text(repeated.money)) equal another of their order and count once",
            allowed: "0; rows of the same order, time, amount and line are one refund read twice")
        guard comparison.compared + comparison.uncovered > 0 else { return [repeats] }
        return [repeats, comparison.check]
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

extension Refunds {
    fileprivate mutating func append(_ other: Refunds, _ index: Int) {
        at.append(other.at[index])
        amount.append(other.amount[index])
        line.append(other.line[index])
        quantity.append(other.quantity[index])
    }

    fileprivate mutating func append(at instant: Int64, amount money: Int64) {
        at.append(instant)
        amount.append(money)
        line.append(Int32.min)
        quantity.append(0)
    }
}

extension RefundColumns {
    fileprivate func isEqual(_ a: Int, _ b: Int) -> Bool {
        at[a] == at[b] && amount[a] == amount[b] && lineNo[a] == lineNo[b] && quantity[a] == quantity[b]
    }

    fileprivate func precedes(_ a: Int, _ b: Int) -> Bool {
        (at[a], amount[a], lineNo[a], quantity[a]) < (at[b], amount[b], lineNo[b], quantity[b])
    }
}

/// The instant at or after which no record exists, and what becomes of one that is there nevertheless.
struct TimeBound: Sendable {
    let asOf: Int64
    /// Whether the bound is the present, so that a later record is a mistake.
    let isNow: Bool
    /// Beyond which records lie alone.
    var edge = TimeEdge.open

    /// Whether a record of that time exists; where not, its fate is noted.
    ///
    /// - Parameters:
    ///   - microseconds: the time.
    ///   - row: its row.
    ///   - column: where the time stands.
    ///   - mayBeEarly: whether the record may be older than all others, as that of an old customer.
    ///   - fates: where it is noted.
    /// - Returns: whether it does.
    @inline(__always)
    func admits(
        _ microseconds: Int64, _ row: Int, column: UInt8, mayBeEarly: Bool = false, _ fates: inout RowFates
    ) -> Bool {
        guard microseconds >= asOf || microseconds < edge.from else { return true }
        if microseconds < edge.from {
            guard !mayBeEarly else { return true }
            fates[row] = .setAside
        } else if isNow {
            fates.refuse(row, .futureTimestamp, column: column)
        } else {
            fates[row] = edge.to == .max ? .afterAsOf : .setAside
        }
        return false
    }
}
