import Domain
import Testing

extension RowShop {
    /// What a random shop has and how large it is.
    struct Recipe: Sendable, CustomTestStringConvertible {
        var seed: UInt64
        var customers = 30
        var days = 800
        var zone = "Europe/Berlin"
        /// Columns and tables by how likely each is there, 0...1.
        var completeness = 1.0
        var hasDatedRefunds = true
        var hasStatusEvents = true
        var hasResolutionDates = true
        var isDateOnly = false

        var testDescription: String { "seed \(seed)" }
    }

    /// A small shop in which everything happens that features look at; the same for the same recipe.
    static func random(_ recipe: Recipe) -> RowShop {
        var maker = RandomShopMaker(recipe)
        return maker.make()
    }
}

/// Steele, Lea & Flood (2014), SplitMix64: enough for test data.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

private struct RandomShopMaker {
    let recipe: RowShop.Recipe
    let start = at("2022-11-05")
    var random: SplitMix

    init(_ recipe: RowShop.Recipe) {
        self.recipe = recipe
        random = SplitMix(state: recipe.seed)
    }

    mutating func chance(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &random) < share }

    mutating func pick(_ values: [String?]) -> String? { values.randomElement(using: &random) ?? nil }

    mutating func seconds(_ range: Range<Int>) -> Instant {
        Instant(secondsSince1970: start.microseconds / 1_000_000 + Int64(Int.random(in: range, using: &random)))
    }

    /// Cents, so that sums are the same in any order.
    mutating func amount(_ range: Range<Int>) -> Double { Double(Int.random(in: range, using: &random)) / 4 }

    mutating func make() -> RowShop {
        var shop = RowShop(asOf: start.adding(days: recipe.days))
        shop.zone = ShopZone(identifier: recipe.zone) ?? .utc
        shop.has = observables()
        shop.customers = ["c99", "c98"]
        for number in 0..<recipe.customers {
            let (id, size) = ("c\(10 + number)", Int.random(in: 1...14, using: &random))
            for _ in 0..<Int.random(in: 0...size, using: &random) { shop.orders.append(order(id, shop.has)) }
            for _ in 0..<Int.random(in: 0...max(0, size - 8), using: &random) {
                shop.tickets.append(ticket(id, shop.has))
            }
        }
        for _ in 0..<5 { shop.orders.append(order(nil, shop.has)) }
        shop.tickets.append(ticket(nil, shop.has))
        return shop
    }

    private mutating func observables() -> Observables {
        var has = Observables()
        for column in [
            \Observables.subtotal, \.discount, \.discountCode, \.channel, \.ticketChannel, \.ticketCategory,
            \.ticketPriority, \.csat, \.reopenedCount,
        ] { has[keyPath: column] = chance(recipe.completeness) }
        has.orderLines = chance(recipe.completeness)
        has.categories = has.orderLines && chance(recipe.completeness)
        has.lineDiscount = has.orderLines && chance(recipe.completeness)
        has.refundedQuantity = has.orderLines && chance(recipe.completeness)
        has.refunds = chance(recipe.completeness)
        has.datedRefunds = has.refunds && recipe.hasDatedRefunds
        has.tickets = chance(recipe.completeness)
        has.ticketEvents = has.tickets && chance(recipe.completeness)
        return has
    }

    private mutating func order(_ customer: String?, _ has: Observables) -> RowShop.Order {
        var when = seconds(0..<recipe.days * 86_400)
        if recipe.isDateOnly { when = start.adding(days: Int.random(in: 0..<recipe.days, using: &random)) }
        var order = RowShop.Order(customer: customer, at: when, total: amount(8..<800))
        if has.subtotal, chance(0.9) { order.subtotal = order.total + amount(0..<80) }
        if has.discount, chance(0.9) { order.discount = chance(0.4) ? amount(1..<40) : 0 }
        if has.channel { order.channel = pick(["web", "app", "pos", nil]) }
        if has.discountCode { order.code = pick([nil, nil, "TEN", "BF"]) }
        for _ in 0..<Int.random(in: 0...4, using: &random) { order.lines.append(line(has)) }
        if chance(0.3), has.refunds {
            let part = chance(0.4) ? order.total : order.total / 2
            let lag = Int.random(in: 1...40, using: &random)
            let pieces = has.orderLines && !order.lines.isEmpty ? 1 : 0
            order.refunds = [RowShop.Refund(at: when.adding(days: lag), amount: part, quantity: pieces)]
            order.refunded = part
        }
        return order
    }

    private mutating func line(_ has: Observables) -> RowShop.Line {
        let product = Int.random(in: 0..<12, using: &random)
        var line = RowShop.Line(product: "p\(product)", price: amount(4..<60))
        // A product's category is always the same, and some products have none.
        if has.categories, product < 11 { line.category = ["books", "toys", "tools"][product % 3] }
        line.quantity = Int.random(in: 0...3, using: &random)
        if has.lineDiscount, chance(0.9) { line.discount = chance(0.3) ? amount(1..<4) : 0 }
        line.refundedQuantity = line.quantity > 0 && chance(0.2) ? 1 : 0
        return line
    }

    private mutating func ticket(_ customer: String?, _ has: Observables) -> RowShop.Ticket {
        var ticket = RowShop.Ticket(customer: customer, created: seconds(0..<recipe.days * 86_400))
        if has.ticketChannel { ticket.channel = pick(["email", "chat", "phone", "social", "web", nil]) }
        if has.ticketCategory { ticket.category = pick(["question", "return", "shipping", nil]) }
        ticket.priority = TicketPriority.allCases.randomElement(using: &random) ?? .normal
        ticket.status = TicketStatus.allCases.randomElement(using: &random) ?? .open
        ticket.csat = Int.random(in: 0...5, using: &random)
        ticket.reopened = Int.random(in: -1...2, using: &random)
        if recipe.hasResolutionDates, chance(0.7) {
            ticket.resolved = ticket.created.adding(days: Int.random(in: 0...9, using: &random))
            if chance(0.5) { ticket.closed = ticket.resolved?.adding(days: 4) }
        }
        ticket.events = events(from: ticket.created)
        return ticket
    }

    private mutating func events(from created: Instant) -> [RowShop.Event] {
        var (when, events): (Instant, [RowShop.Event]) = (created, [])
        var (status, priority): (String?, String?) = ("open", "normal")
        for _ in 0..<Int.random(in: 0...8, using: &random) {
            let step = Int64(Int.random(in: 60...200_000, using: &random)) * 1_000_000
            when = Instant(microseconds: when.microseconds + step)
            guard let kind = TicketEventKind.allCases.randomElement(using: &random) else { continue }
            var event = RowShop.Event(at: when, kind: kind)
            event.actor = TicketActor.allCases.randomElement(using: &random) ?? .agent
            switch kind {
            case .status where recipe.hasStatusEvents:
                event.from = status
                status = pick(["open", "pending", "resolved", "solved", "closed"])
                event.to = status
            case .status: continue
            case .assign: event.to = pick(["ann", "bob", "cid"])
            case .priority:
                event.from = priority
                priority = pick(["low", "normal", "high", "urgent"])
                event.to = priority
            case .message, .note: break
            }
            events.append(event)
        }
        return events
    }
}
