package import Domain

extension SegmentModel {
    /// Places a customer by a few orders that a client tells of, by the formula that places everyone at night.
    ///
    /// - Parameters:
    ///   - orders: in any order, one at least; what not one of them tells (lines, discounts, refunds, channels) is
    ///     unobserved and not zero.
    ///   - population: what was stored with the model.
    ///   - zone: the shop's clock.
    ///   - asOf: as of when the customer is looked at, unless the last order is later.
    /// - Returns: the customer's standing on every axis that orders can show.
    package func place(
        _ orders: [ContextOrder], population: FeaturePopulation, zone: ShopZone, asOf: Instant
    ) -> ContextStanding {
        precondition(!orders.isEmpty, "a customer without an order cannot be placed")
        let shop = Shop(of: orders, zone: zone, asOf: asOf)
        let facts = Features.facts(of: shop, frame: .tonight, reference: population.reference, jobs: 1)
        let scores = score(Features.matrix(of: facts, population: population, jobs: 1), jobs: 1)
        let summary = CustomerSummaries(of: facts)
        return ContextStanding(
            asOf: shop.asOf,
            segments: Axis.allCases.map { axis in
                let position = Int(scores[axis].segment[0])
                return (axis, position < 0 ? Axis.unobserved : self[axis].segments[position].name)
            },
            archetypes: archetypeCandidates(of: 0, scores), net: summary.net[0], orders: Int(summary.orders[0]),
            firstOrderAt: Instant(microseconds: summary.firstOrderAt[0]),
            lastOrderAt: Instant(microseconds: summary.lastOrderAt[0]))
    }

    /// The combinations that a customer may stand under: level 2 with ever fewer axes, then level 1.
    private func archetypeCandidates(of customer: Int, _ scores: SegmentScores) -> [ContextStanding.Candidate] {
        let whole = Combination(customer, scores)
        var current = whole
        var fine = [current]
        for axis in archetypeDropOrder {
            current.drop(axis)
            fine.append(current)
        }
        return fine.map { candidate($0, level: 2) } + [candidate(whole.keeping(ArchetypeAxes.first), level: 1)]
    }

    private func candidate(_ combination: Combination, level: Int) -> ContextStanding.Candidate {
        let segments = combination.segments(self)
        return .init(level: level, id: Archetype.id(of: segments), name: Archetype.name(of: segments))
    }
}

extension Shop {
    /// A shop of one customer, with what the orders tell.
    fileprivate init(of orders: [ContextOrder], zone: ShopZone, asOf: Instant) {
        let orders = orders.sorted { $0.orderedAt < $1.orderedAt }
        let last = orders.last?.orderedAt ?? asOf
        self.init(asOf: max(asOf, Instant(microseconds: last.microseconds + 1)), zone: zone, currency: "")
        observedFrom = orders.first?.orderedAt ?? asOf
        has.refunds = orders.contains { $0.refunded != nil }
        has.discount = orders.contains { $0.discount != nil }
        has.channel = orders.contains { $0.channel != nil }
        has.orderLines = orders.contains { !$0.lines.isEmpty }
        has.categories = orders.contains { $0.lines.contains { $0.category != nil } }
        customers.ids.append("context")
        customers.createdAt = [Instant.missing]
        customers.country = [-1]
        customers.orderStart = [0, Int32(orders.count)]
        customers.ticketStart = [0, 0]
        addProducts(of: orders)
        for order in orders { append(order) }
    }

    private mutating func addProducts(of orders: [ContextOrder]) {
        let lines = orders.flatMap(\.lines)
        let names = Set(lines.map(\.product)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let categories = Set(lines.compactMap(\.category)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let ofProduct = Dictionary(lines.map { ($0.product, $0.category) }) { first, second in first ?? second }
        products.ids = StringTable(names)
        products.titles = StringTable(names.map { _ in "" })
        products.categories = StringTable(categories)
        products.category = names.map { name in
            (ofProduct[name] ?? nil).flatMap(categories.firstIndex).map(Int32.init) ?? -1
        }
    }

    private mutating func append(_ order: ContextOrder) {
        let local = zone.local(order.orderedAt.microseconds)
        orders.customer.append(0)
        orders.orderedAt.append(order.orderedAt.microseconds)
        orders.localDay.append(local.day)
        orders.localSecond.append(local.second)
        orders.total.append(order.total)
        if has.discount { orders.discount.append(order.discount ?? Money.missing) }
        if has.refunds { orders.refunded.append(order.refunded ?? 0) }
        if has.channel { orders.channel.append(code(ofChannel: order.channel)) }
        for line in order.lines {
            lines.product.append(Int32(products.ids.strings.firstIndex(of: line.product) ?? 0))
            lines.quantity.append(Int32(clamping: line.quantity))
            lines.unitPrice.append(line.unitPrice)
        }
        orders.lineStart.append(Int32(lines.count))
        orders.refundStart.append(0)
    }

    private mutating func code(ofChannel channel: String?) -> Int32 {
        guard let channel else { return -1 }
        if let known = orders.channels.strings.firstIndex(of: channel) { return Int32(known) }
        orders.channels.append(channel)
        return Int32(orders.channels.count - 1)
    }
}
