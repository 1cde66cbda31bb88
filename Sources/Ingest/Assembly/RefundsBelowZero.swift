internal import Domain

/// Rows of orders with a total below zero, taken as refunds: of the same customer's earlier orders, the latest first, each up
/// to what was paid for it.
struct RefundsBelowZero {
    private struct Refund {
        let customer: Int32
        let at: Int64
        let amount: Int64
    }

    private let refunds: [Refund]

    init(_ rows: [Int32], _ columns: OrderColumns, _ customers: CustomerIndex) {
        refunds = rows.map { row in
            let code = columns.customer.codes[Int(row)]
            return Refund(
                customer: code < 0 ? -1 : customers.ofOrders[Int(code)], at: columns.at[Int(row)],
                amount: -columns.total[Int(row)])
        }.sorted { ($0.customer, $0.at, $0.amount) < ($1.customer, $1.at, $1.amount) }
    }

    /// Takes the refunds off the orders.
    ///
    /// - Returns: what found no order.
    func apply(to shop: inout Shop) -> QualityCheck {
        if shop.orders.refunded.isEmpty { shop.orders.refunded = [Int64](repeating: 0, count: shop.orders.count) }
        var unmatched: (rows: Int, money: Int64) = (0, 0)
        for refund in refunds {
            let open = take(refund, from: &shop)
            guard open > 0 else { continue }
            unmatched = (unmatched.rows + 1, unmatched.money.addingClamped(open))
        }
        let sold = shop.orders.total.reduce(Int64(0)) { $0.addingClamped($1) }
        // The same share as of refused money.
        let outcome: QualityCheck.Outcome =
            unmatched.rows == 0 ? .passed : unmatched.money > sold / 1000 ? .failed : .warned
        return QualityCheck(
            name: "refunds_below_zero", outcome: outcome,
            found:
                "\(refunds.count) rows below zero are refunds; \(Money.text(unmatched.money)) of \(unmatched.rows) exceed the"
                + " earlier orders of their customers", allowed: "0.00")
    }

    /// What no order of the customer had left.
    private func take(_ refund: Refund, from shop: inout Shop) -> Int64 {
        guard refund.customer >= 0 else { return refund.amount }
        var open = refund.amount
        for order in shop.customers.orders(of: Int(refund.customer)).reversed() where open > 0 {
            guard shop.orders.orderedAt[order] <= refund.at else { continue }
            let left = max(0, shop.orders.total[order] - shop.orders.refunded[order])
            let taken = min(open, left)
            shop.orders.refunded[order] += taken
            open -= taken
        }
        return open
    }
}
