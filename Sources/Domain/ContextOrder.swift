/// An order that a client tells of, of a customer whom no run has seen.
package struct ContextOrder: Sendable, Equatable {
    package struct Line: Sendable, Equatable {
        package let product: String
        package let category: String?
        /// At least 1.
        package let quantity: Int
        /// In 1/10000 of the currency unit, before discount; as all money here.
        package let unitPrice: Int64

        package init(product: String, category: String?, quantity: Int, unitPrice: Int64) {
            (self.product, self.category, self.quantity, self.unitPrice) = (product, category, quantity, unitPrice)
        }
    }

    package let orderedAt: Instant
    package let total: Int64
    /// `nil` where the client does not know, like everything optional here.
    package let refunded: Int64?
    package let discount: Int64?
    package let channel: String?
    /// Empty where the client does not know them.
    package let lines: [Line]

    package init(
        orderedAt: Instant, total: Int64, refunded: Int64? = nil, discount: Int64? = nil, channel: String? = nil,
        lines: [Line] = []
    ) {
        (self.orderedAt, self.total, self.refunded) = (orderedAt, total, refunded)
        (self.discount, self.channel, self.lines) = (discount, channel, lines)
    }
}

/// Where a customer stands by their orders alone, under the stored segment model.
package struct ContextStanding: Sendable {
    /// A combination of segments that the customer has.
    package struct Candidate: Sendable, Equatable {
        package let level: Int
        package let id: String
        package let name: String

        package init(level: Int, id: String, name: String) {
            (self.level, self.id, self.name) = (level, id, name)
        }
    }

    /// As of when: the run's `as_of`, or just after the last order where that is later.
    package let asOf: Instant
    /// By axis, in the order of the axes: the dominant segment's name, or ``Axis/unobserved``.
    package let segments: [(axis: Axis, segment: String)]
    /// From the finest to level 1; those that no customer of a run has are no archetypes of that run.
    package let archetypes: [Candidate]
    /// In 1/10000 of the currency unit: totals less refunds.
    package let net: Int64
    package let orders: Int
    package let firstOrderAt, lastOrderAt: Instant

    package init(
        asOf: Instant, segments: [(axis: Axis, segment: String)], archetypes: [Candidate], net: Int64, orders: Int,
        firstOrderAt: Instant, lastOrderAt: Instant
    ) {
        (self.asOf, self.segments, self.archetypes, self.net) = (asOf, segments, archetypes, net)
        (self.orders, self.firstOrderAt, self.lastOrderAt) = (orders, firstOrderAt, lastOrderAt)
    }
}
