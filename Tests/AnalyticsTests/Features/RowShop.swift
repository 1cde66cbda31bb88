import Domain

/// A shop as plain rows, in any order: what a test writes down and what the reference implementation reads.
struct RowShop {
    struct Line {
        var product: String
        var category: String?
        var quantity = 1
        var price = 10.0
        var discount: Double?
        var refundedQuantity = 0
    }

    struct Refund {
        var at: Instant
        var amount: Double
        var quantity = 0
    }

    struct Order {
        var customer: String?
        var at: Instant
        var total = 10.0
        var subtotal: Double?
        var discount: Double?
        var refunded = 0.0
        var channel: String?
        var code: String?
        var lines: [Line] = []
        var refunds: [Refund] = []
    }

    struct Event {
        var at: Instant
        var kind: TicketEventKind
        var actor = TicketActor.agent
        var from: String?
        var to: String?
    }

    struct Ticket {
        var customer: String?
        var created: Instant
        var resolved: Instant?
        var closed: Instant?
        var channel: String?
        var category: String?
        var priority = TicketPriority.normal
        var status = TicketStatus.open
        var csat = 0
        var reopened = -1
        var assignee: String?
        var events: [Event] = []
    }

    var asOf: Instant
    var zone = ShopZone.utc
    var has = Observables()
    /// Customers beyond those of orders and tickets.
    var customers: [String] = []
    var orders: [Order] = []
    var tickets: [Ticket] = []

    /// Everyone, in the order of the ids.
    var customerIDs: [String] {
        Set(customers + orders.compactMap(\.customer) + tickets.compactMap(\.customer)).sorted()
    }
}

extension RowShop {
    /// The same shop in columns.
    var shop: Shop {
        var builder = ColumnBuilder(self)
        builder.addOrders()
        builder.addTickets()
        return builder.shop
    }
}

/// Puts the rows of a ``RowShop`` into the columns of a ``Shop``.
private struct ColumnBuilder {
    let rows: RowShop
    let customerIndex: [String: Int32]
    let categoryCode: [String: Int32]
    let productIndex: [String: Int32]
    var shop: Shop

    init(_ rows: RowShop) {
        self.rows = rows
        shop = Shop(asOf: rows.asOf, zone: rows.zone, currency: "EUR")
        shop.has = rows.has
        let lines = rows.orders.flatMap(\.lines)
        let ids = rows.customerIDs
        let categories = Set(lines.compactMap(\.category)).sorted()
        let products = Set(lines.map(\.product)).sorted()
        customerIndex = Self.codes(ids)
        categoryCode = Self.codes(categories)
        productIndex = Self.codes(products)
        shop.customers.ids = StringTable(ids)
        shop.customers.createdAt = ids.map { _ in Instant.missing }
        shop.products.ids = StringTable(products)
        shop.products.categories = StringTable(categories)
        let categoryOf = Dictionary(lines.map { ($0.product, $0.category) }) { first, _ in first }
        shop.products.category = products.map { categoryOf[$0].flatMap { $0 }.flatMap { categoryCode[$0] } ?? -1 }
    }

    static func codes(_ names: [String]) -> [String: Int32] {
        Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
    }

    static func raw(_ amount: Double?) -> Int64 {
        amount.map { Int64(($0 * 10_000).rounded()) } ?? Money.missing
    }

    mutating func addOrders() {
        let orders = rows.orders.enumerated()
            .sorted {
                ($0.element.customer ?? "~", $0.element.at, $0.offset) < (
                    $1.element.customer ?? "~", $1.element.at, $1.offset
                )
            }
            .map(\.element)
        var (channels, codes) = (StringInterner(), StringInterner())
        shop.customers.orderStart = starts(orders.map(\.customer))
        shop.observedFrom = orders.map(\.at).min() ?? rows.asOf
        for order in orders {
            let (day, second) = rows.zone.local(order.at.microseconds)
            shop.orders.customer.append(order.customer.flatMap { customerIndex[$0] } ?? -1)
            shop.orders.orderedAt.append(order.at.microseconds)
            shop.orders.localDay.append(day)
            shop.orders.localSecond.append(second)
            shop.orders.total.append(Self.raw(order.total))
            if rows.has.subtotal { shop.orders.subtotal.append(Self.raw(order.subtotal)) }
            if rows.has.discount { shop.orders.discount.append(Self.raw(order.discount)) }
            if rows.has.refunds { shop.orders.refunded.append(Self.raw(order.refunded)) }
            if rows.has.channel { shop.orders.channel.append(order.channel.map { channels.code(of: $0) } ?? -1) }
            if rows.has.discountCode { shop.orders.discountCode.append(order.code.map { codes.code(of: $0) } ?? -1) }
            if rows.has.orderLines { order.lines.forEach { addLine($0) } }
            shop.orders.lineStart.append(Int32(shop.lines.count))
            if rows.has.datedRefunds { order.refunds.sorted { $0.at < $1.at }.forEach { addRefund($0) } }
            shop.orders.refundStart.append(Int32(shop.refunds.count))
        }
        shop.orders.channels = channels.table
        shop.orders.discountCodes = codes.table
    }

