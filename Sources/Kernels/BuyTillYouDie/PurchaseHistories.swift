/// Repeat-purchase histories, identical ones stored once with their weight, sorted by x, t_x and T.
///
/// A likelihood is then one pass over distinct histories, in an order that does not depend on the order of customers,
/// with everything that depends on x alone worked out once an x.
package struct PurchaseHistories: Equatable, Sendable {
    /// x: purchase occasions after the first one; whole numbers.
    package let frequency: [Double]
    /// t_x: from the first purchase to the last, in time units; 0 where x is 0.
    package let recency: [Double]
    /// T: from the first purchase to the cut-off, in time units.
    package let age: [Double]
    /// How many customers share the history.
    package let weight: [Double]
    /// The distinct history of every customer, in the order of the input.
    package let indexOfCustomer: [Int32]
    /// The number of customers: the sum of the weights.
    package let customers: Int

    /// Collects the histories of customers.
    ///
    /// - Parameters:
    ///   - frequency: x, ≥ 0.
    ///   - recency: t_x, in 0...T, and 0 where x is 0.
    ///   - age: T, ≥ 0 and finite, in the unit of `recency`.
    /// - Complexity: O(n log n).
    package init(frequency: [Int32], recency: [Double], age: [Double]) {
        precondition(
            frequency.count == recency.count && frequency.count == age.count,
            "\(frequency.count) frequencies, \(recency.count) recencies and \(age.count) ages differ in number")
        var rows = frequency.indices.map { i in
            let row = HistoryRow(x: frequency[i], tx: recency[i], t: age[i], customer: Int32(i))
            precondition(row.isValid, "x = \(row.x), t_x = \(row.tx), T = \(row.t) of customer \(i) is no history")
            return row
        }
        rows.sort(by: <)
        var index = [Int32](repeating: 0, count: rows.count)
        var columns: (x: [Double], tx: [Double], t: [Double], weight: [Double]) = ([], [], [], [])
        for (position, row) in rows.enumerated() {
            if position == 0 || !row.isSame(as: rows[position - 1]) {
                columns.x.append(Double(row.x))
                columns.tx.append(row.tx)
                columns.t.append(row.t)
                columns.weight.append(0)
            }
            columns.weight[columns.weight.count - 1] += 1
            index[Int(row.customer)] = Int32(columns.weight.count - 1)
        }
        self.init(columns, indexOfCustomer: index)
    }

    private init(
        _ columns: (x: [Double], tx: [Double], t: [Double], weight: [Double]), indexOfCustomer: [Int32]
    ) {
        (frequency, recency, age, weight) = (columns.x, columns.tx, columns.t, columns.weight)
        self.indexOfCustomer = indexOfCustomer
        customers = Int(columns.weight.reduce(0, +))
    }

    /// Every k-th customer in the order of the histories, for k = customers / `target`: a small population that looks like
    /// the whole, in which nobody finds their own history.
    package func thinned(to target: Int) -> PurchaseHistories {
        let stride = Double(customers / target)
        guard stride > 1 else { return self }
        var columns: (x: [Double], tx: [Double], t: [Double], weight: [Double]) = ([], [], [], [])
        var (seen, kept) = (0.0, 0.0)
        for row in 0..<count {
            seen += weight[row]
            let own = (seen / stride).rounded(.down) - kept
            guard own > 0 else { continue }
            kept += own
            columns.x.append(frequency[row])
            columns.tx.append(recency[row])
            columns.t.append(age[row])
            columns.weight.append(own)
        }
        return PurchaseHistories(columns, indexOfCustomer: [])
    }

    /// The number of distinct histories.
    package var count: Int { weight.count }
}

private struct HistoryRow: Comparable {
    let x: Int32
    let tx, t: Double
    let customer: Int32

    var isValid: Bool { x >= 0 && tx >= 0 && tx <= t && t.isFinite && (x > 0 || tx == 0) }

    func isSame(as other: HistoryRow) -> Bool { x == other.x && tx == other.tx && t == other.t }

    static func < (a: HistoryRow, b: HistoryRow) -> Bool {
        if a.x != b.x { return a.x < b.x }
        if a.tx != b.tx { return a.tx < b.tx }
        return a.t != b.t ? a.t < b.t : a.customer < b.customer
    }
}
