internal import Domain

/// Adds up the rows of each order where a table has several of them (`add_rows`).
///
/// An order that stands in several files with the same rows is a duplicate in all but the first; with differing rows, all of
/// them are in conflict. Equal rows within one file are so many rows.
enum OrderRowSums {
    /// - Returns: what becomes of the rows, and by code of the order the row that stands for it, or -1.
    static func settle(_ columns: inout OrderColumns, _ spans: [TableTally.Span]) -> (fates: RowFates, first: [Int32]) {
        var fates = RowFates(count: columns.count)
        let count = columns.ids.count
        var first = [Int32](repeating: -1, count: count)
        let (rows, starts) = Permutation.group(columns.id, count: count)
        let firstOfFile = spans.map { Int32($0.firstKept) }
        for order in 0..<count {
            let parts = LineOrders.split(rows[Int(starts[order])..<Int(starts[order + 1])], firstOfFile)
            guard let kept = settle(parts, columns, &fates), let head = kept.first else { continue }
            first[order] = head
            for row in kept.dropFirst() {
                columns.add(row: Int(row), to: Int(head))
                fates[Int(row)] = .merged
            }
        }
        return (fates, first)
    }

    /// The rows of the file that counts; `nil` where files contradict one another.
    private static func settle(
        _ parts: [ArraySlice<Int32>], _ columns: OrderColumns, _ fates: inout RowFates
    ) -> ArraySlice<Int32>? {
        guard parts.count > 1 else { return parts.first }
        let sorted = parts.map { $0.sorted { columns.valuesPrecede(Int($0), Int($1)) } }
        let areEqual = sorted.dropFirst().allSatisfy { part in
            part.count == sorted[0].count && zip(part, sorted[0]).allSatisfy { columns.isEqual(Int($0), Int($1)) }
        }
        for row in parts.dropFirst().joined() where areEqual { fates[Int(row)] = .duplicate }
        guard !areEqual else { return parts[0] }
        for row in parts.joined() { fates.refuse(Int(row), .duplicateConflict, column: 0) }
        return nil
    }
}

extension OrderColumns {
    /// Adds the money of one row to that of another; its time is the earlier of both.
    mutating func add(row: Int, to first: Int) {
        at[first] = min(at[first], at[row])
        total[first] = total[first].addingClamped(total[row])
        subtotal.add(row, to: first)
        discount.add(row, to: first)
        refunded.add(row, to: first)
    }
}

extension OptionalColumn<Int64> {
    /// Adds one row's money to another's; no value is nothing to add.
    fileprivate mutating func add(_ row: Int, to first: Int) {
        let (a, b) = (self[first], self[row])
        guard b != Money.missing else { return }
        self[first] = a == Money.missing ? b : a.addingClamped(b)
    }
}
