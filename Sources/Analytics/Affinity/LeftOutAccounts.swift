package import Domain

/// Accounts that stay out of sequences and cross-sell, because they alone would take longer than all others.
///
/// Counting pairs of products within an account takes the square of its lines: a till that books all walk-in sales under one
/// id would need hours, and says nothing about what a person buys next. Accounts are left out, the most work first, until
/// the rest takes no more than so many steps a line of the shop; a shop of persons or of wholesale customers loses none.
package struct LeftOutAccounts: Sendable, Equatable {
    /// In the order of their work, the most first.
    package private(set) var customers: [Int32] = []
    package private(set) var orders = 0

    /// Steps that are taken in any case, and for each line of an order.
    private static let steps = (least: 250_000_000, perLine: 2_000)

    init() {}

    /// - Parameters:
    ///   - work: by customer, the steps that counting takes.
    ///   - shop: whose customers they are.
    ///   - lines: of all of them.
    init(work: [Int], _ shop: Shop, lines: Int) {
        var total = work.reduce(0, +)
        let limit = max(Self.steps.least, Self.steps.perLine * lines)
        guard total > limit else { return }
        for customer in work.indices.sorted(by: { (work[$1], $0) < (work[$0], $1) }) where total > limit {
            total -= work[customer]
            customers.append(Int32(customer))
            orders += shop.customers.orders(of: customer).count
        }
    }

    /// What was left out and why, in a sentence; `nil` where nothing was.
    package func text(_ shop: Shop) -> String? {
        guard let first = customers.first else { return nil }
        let others = customers.count > 1 ? " and \(customers.count - 1) more" : ""
        return "sequences and cross-sell leave out the account \(shop.customers.ids[Int(first)])\(others), "
            + "\(orders) orders: pairs within accounts of this size take longer than all others together; an id that many persons share "
            + "is better left empty"
    }
}
