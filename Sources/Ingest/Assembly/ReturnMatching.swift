internal import Domain

/// Finds the lines to which returns belong: of the same customer and product, the latest bought by then first, spilling to
/// earlier ones; what an earlier return took is gone.
///
/// Per customer and product, purchases and returns are walked through in the order of time. A purchase goes onto a stack, a
/// return takes from its top: so each line is put down and taken up once. A purchase of the same instant counts as bought.
///
/// Money: of each piece that found its line the customer gets back what the return says, but at most what was paid for it.
/// What is above that, and pieces that found no line, are counted apart.
struct ReturnMatching {
    struct Return: Sendable {
        let row: Int32
        /// The code of the cancellation, for its id.
        let order: Int32
        let customer: Int32
        let product: Int32
        let at: Int64
        /// Pieces, above 0.
        let quantity: Int32
        let unitPrice: Int64
    }

    struct Refund: Sendable {
        let order: Int32
        let line: Int32
        let at: Int64
        let quantity: Int32
        let amount: Int64
    }

    struct Outcome: Sendable {
        private(set) var unmatchedRows = 0
        private(set) var partlyMatchedRows = 0
        private(set) var unmatchedMoney: Int64 = 0

        mutating func unmatched(_ money: Int64) {
            unmatchedRows += 1
            unmatchedMoney = unmatchedMoney.addingClamped(money)
        }

        mutating func partlyMatched(_ money: Int64) {
            partlyMatchedRows += 1
            unmatchedMoney = unmatchedMoney.addingClamped(money)
        }
    }

    private let orders: Orders
    private let lines: OrderLines
    private let customerStart: [Int32]
    /// Pieces returned, by line.
    private(set) var returned: [Int32]
    private(set) var refunds: [Refund] = []
    private(set) var outcome: Outcome

    init(orders: Orders, lines: OrderLines, customerStart: [Int32], _ outcome: Outcome) {
        (self.orders, self.lines, self.customerStart, self.outcome) = (orders, lines, customerStart, outcome)
        returned = [Int32](repeating: 0, count: lines.count)
    }

    /// Matches all returns.
    ///
    /// - Returns: the rows of those that found no line.
    mutating func match(_ returns: inout [Return], ids: StringTable) -> [Int] {
        returns.sort { a, b in
            if a.customer != b.customer { return a.customer < b.customer }
            if a.product != b.product { return a.product < b.product }
            if a.at != b.at { return a.at < b.at }
            if a.order != b.order { return ids.precedes(Int(a.order), Int(b.order)) }
            return (a.unitPrice, a.quantity) < (b.unitPrice, b.quantity)
        }
        var unmatched: [Int] = []
        var start = 0
        while start < returns.count {
            let customer = returns[start].customer
            let end = returns[start...].firstIndex { $0.customer != customer } ?? returns.endIndex
            matchCustomer(returns[start..<end], &unmatched)
            start = end
        }
        return unmatched
    }

    private struct Purchase {
        let product: Int32
        let order: Int32
        let line: Int32
    }

    private mutating func matchCustomer(_ returns: ArraySlice<Return>, _ unmatched: inout [Int]) {
        guard let first = returns.first else { return }
        var wanted: [Int32] = []
        for product in returns.map(\.product) where wanted.last != product { wanted.append(product) }
        let purchases = purchases(of: Int(first.customer), wanted)
        var next = 0
        var product = StringTable.missing
        var stack: [Purchase] = []
        for item in returns {
            if item.product != product {
                product = item.product
                stack.removeAll(keepingCapacity: true)
                while next < purchases.count, purchases[next].product < product { next += 1 }
            }
            while next < purchases.count, purchases[next].product == product,
                orders.orderedAt[Int(purchases[next].order)] <= item.at
            {
                stack.append(purchases[next])
                next += 1
            }
            take(item, from: &stack, &unmatched)
        }
    }

    /// The customer's lines of the products, by product and then in the order of time.
    private func purchases(of customer: Int, _ products: [Int32]) -> [Purchase] {
        var purchases: [Purchase] = []
        for order in Int(customerStart[customer])..<Int(customerStart[customer + 1]) {
            for line in orders.lines(of: order) where Self.contains(products, lines.product[line]) {
                purchases.append(Purchase(product: lines.product[line], order: Int32(order), line: Int32(line)))
            }
        }
        return purchases.sorted { ($0.product, $0.line) < ($1.product, $1.line) }
    }

    private static func contains(_ sorted: [Int32], _ value: Int32) -> Bool {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && sorted[low] == value
    }

    private mutating func take(_ item: Return, from stack: inout [Purchase], _ unmatched: inout [Int]) {
        var open = item.quantity
        var refunded: Int64 = 0
        while open > 0, let top = stack.last {
            let line = Int(top.line)
            let pieces = min(open, lines.quantity[line] - returned[line])
            if pieces > 0 {
                let amount = Int64(pieces) * min(item.unitPrice, lines.unitPrice[line])
                refunds.append(
                    Refund(order: top.order, line: top.line, at: item.at, quantity: pieces, amount: amount))
                returned[line] += pieces
                open -= pieces
                refunded = refunded.addingClamped(amount)
            }
            if returned[line] == lines.quantity[line] { stack.removeLast() }
        }
        let money = Int64(item.quantity) * item.unitPrice
        if open == item.quantity {
            unmatched.append(Int(item.row))
            outcome.unmatched(money)
        } else if open > 0 || refunded < money {
            outcome.partlyMatched(money - refunded)
        }
    }
}
