package import Domain

/// Which customers a list holds, and in which order.
package struct CustomerQuery: Sendable, Equatable {
    /// An archetype's id, of either level.
    package var archetype: String?
    package var segment: Segment?
    package var bounds: [Bound] = []
    package var sort = CustomerSort.customerID
    package var isDescending = false
    /// Where the page before ended; it belongs to this sort and direction.
    package var after: CustomerCursor?
    /// At least 1.
    package var limit = 50

    package init() {}

    package struct Segment: Sendable, Equatable {
        package let axis: Axis
        package let name: String

        package init(axis: Axis, name: String) {
            self.axis = axis
            self.name = name
        }
    }

    /// An inclusive limit on a figure; customers without the figure are not in the list.
    package enum Bound: Sendable, Equatable {
        case atLeast(CustomerFigure, Double)
        case atMost(CustomerFigure, Double)
    }
}

/// The figures of a profile that a list may be limited by.
package enum CustomerFigure: String, CaseIterable, Sendable {
    case lifetimeValue = "lifetime_value"
    case totalOrders = "total_orders"
    case averageOrderValue = "avg_order_value"
    case daysSinceLastPurchase = "days_since_last_purchase"
    case churnRisk = "churn_risk_score"
    case expectedValue = "ltv_12m"
}

/// A part of a list.
package struct CustomerPage: Sendable, Equatable {
    package let customers: [CustomerProfile]
    /// Where the next page begins; `nil` at the end of the list.
    package let next: CustomerCursor?
}

extension SnapshotReader {
    /// A page of customers.
    ///
    /// Equal values stand by id; customers without a value come last, whichever the direction.
    package func customers(_ query: CustomerQuery) throws(StoreError) -> CustomerPage {
        var rows: [CustomerProfile] = []
        let conditions = try conditions(of: query)
        for group in query.groups where rows.count <= query.limit {
            // One row more than asked for tells whether there is a next page.
            rows += try page(query, conditions + group, limit: query.limit + 1 - rows.count)
        }
        let isLast = rows.count <= query.limit
        let customers = Array(rows.prefix(query.limit))
        return CustomerPage(
            customers: customers, next: isLast ? nil : customers.last.map { CustomerCursor($0, query) })
    }

    private func page(
        _ query: CustomerQuery, _ conditions: [Condition], limit: Int
    ) throws(StoreError) -> [CustomerProfile] {
        let direction = query.isDescending ? "DESC" : "ASC"
        let order =
            query.sort == .customerID
            ? "t.customer_id \(direction)"
            : "t.\(query.sort.column) \(direction), t.customer_id \(direction)"
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.map(\.sql).joined(separator: " AND ")
        return try all(
            .customerProfiles, "\(TableSchema.customerProfiles.selectSQL) \(filter) ORDER BY \(order) LIMIT ?",
            StatementArguments(conditions.flatMap(\.values) + [limit]), CustomerProfile.init)
    }

    private func conditions(of query: CustomerQuery) throws(StoreError) -> [Condition] {
        var conditions: [Condition] = []
        if let archetype = query.archetype { conditions.append(try condition(onArchetype: archetype)) }
        if let segment = query.segment { conditions.append(Condition(segment)) }
        return conditions + query.bounds.map(Condition.init)
    }

    /// A combination that stands at both levels has all its customers at the first.
    private func condition(onArchetype id: String) throws(StoreError) -> Condition {
        let level = try first(
            .archetypes, "SELECT min(level) AS level FROM archetypes WHERE archetype_id = ?", [id]
        ) { $0["level"] as Int? }
        return Condition("t.archetype_l\(level.flatMap(\.self) ?? 1)_id = ?", id)
    }
}

/// A part of a WHERE clause and what it binds.
private struct Condition {
    let sql: String
    let values: [any Storable]

    init(_ sql: String, _ values: any Storable...) {
        self.sql = sql
        self.values = values
    }

    /// One descent of the axis' index for each customer on the way: so a list is walked in its order and stops when it is
    /// full, where a join would sort everybody in the segment.
    init(_ segment: CustomerQuery.Segment) {
        let axis = segment.axis.rawValue
        self.init(
            """
            EXISTS (SELECT 1 FROM customer_segments AS s
            INDEXED BY \(TableSchema.customerSegments.indexName([axis, "customer_id"]))
            WHERE s.\(axis) = ? AND s.customer_id = t.customer_id)
            """, segment.name)
    }

    init(_ bound: CustomerQuery.Bound) {
        switch bound {
        case .atLeast(let figure, let value): self.init("t.\(figure.rawValue) >= ?", value)
        case .atMost(let figure, let value): self.init("t.\(figure.rawValue) <= ?", value)
        }
    }
}

extension CustomerQuery {
    /// The conditions of the stretches that a page may take from, in their order: customers with a value, then without.
    ///
    /// Each is a walk along one index, in one direction, from where the cursor stands.
    fileprivate var groups: [[Condition]] {
        let beyond = isDescending ? "<" : ">"
        guard sort != .customerID else {
            return [after.map { [Condition("t.customer_id \(beyond) ?", $0.customerID)] } ?? []]
        }
        let column = "t.\(sort.column)"
        let (valued, without) = (Condition("\(column) IS NOT NULL"), Condition("\(column) IS NULL"))
        guard let after else { return [[valued], [without]] }
        guard let value = after.value else {
            return [[without, Condition("t.customer_id \(beyond) ?", after.customerID)]]
        }
        let rest = Condition(
            "(\(column), t.customer_id) \(beyond) (?, ?)", value, after.customerID)
        return [[rest], [without]]
    }
}
