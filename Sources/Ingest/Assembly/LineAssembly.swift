internal import Domain

/// The order lines of the shop, by order, with the products that they name.
struct LineAssembly: Sendable {
    var lines = OrderLines()
    /// Where the lines of each order begin.
    var start: [Int32]
    /// The number of each line within its order; empty where the source gives none.
    private(set) var lineNo: [Int32] = []
    private(set) var fates: RowFates
    /// The rows in their final order.
    private(set) var rows: [Int32]
    /// By order of the shop, the money of its lines that are no sales; empty where the source has none.
    private(set) var noSales: [Int64] = []

    /// Takes the lines over: `slot` has the place of the order by code of the lines' orders, or -1, and the first `live`
    /// places are orders of the shop.
    init(
        _ columns: inout LineColumns, slot: [Int32], fate: [RowFate], live: Int, rate: [Int32], rates: Rates,
        tally: inout TableTally
    ) {
        var fates = RowFates(count: columns.count)
        var groups = Permutation.gather(slot, columns.order.codes)
        _ = columns.order.takeCodes()
        for row in groups.indices where groups[row] < 0 { fates.refuse(row, .orphanLine, column: 0) }
        if !rate.isEmpty { Self.convert(&columns, &groups, rate, rates, &fates) }
        var (rows, starts) = Permutation.group(groups, count: fate.count)
        if !columns.lineNo.isPresent { Self.settleFiles(rows, starts, columns, tally, &fates) }
        Self.sort(&rows, starts, columns)
        if columns.lineNo.isPresent { Self.settle(rows, starts, columns, &fates) }
        for group in live..<fate.count {
            for index in Int(starts[group])..<Int(starts[group + 1]) where fates[Int(rows[index])] == .live {
                fates[Int(rows[index])] = fate[group]
            }
        }
        if columns.noSale.isPresent { noSales = Self.takeNoSales(rows, starts, live, columns, &fates) }
        (self.rows, start) = Self.keepLive(rows, starts, live, fates)
        self.fates = fates
        columns.settle(&tally, fates)
        gather(&columns)
    }

    /// Lines have no key: an order whose lines stand in several files was exported again, and the last file has it as it is.
    private static func settleFiles(
        _ rows: [Int32], _ starts: [Int32], _ columns: LineColumns, _ tally: TableTally, _ fates: inout RowFates
    ) {
        let firstOfFile = tally.spans.map { Int32($0.firstKept) }
        guard firstOfFile.count > 1 else { return }
        for group in 0..<starts.count - 1 {
            let parts = LineOrders.split(rows[Int(starts[group])..<Int(starts[group + 1])], firstOfFile)
            guard parts.count > 1, let last = parts.last else { continue }
            let sorted = parts.map { $0.sorted { columns.valuesPrecede(Int($0), Int($1)) } }
            for (part, own) in zip(parts, sorted).dropLast() {
                let isSame =
                    part.count == last.count
                    && zip(own, sorted[sorted.count - 1]).allSatisfy { columns.isEqual(Int($0), Int($1)) }
                for row in part where fates[Int(row)] == .live { fates[Int(row)] = isSame ? .duplicate : .superseded }
            }
        }
    }

    private static func convert(
        _ columns: inout LineColumns, _ groups: inout [Int32], _ rate: [Int32], _ rates: Rates, _ fates: inout RowFates
    ) {
        for row in groups.indices where groups[row] >= 0 && rate[Int(groups[row])] >= 0 {
            let index = rate[Int(groups[row])]
            guard let price = rates.convert(columns.unitPrice[row], index),
                let discount = rates.convert(columns.discount[row], index),
                LineAmount.of(columns.quantity[row], price) != nil
            else {
                fates.refuse(row, .numberOutOfRange)
                groups[row] = -1
                continue
            }
            columns.unitPrice[row] = price
            columns.discount[row] = discount
        }
    }

    /// Within an order by number; lines without one last, and by what they say.
    private static func sort(_ rows: inout [Int32], _ starts: [Int32], _ columns: LineColumns) {
        let groups = 0..<starts.count - 1
        guard columns.lineNo.isPresent else {
            Permutation.sortGroups(&rows, starts: starts, groups: groups) { columns.valuesPrecede(Int($0), Int($1)) }
            return
        }
        columns.lineNo.values.withUnsafeBufferPointer { numbers in
            Permutation.sortGroups(&rows, starts: starts, groups: groups) { a, b in
                let (left, right) = (numbers[Int(a)], numbers[Int(b)])
                guard left == right else { return right == Int32.min || (left != Int32.min && left < right) }
                return columns.valuesPrecede(Int(a), Int(b))
            }
        }
    }

