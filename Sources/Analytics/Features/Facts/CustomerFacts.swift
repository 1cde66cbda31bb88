package import Domain

/// What one customer's records amount to as of one instant: counts and sums, before anything is drawn towards the shop.
package struct CustomerFacts: Equatable, Sendable {
    package internal(set) var purchases: PurchaseFacts
    package internal(set) var values: ValueFacts
    package internal(set) var discounts: DiscountFacts
    package internal(set) var clock: ClockFacts
    package internal(set) var basket: BasketFacts
    package internal(set) var categories: CategoryFacts
    package internal(set) var prices: PriceFacts
    package internal(set) var refunds: RefundFacts
    package internal(set) var tickets: TicketFacts

    init(of customer: Int, in frame: ShopFrame, _ scratch: inout FactsScratch) {
        let orders = frame.ledger.orders(of: customer)
        scratch.read(orders, of: frame.ledger)
        purchases = PurchaseFacts(of: orders, in: frame, &scratch)
        values = ValueFacts(of: orders, in: frame, &scratch)
        discounts = DiscountFacts(of: orders, in: frame)
        clock = ClockFacts(of: orders, in: frame)
        basket = BasketFacts(of: orders, in: frame, &scratch)
        categories = CategoryFacts(of: orders, in: frame, &scratch)
        prices = PriceFacts(of: orders, in: frame)
        refunds = RefundFacts(of: orders, in: frame, scratch)
        tickets = TicketFacts(of: customer, in: frame, &scratch)
    }
}

extension FactsScratch {
    /// Reads what was given back and what was kept of a customer's orders.
    fileprivate mutating func read(_ orders: Range<Int>, of ledger: OrderLedger) {
        nets.removeAll(keepingCapacity: true)
        refunded.removeAll(keepingCapacity: true)
        for order in orders {
            let back = ledger.refunded(order)
            refunded.append(back)
            nets.append(ledger.shop.orders.total[order].addingClamped(-back))
        }
    }
}

/// The facts of every customer of a shop, in the order of ``Shop/customers``.
package struct ShopFacts: Equatable, Sendable {
    package let asOf: Instant
    /// What the source shows, and what it does not.
    package let sources: FeatureSources
    package let rows: [CustomerFacts]
    package let reference: ShopReference

    init(_ frame: ShopFrame, sources: FeatureSources, jobs: Int) {
        asOf = Instant(microseconds: frame.asOf)
        self.sources = sources
        reference = frame.reference
        let parts = Partitions.map(total: frame.shop.customers.count, jobs: jobs) { range in
            var scratch = FactsScratch()
            return range.map { CustomerFacts(of: $0, in: frame, &scratch) }
        }
        rows = joined(parts)
    }
}