    private mutating func addLine(_ line: RowShop.Line) {
        shop.lines.product.append(productIndex[line.product] ?? -1)
        shop.lines.quantity.append(Int32(line.quantity))
        shop.lines.unitPrice.append(Self.raw(line.price))
        if rows.has.lineDiscount { shop.lines.discount.append(Self.raw(line.discount)) }
        if rows.has.refundedQuantity { shop.lines.refundedQuantity.append(Int32(line.refundedQuantity)) }
    }

    private mutating func addRefund(_ refund: RowShop.Refund) {
        shop.refunds.at.append(refund.at.microseconds)
        shop.refunds.amount.append(Self.raw(refund.amount))
        shop.refunds.line.append(-1)
        shop.refunds.quantity.append(Int32(refund.quantity))
    }

    mutating func addTickets() {
        guard rows.has.tickets else {
            shop.customers.ticketStart = starts([])
            return
        }
        let tickets = rows.tickets.enumerated()
            .sorted {
                ($0.element.customer ?? "~", $0.element.created, $0.offset) < (
                    $1.element.customer ?? "~", $1.element.created, $1.offset
                )
            }
            .map(\.element)
        var (channels, categories, values) = (StringInterner(), StringInterner(), StringInterner())
        var agents = StringInterner()
        shop.customers.ticketStart = starts(tickets.map(\.customer))
        for ticket in tickets {
            shop.tickets.customer.append(ticket.customer.flatMap { customerIndex[$0] } ?? -1)
            shop.tickets.createdAt.append(ticket.created.microseconds)
            shop.tickets.firstResponseAt.append(Instant.missing)
            shop.tickets.resolvedAt.append(ticket.resolved?.microseconds ?? Instant.missing)
            shop.tickets.closedAt.append(ticket.closed?.microseconds ?? Instant.missing)
            shop.tickets.channel.append(ticket.channel.map { channels.code(of: $0) } ?? -1)
            shop.tickets.category.append(ticket.category.map { categories.code(of: $0) } ?? -1)
            shop.tickets.priority.append(ticket.priority.rawValue)
            shop.tickets.status.append(ticket.status.rawValue)
            shop.tickets.assignee.append(ticket.assignee.map { agents.code(of: $0) } ?? -1)
            shop.tickets.csat.append(UInt8(ticket.csat))
            shop.tickets.reopenedCount.append(Int32(ticket.reopened))
            for event in ticket.events where rows.has.ticketEvents {
                shop.ticketEvents.at.append(event.at.microseconds)
                shop.ticketEvents.kind.append(event.kind.rawValue)
                shop.ticketEvents.actor.append(event.actor.rawValue)
                shop.ticketEvents.actorID.append(-1)
                shop.ticketEvents.from.append(event.from.map { values.code(of: $0) } ?? -1)
                shop.ticketEvents.to.append(event.to.map { values.code(of: $0) } ?? -1)
            }
            shop.tickets.eventStart.append(Int32(shop.ticketEvents.count))
        }
        shop.tickets.channels = channels.table
        shop.tickets.categories = categories.table
        shop.ticketEvents.values = values.table
    }

    /// Where the rows of each customer begin among rows sorted by customer, those of nobody last.
    private func starts(_ owners: [String?]) -> [Int32] {
        var starts = [Int32](repeating: 0, count: customerIndex.count + 1)
        for owner in owners {
            if let owner, let index = customerIndex[owner] { starts[Int(index) + 1] += 1 }
        }
        for index in 1..<max(1, starts.count) { starts[index] += starts[index - 1] }
        return starts
    }
}