    /// Settles lines that share order and number; they stand side by side.
    private static func settle(_ rows: [Int32], _ starts: [Int32], _ columns: LineColumns, _ fates: inout RowFates) {
        let numbers = columns.lineNo.values
        for group in 0..<starts.count - 1 {
            var index = Int(starts[group])
            let end = Int(starts[group + 1])
            while index + 1 < end {
                let number = numbers[Int(rows[index])]
                var next = index + 1
                while next < end, number != Int32.min, numbers[Int(rows[next])] == number { next += 1 }
                if next > index + 1 { settle(rows[index..<next], columns, &fates) }
                index = next
            }
        }
    }

    private static func settle(_ same: ArraySlice<Int32>, _ columns: LineColumns, _ fates: inout RowFates) {
        guard let first = same.first else { return }
        let areEqual = same.allSatisfy { columns.isEqual(Int(first), Int($0)) }
        for row in same {
            if !areEqual {
                fates.refuse(Int(row), .duplicateConflict, column: 0)
            } else if row != first {
                fates[Int(row)] = .duplicate
            }
        }
    }

    /// Sets apart the lines that are no sales.
    private static func takeNoSales(
        _ rows: [Int32], _ starts: [Int32], _ live: Int, _ columns: LineColumns, _ fates: inout RowFates
    ) -> [Int64] {
        (0..<live).map { order in
            var money: Int64 = 0
            for index in Int(starts[order])..<Int(starts[order + 1]) {
                let row = Int(rows[index])
                guard columns.noSale[row], fates[row] == .live else { continue }
                let discount = columns.discount[row]
                money = money.addingClamped(LineAmount.of(columns.quantity[row], columns.unitPrice[row]) ?? 0)
                    .addingClamped(discount == Money.missing ? 0 : -discount)
                fates[row] = .noSale
            }
            return money
        }
    }

    private static func keepLive(
        _ rows: [Int32], _ starts: [Int32], _ live: Int, _ fates: RowFates
    ) -> (rows: [Int32], start: [Int32]) {
        var kept: [Int32] = []
        kept.reserveCapacity(Int(starts[live]))
        var start = [Int32](repeating: 0, count: live + 1)
        for group in 0..<live {
            for index in Int(starts[group])..<Int(starts[group + 1]) where fates[Int(rows[index])] == .live {
                kept.append(rows[index])
            }
            start[group + 1] = Int32(kept.count)
        }
        return (kept, start)
    }

    /// Takes the values over, letting go of each column that was read as soon as it is done with.
    private mutating func gather(_ columns: inout LineColumns) {
        lines.quantity = Permutation.gather(columns.quantity, rows)
        columns.quantity = []
        lines.unitPrice = Permutation.gather(columns.unitPrice, rows)
        columns.unitPrice = []
        if columns.lineNo.isPresent { lineNo = Permutation.gather(columns.lineNo.take(), rows) }
        if columns.discount.isPresent {
            lines.discount = Permutation.gather(columns.discount.take(), rows)
            for index in lines.discount.indices where lines.discount[index] == Money.missing {
                lines.discount[index] = 0
            }
        }
        if columns.refundedQuantity.isPresent {
            lines.refundedQuantity = Permutation.gather(columns.refundedQuantity.take(), rows)
        }
    }

    mutating func forgetRows() { rows = [] }
}

extension LineColumns {
    /// Adds up what became of the lines' money.
    fileprivate func settle(_ tally: inout TableTally, _ fates: RowFates) {
        tally.settle(fates) { LineAmount.of(quantity[$0], unitPrice[$0]) ?? 0 }
    }

    /// An order of lines that have no number: by every value that is kept, strings by their bytes.
    func valuesPrecede(_ a: Int, _ b: Int) -> Bool {
        if product[a] != product[b] { return product.precedes(a, b) }
        if quantity[a] != quantity[b] { return quantity[a] < quantity[b] }
        if unitPrice[a] != unitPrice[b] { return unitPrice[a] < unitPrice[b] }
        if discount[a] != discount[b] { return discount[a] < discount[b] }
        if refundedQuantity[a] != refundedQuantity[b] { return refundedQuantity[a] < refundedQuantity[b] }
        if title[a] != title[b] { return title.precedes(a, b) }
        return category[a] != category[b] && category.precedes(a, b)
    }
}
