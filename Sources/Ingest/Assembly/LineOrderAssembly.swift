internal import Domain

/// Orders, lines, products and refunds of a shop whose orders follow from their lines.
struct LineOrderAssembly {
    var orders = Orders()
    var lines = OrderLines()
    private(set) var refunds = Refunds()
    private(set) var products = Products()
    private(set) var customerStart: [Int32]
    let idDigest: [UInt8]
    private(set) var settled: LineOrders
    private var outcome = ReturnMatching.Outcome()
    /// By customer, the code of the country of the latest order, or -1.
    private var countries: [Int32] = []

    var fates: RowFates { settled.fates }

    init(_ settled: consuming LineOrders, _ customers: CustomerIndex, zone: ShopZone) {
        let guests = customers.ids.count
        var groups = [Int32](repeating: -1, count: settled.at.count)
        for order in groups.indices where settled.isSale(order) {
            let code = settled.customer[order]
            groups[order] = code < 0 ? Int32(guests) : customers.ofOrders[Int(code)]
        }
        // Here the "rows" are orders, by their codes.
        var (codes, starts) = Permutation.group(groups, count: guests + 1)
        let ids = settled.columns.lines.order.interner.table
        let at = settled.at
        Permutation.sortGroups(&codes, starts: starts, groups: 0..<guests + 1) { a, b in
            at[Int(a)] != at[Int(b)] ? at[Int(a)] < at[Int(b)] : ids.precedes(Int(a), Int(b))
        }
        idDigest = ShopDigest.ofIDs(ids, codes: codes)
        customerStart = starts
        customerStart.removeLast()
        orders.customer = Permutation.gather(groups, codes).map { $0 == Int32(guests) ? -1 : $0 }
        orders.orderedAt = Permutation.gather(at, codes)
        (orders.localDay, orders.localSecond) = zone.locals(of: orders.orderedAt)
        self.settled = settled
        addLines(codes)
        matchReturns(customers)
        if settled.columns.rule.cancellationPrefix == nil, !returned.isEmpty { applyReturned() }
        findCountries(codes, customers)
    }

    private mutating func addLines(_ codes: [Int32]) {
        var rows: [Int32] = []
        var total: [Int64] = []
        orders.lineStart = [0]
        for code in codes {
            var sum: Int64 = 0
            for index in settled.range(Int(code)) where settled.fates[Int(settled.rows[index])] == .live {
                let row = Int(settled.rows[index])
                rows.append(Int32(row))
                let (quantity, price) = (settled.columns.lines.quantity[row], settled.columns.lines.unitPrice[row])
                let discount = settled.columns.lines.discount[row]
                sum = sum.addingClamped(
                    (LineAmount.of(quantity, price) ?? 0) - (discount == Money.missing ? 0 : discount))
            }
            // More discount than price is no income below zero.
            total.append(max(0, sum))
            orders.lineStart.append(Int32(rows.count))
        }
        orders.total = total
        let columns = settled.columns.lines
        let assembly = ProductAssembly(lines: columns, rows: rows, table: nil, fates: nil)
        products = assembly.products
        productOfCode = assembly.ofLines
        lines.product = Permutation.gather(columns.product.codes, rows).map { assembly.ofLines[Int($0)] }
        lines.quantity = Permutation.gather(columns.quantity, rows)
        lines.unitPrice = Permutation.gather(columns.unitPrice, rows)
        if columns.discount.isPresent {
            lines.discount = rows.map { max(columns.discount[Int($0)], 0) }
        }
        returned = columns.refundedQuantity.isPresent ? rows.map { columns.refundedQuantity[Int($0)] } : []
    }

    /// Pieces that came back, as the lines themselves say.
    private var returned: [Int32] = []

    /// Takes what came back off the orders at what was paid for it.
    private mutating func applyReturned() {
        lines.refundedQuantity = returned
        orders.refunded = (0..<orders.count).map { order in
            orders.lines(of: order).reduce(Int64(0)) { sum, line in
                let quantity = Int64(lines.quantity[line])
                guard quantity > 0, returned[line] > 0 else { return sum }
                let off = lines.discount.isEmpty ? 0 : lines.discount[line]
                let paid = (LineAmount.of(lines.quantity[line], lines.unitPrice[line]) ?? 0) - off
                let share = paid.multipliedFullWidth(by: min(Int64(returned[line]), quantity))
                return sum.addingClamped(quantity.dividingFullWidth(share).quotient)
            }
        }
    }

