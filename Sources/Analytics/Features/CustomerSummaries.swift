internal import Domain

/// What every customer amounts to by one instant: the figures of the profile, exact.
package struct CustomerSummaries: Sendable, Equatable {
    /// Orders, whatever was refunded.
    package var orders: [Int32] = []
    /// Totals less refunds, in 1/10000 of the currency unit.
    package var net: [Int64] = []
    /// Totals alone.
    package var gross: [Int64] = []
    /// Microseconds; ``Instant/missing`` without an order.
    package var firstOrderAt: [Int64] = []
    package var lastOrderAt: [Int64] = []
    package var tickets: [Int32] = []

    package init() {}
}

extension CustomerSummaries {
    /// The figures of every customer, from their facts.
    package init(of facts: ShopFacts) {
        orders = facts.rows.map(\.purchases.orders)
        net = facts.rows.map(\.values.net)
        gross = facts.rows.map(\.values.gross)
        firstOrderAt = facts.rows.map(\.purchases.firstAt)
        lastOrderAt = facts.rows.map(\.purchases.lastAt)
        tickets = facts.rows.map(\.tickets.tickets)
    }
}
