/// Everything that the analytics read about one shop, in columns and in one fixed order.
///
/// - Customers stand in the order of their ids' bytes; every other table names a customer by that index.
/// - Orders stand by customer, then time, then id; guest orders (customer -1) come last. Cancelled and test orders, and
///   records at or after ``asOf``, are not here: they were counted when the source was read.
/// - Lines stand by order, refunds by order and time, tickets by customer, time and id (tickets of nobody last), ticket
///   events by ticket and time.
///
/// So one customer's records are one slice of each table, and customers `a..<b` are a partition of everything. A table that
/// the source does not have is empty, and ``has`` tells that apart from a table without rows.
package struct Shop: Sendable {
    /// The instant as of which everything holds: records at or after it do not exist.
    package var asOf: Instant
    /// The earliest order, at which the observation began; `asOf` where there is no order.
    package var observedFrom: Instant
    package var zone: ShopZone
    /// ISO 4217 code of the one currency in which all money stands.
    package var currency: String
    package var has = Observables()

    package var customers = Customers()
    package var products = Products()
    package var orders = Orders()
    package var lines = OrderLines()
    package var refunds = Refunds()
    package var tickets = Tickets()
    package var ticketEvents = TicketEvents()
    package var agents = Agents()
    package var presence = AgentPresence()

    package init(asOf: Instant, zone: ShopZone, currency: String) {
        self.asOf = asOf
        self.observedFrom = asOf
        self.zone = zone
        self.currency = currency
    }
}

/// What a source can show at all: a column that no table has is unobserved for everyone, which is not the same as zero.
package struct Observables: Sendable, Equatable {
    package var customers = false
    /// Whether the source sells anything; a desk alone does not.
    package var orders = true
    package var orderLines = false
    /// A category per line or per product.
    package var categories = false
    package var subtotal = false
    /// A discount per order; it may be 0 where the column is there.
    package var discount = false
    package var discountCode = false
    package var lineDiscount = false
    /// Refunded money, dated or not.
    package var refunds = false
    /// Refunds with their dates, which past frames need.
    package var datedRefunds = false
    package var refundedQuantity = false
    package var channel = false
    package var tickets = false
    package var ticketChannel = false
    package var ticketCategory = false
    package var ticketPriority = false
    package var csat = false
    package var reopenedCount = false
    package var ticketEvents = false
    package var agents = false
    package var presence = false

    package init() {}
}

/// One row a customer: everyone with a row in `customers`, an order or a ticket.
package struct Customers: Sendable {
    /// The ids in the order of their bytes.
    package var ids = StringTable()
    /// Microseconds, or ``Instant/missing``.
    package var createdAt: [Int64] = []
    /// Codes into ``countries``, or -1.
    package var country: [Int32] = []
    package var countries = StringTable()
    /// `orders` of customer `c` are `orderStart[c]..<orderStart[c + 1]`; the last entry is where the guests' orders begin.
    package var orderStart: [Int32] = [0]
    /// `tickets` of customer `c` are `ticketStart[c]..<ticketStart[c + 1]`.
    package var ticketStart: [Int32] = [0]

    package init() {}

    package var count: Int { ids.count }

    @inline(__always)
    package func orders(of customer: Int) -> Range<Int> {
        Int(orderStart[customer])..<Int(orderStart[customer + 1])
    }

    @inline(__always)
    package func tickets(of customer: Int) -> Range<Int> {
        Int(ticketStart[customer])..<Int(ticketStart[customer + 1])
    }
}

/// One row a product that was sold or listed, in the order of the ids' bytes.
package struct Products: Sendable {
    package var ids = StringTable()
    /// Empty strings where no title is known.
    package var titles = StringTable()
    /// Codes into ``categories``, or -1.
    package var category: [Int32] = []
    /// In the order of their bytes.
    package var categories = StringTable()

    package init() {}

    package var count: Int { ids.count }
}

/// One row a placed or paid order before `asOf`.
///
/// Money in 1/10000 of the reporting currency, ``Money/missing`` where not given.
package struct Orders: Sendable {
    /// Index of the customer, or -1 for a guest.
    package var customer: [Int32] = []
    /// Microseconds.
    package var orderedAt: [Int64] = []
    /// Days since 1970-01-01 on the shop's own clock.
    package var localDay: [Int32] = []
    /// Seconds of that day, 0..<86,400.
    package var localSecond: [Int32] = []
    /// Before any discount; empty where the source has no such column, like each of the next two.
    package var subtotal: [Int64] = []
    /// Includes the discounts of the lines.
    package var discount: [Int64] = []
    package var total: [Int64] = []
    /// What had been refunded by `asOf`, never missing; empty where ``Observables/refunds`` is false.
    package var refunded: [Int64] = []
    /// Codes into ``channels``, or -1; empty where the source has no such column.
    package var channel: [Int32] = []
    package var channels = StringTable()
    /// Codes into ``discountCodes``, or -1 for an order without one; empty where the source has no such column.
    package var discountCode: [Int32] = []
    package var discountCodes = StringTable()
    /// `lines` of order `o` are `lineStart[o]..<lineStart[o + 1]`.
    package var lineStart: [Int32] = [0]
    /// `refunds` of order `o` are `refundStart[o]..<refundStart[o + 1]`; all zero where there is no such table.
    package var refundStart: [Int32] = [0]

    package init() {}

    package var count: Int { customer.count }

    @inline(__always)
    package func lines(of order: Int) -> Range<Int> {
        Int(lineStart[order])..<Int(lineStart[order + 1])
    }

    @inline(__always)
    package func refunds(of order: Int) -> Range<Int> {
        Int(refundStart[order])..<Int(refundStart[order + 1])
    }

    /// What the shop kept of an order by `asOf`: its total less what was refunded.
    @inline(__always)
    package func net(_ order: Int) -> Int64 {
        refunded.isEmpty ? total[order] : total[order].addingClamped(-refunded[order])
    }

    /// What the shop kept of some orders by `asOf`.
    package func net(of orders: Range<Int>) -> Int64 {
        orders.reduce(0) { $0.addingClamped(net($1)) }
    }
}

/// One row a line of an order.
package struct OrderLines: Sendable {
    /// Index of the product.
    package var product: [Int32] = []
    /// At least 0.
    package var quantity: [Int32] = []
    /// Before discount.
    package var unitPrice: [Int64] = []
    /// Of the whole line; empty where the source has no such column.
    package var discount: [Int64] = []
    /// By `asOf`; empty where ``Observables/refundedQuantity`` is false.
    package var refundedQuantity: [Int32] = []

    package init() {}

    package var count: Int { product.count }
}

/// One row a dated refund before `asOf`.
package struct Refunds: Sendable {
    /// Microseconds.
    package var at: [Int64] = []
    package var amount: [Int64] = []
    /// Index of the line, or -1 where the refund names none.
    package var line: [Int32] = []
    /// Pieces that came back, or 0 where the refund names none.
    package var quantity: [Int32] = []

    package init() {}

    package var count: Int { at.count }
}