    /// What a row comes to, its discount taken off.
    func money(_ row: Int) -> Int64 {
        let lines = settled.columns.lines
        return (LineAmount.of(lines.quantity[row], lines.unitPrice[row]) ?? 0) - max(lines.discount[row], 0)
    }

    func instant(_ row: Int) -> Int64 { settled.columns.at[row] }

    private var productOfCode: [Int32] = []

    // MARK: - Returns

    private mutating func matchReturns(_ customers: CustomerIndex) {
        var returns: [ReturnMatching.Return] = []
        var strangers: [Int] = []
        let columns = settled.columns.lines
        for order in settled.at.indices where settled.isCancellation[order] && settled.at[order] != .max {
            let code = settled.customer[order]
            let customer = code < 0 ? StringTable.missing : customers.ofOrders[Int(code)]
            for index in settled.range(order) where settled.fates[Int(settled.rows[index])] == .live {
                let row = Int(settled.rows[index])
                let product = productOfCode[Int(columns.product.codes[row])]
                let money = -(LineAmount.of(columns.quantity[row], columns.unitPrice[row]) ?? 0)
                guard customer >= 0, product >= 0 else {
                    strangers.append(row)
                    outcome.unmatched(money)
                    continue
                }
                returns.append(
                    .init(
                        row: Int32(row), order: Int32(order), customer: customer, product: product,
                        at: settled.at[order], quantity: -columns.quantity[row], unitPrice: columns.unitPrice[row]))
            }
        }
        let ids = columns.order.interner.table
        var matching = ReturnMatching(orders: orders, lines: lines, customerStart: customerStart, outcome)
        for row in matching.match(&returns, ids: ids) + strangers { settled.refuseReturn(row) }
        outcome = matching.outcome
        lines.refundedQuantity = matching.returned
        addRefunds(matching.refunds)
    }

    private mutating func addRefunds(_ found: [ReturnMatching.Refund]) {
        let sorted = found.sorted {
            ($0.order, $0.at, $0.amount, $0.line, $0.quantity) < ($1.order, $1.at, $1.amount, $1.line, $1.quantity)
        }
        refunds.at = sorted.map(\.at)
        refunds.amount = sorted.map(\.amount)
        refunds.line = sorted.map(\.line)
        refunds.quantity = sorted.map(\.quantity)
        orders.refunded = [Int64](repeating: 0, count: orders.count)
        orders.refundStart = [Int32](repeating: 0, count: orders.count + 1)
        for refund in sorted {
            orders.refunded[Int(refund.order)] = orders.refunded[Int(refund.order)].addingClamped(refund.amount)
            orders.refundStart[Int(refund.order) + 1] += 1
        }
        for order in 0..<orders.count { orders.refundStart[order + 1] += orders.refundStart[order] }
    }

    /// Reports what was given back beyond what was bought, beside the net revenue.
    func returnsCheck(currency: String) -> QualityCheck {
        let rows = outcome.unmatchedRows + outcome.partlyMatchedRows
        return QualityCheck(
            name: "unmatched_return_money", outcome: rows == 0 ? .passed : .warned,
            found:
                "\(Money.text(outcome.unmatchedMoney)) \(currency) in \(outcome.unmatchedRows) rows without a line and"
                + " \(outcome.partlyMatchedRows) matched in part or above the price paid",
            allowed: "\(Money.text(0)) \(currency)")
    }

    // MARK: - Countries

    private mutating func findCountries(_ codes: [Int32], _ customers: CustomerIndex) {
        countries = [Int32](repeating: StringTable.missing, count: customers.ids.count)
        let country = settled.columns.country
        for (place, code) in codes.enumerated() where orders.customer[place] >= 0 {
            // The first by bytes among the lines of the latest order that names one.
            var first = StringTable.missing
            for index in settled.range(Int(code)) where settled.fates[Int(settled.rows[index])] == .live {
                let named = country[Int(settled.rows[index])]
                guard named >= 0, named != first else { continue }
                if first < 0 || country.interner.table.precedes(Int(named), Int(first)) { first = named }
            }
            if first >= 0 { countries[Int(orders.customer[place])] = first }
        }
    }

    func addCountries(to customers: inout Customers) {
        let table = settled.columns.country.interner.table
        var isUsed = [Bool](repeating: false, count: table.count)
        for code in countries where code >= 0 { isUsed[Int(code)] = true }
        let strings = CompactStrings(table, isUsed: isUsed)
        customers.countries = strings.strings
        customers.country = countries.map { $0 < 0 ? $0 : strings.newCode[Int($0)] }
    }
}
