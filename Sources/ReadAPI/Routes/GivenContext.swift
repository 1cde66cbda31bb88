internal import Domain

/// What a client says of a customer beside an id: read as far as it is understood, with a note on what is not.
///
/// Nothing in it is ever refused: an answer about a customer does not depend on the shape of what an app happens to hold.
struct GivenContext: Sendable {
    /// The most orders that are looked at, the newest ones, and the most lines of one.
    static let (mostOrders, mostLines) = (500, 200)

    /// In the order of their times.
    private(set) var orders: [ContextOrder] = []
    /// The ticket at hand in words; `nil` where none was given.
    private(set) var ticket: String?
    private var found: [String] = []
    private var more = 0
    private static let mostNotes = 20

    /// - Parameters:
    ///   - value: the member `context` of a request.
    ///   - now: orders later than a day from now are not looked at.
    init(_ value: JSONValue?, now: Instant) {
        switch value {
        case nil, .null?: return
        case .object(let members)?:
            readOrders(members["orders"] ?? .null, until: now.adding(days: 1))
            readTicket(members["ticket"] ?? .null)
            let others = members.keys.filter { !["orders", "ticket"].contains($0) && members[$0] != .null }.sorted()
            for name in others { note("context.\(name.plain)", "is not looked at") }
        default: note("context", "is no object and was passed over")
        }
    }

    /// What was not understood, in the order of the request.
    var notes: [String] { more == 0 ? found : found + ["and \(more) more"] }

    mutating func note(_ place: String, _ text: String) {
        guard found.count < Self.mostNotes else { return more += 1 }
        found.append("\(place) \(text)")
    }

    /// The orders that a run as of an instant cannot know.
    func orders(after instant: Instant) -> [ContextOrder] { orders.filter { $0.orderedAt >= instant } }

    private mutating func readOrders(_ value: JSONValue, until latest: Instant) {
        guard case .array(let items) = value else {
            if value != .null { note("context.orders", "is no list and was passed over") }
            return
        }
        for (index, item) in items.enumerated() {
            if let order = order(item, "context.orders[\(index)]", until: latest) { orders.append(order) }
        }
        orders.sort { $0.orderedAt < $1.orderedAt }
        guard orders.count > Self.mostOrders else { return }
        note("context.orders", "has \(orders.count) orders, of which the newest \(Self.mostOrders) count")
        orders = orders.suffix(Self.mostOrders)
    }

    private mutating func order(_ item: JSONValue, _ place: String, until latest: Instant) -> ContextOrder? {
        let times = item.first(of: ["ordered_at", "created_at", "processed_at", "order_date", "date"])
        guard let time = times?.text.flatMap(Instant.init(iso8601:)), time <= latest else {
            note(place, "has no time up to now that is understood; give ordered_at as ISO 8601")
            return nil
        }
        guard
            let total = item.first(of: ["total", "total_price", "current_total_price", "order_total", "amount"])?.money
        else {
            note(place, "has no total that is understood; give total as a number of 0 or more")
            return nil
        }
        return ContextOrder(
            orderedAt: time, total: total,
            refunded: item.first(of: ["refunded", "total_refunded", "refund_amount"])?.money,
            discount: item.first(of: ["discount", "total_discounts", "discount_total", "discount_amount"])?.money,
            channel: item.first(of: ["channel", "source_name"])?.name, lines: lines(item, place))
    }

    private mutating func lines(_ order: JSONValue, _ place: String) -> [ContextOrder.Line] {
        let items = order.first(of: ["lines", "line_items", "items"])?.items ?? []
        var lines: [ContextOrder.Line] = []
        for (index, item) in items.prefix(Self.mostLines).enumerated() {
            let quantity = item.first(of: ["quantity", "qty"])?.number ?? 1
            guard let product = item.first(of: ["product_id", "sku", "variant_id", "id", "title"])?.name,
                let price = item.first(of: ["unit_price", "price"])?.money,
                let pieces = Int(exactly: quantity), (1...1_000_000).contains(pieces)
            else {
                note(
                    "\(place).lines[\(index)]", "needs product_id, unit_price and a quantity of 1 or more; passed over")
                continue
            }
            let category = item.first(of: ["category", "product_type"])?.name
            lines.append(.init(product: product, category: category, quantity: pieces, unitPrice: price))
        }
        if items.count > Self.mostLines {
            note("\(place).lines", "has more than \(Self.mostLines); the first ones count")
        }
        return lines
    }

    private mutating func readTicket(_ value: JSONValue) {
        guard case .object = value else {
            if value != .null { note("context.ticket", "is no object and was passed over") }
            return
        }
        let priority = value["priority"]?.text.flatMap { ["urgent", "high", "normal", "low"].contains($0) ? $0 : nil }
        let channel = value["channel"]?.text.flatMap { $0.plain == $0 ? $0 : nil }
        guard priority != nil || channel != nil else {
            return note("context.ticket", "has neither a priority nor a channel that is understood")
        }
        ticket =
            "the ticket at hand" + (priority.map { " has priority \($0)" } ?? "") + (channel.map { ", by \($0)" } ?? "")
    }
}

extension JSONValue {
    /// The first of these members that is there and not null.
    fileprivate func first(of names: [String]) -> JSONValue? {
        for name in names { if let value = self[name], value != .null { return value } }
        return nil
    }

    /// An amount of 0 to 1e9 units, as a number or as text, in 1/10000 of a unit.
    fileprivate var money: Int64? {
        let amount =
            switch self {
            case .number(let number): number
            case .string(let text) where text.utf8.count <= 20: Double(text) ?? -1
            default: -1.0
            }
        return (0...1e9).contains(amount) ? Int64((amount * Double(Money.scale)).rounded()) : nil
    }

    /// Text of 1 to 255 characters, or a whole number as its digits.
    fileprivate var name: String? {
        guard case .text(let text)? = try? Field.Kind.id.value(of: self, named: "") else { return nil }
        return text
    }
}

extension String {
    /// The text where it is made of plain letters, digits, `_` and `-` alone; what a client made up otherwise is not repeated.
    fileprivate var plain: String {
        let isPlain =
            (1...64).contains(utf8.count)
            && utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x5F || $0 == 0x2D
            }
        return isPlain ? self : "(a member)"
    }
}
