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
        let lines = orders.flatMap(\.lines)
        let codes = Codes(
            products: Self.codes(of: lines.map(\.product)), categories: Self.codes(of: lines.compactMap(\.category)),
            channels: Self.codes(of: orders.compactMap(\.channel)))
        addProducts(of: lines, codes)
        self.orders.channels = Self.table(of: codes.channels)
        for order in orders { append(order, codes) }
    }

    /// The code of every text that the orders hold: a look-up a line, however many there are.
    private struct Codes {
        let products, categories, channels: [String: Int32]
    }

    /// Codes in the order of the texts' bytes.
    private static func codes(of texts: [String]) -> [String: Int32] {
        let sorted = Set(texts).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return Dictionary(uniqueKeysWithValues: zip(sorted, 0...))
    }

    /// The texts in the order of their codes.
    private static func table(of codes: [String: Int32]) -> StringTable {
        StringTable(codes.sorted { $0.value < $1.value }.map(\.key))
    }

    private mutating func addProducts(of lines: [ContextOrder.Line], _ codes: Codes) {
        products.ids = Self.table(of: codes.products)
        products.titles = StringTable(repeatElement("", count: codes.products.count))
        products.categories = Self.table(of: codes.categories)
        products.category = Array(repeating: -1, count: codes.products.count)
        // The first line of a product that has a category gives it.
        for line in lines.reversed() {
            guard let category = line.category, let product = codes.products[line.product] else { continue }
            products.category[Int(product)] = codes.categories[category] ?? -1
        }
    }

    private mutating func append(_ order: ContextOrder, _ codes: Codes) {
        let local = zone.local(order.orderedAt.microseconds)
        orders.customer.append(0)
        orders.orderedAt.append(order.orderedAt.microseconds)
        orders.localDay.append(local.day)
        orders.localSecond.append(local.second)
        orders.total.append(order.total)
        if has.discount { orders.discount.append(order.discount ?? Money.missing) }
        if has.refunds { orders.refunded.append(order.refunded ?? 0) }
        if has.channel { orders.channel.append(order.channel.flatMap { codes.channels[$0] } ?? -1) }
        for line in order.lines {
            lines.product.append(codes.products[line.product] ?? 0)
            lines.quantity.append(Int32(clamping: line.quantity))
            lines.unitPrice.append(line.unitPrice)
        }
        orders.lineStart.append(Int32(lines.count))
        orders.refundStart.append(0)
    }
}
