package import Domain
package import Tables

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
        case atLeast(CustomerSort, Double)
        case atMost(CustomerSort, Double)
    }
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
        let t = CustomerProfilesTable.table.column
        let direction = query.isDescending ? "DESC" : "ASC"
        let order =
            query.sort == .customerID
            ? "\(t.customerID) \(direction)"
            : "\(query.sort.column) \(direction), \(t.customerID) \(direction)"
        let filter = conditions.isEmpty ? "" : "WHERE " + conditions.map(\.sql).joined(separator: " AND ")
        return try rows(
            of: CustomerProfilesTable.table, "\(filter) ORDER BY \(order) LIMIT ?",
            StatementArguments(conditions.flatMap(\.values) + [limit]))
    }

    private func conditions(of query: CustomerQuery) throws(StoreError) -> [Condition] {
        var conditions: [Condition] = []
        if let archetype = query.archetype { conditions.append(try condition(onArchetype: archetype)) }
        if let segment = query.segment { conditions.append(Condition(segment)) }
        return conditions + query.bounds.map(Condition.init)
    }

    /// A combination that stands at both levels has all its customers at the first.
    private func condition(onArchetype id: String) throws(StoreError) -> Condition {
        let (table, t) = (ArchetypesTable.table, ArchetypesTable.table.column)
        let level: Int? = try first(
            table, "SELECT min(\(t.level)) FROM \(table.name) AS t WHERE \(t.id) = ?", [id]
        ) { $0[0] as Int? }.flatMap(\.self)
        let profile = CustomerProfilesTable.table.column
        return Condition("\(level == 2 ? profile.archetypeL2ID : profile.archetypeL1ID) = ?", id)
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
        let (table, s) = (CustomerSegmentsTable.table, CustomerSegmentsTable.table.column)
        let (axis, id) = (s.columns(of: segment.axis).segment, s.customerID)
        self.init(
            """
            EXISTS (SELECT 1 FROM \(table.name) AS s INDEXED BY \(table.indexName([axis, id]))
            WHERE s.\(axis.name) = ? AND s.\(id.name) = \(CustomerProfilesTable.table.column.customerID))
            """, segment.name)
    }

    init(_ bound: CustomerQuery.Bound) {
        switch bound {
        case .atLeast(let figure, let value): self.init("\(figure.column) >= ?", value)
        case .atMost(let figure, let value): self.init("\(figure.column) <= ?", value)
        }
    }
}

extension CustomerQuery {
    /// The conditions of the stretches that a page may take from, in their order: customers with a value, then without.
    ///
    /// Each is a walk along one index, in one direction, from where the cursor stands.
    fileprivate var groups: [[Condition]] {
        let beyond = isDescending ? "<" : ">"
        let id = "\(CustomerProfilesTable.table.column.customerID)"
        guard sort != .customerID else {
            return [after.map { [Condition("\(id) \(beyond) ?", $0.customerID)] } ?? []]
        }
        let column = "\(sort.column)"
        let (valued, without) = (Condition("\(column) IS NOT NULL"), Condition("\(column) IS NULL"))
        guard let after else { return [[valued], [without]] }
        guard let value = after.value else {
            return [[without, Condition("\(id) \(beyond) ?", after.customerID)]]
        }
        let rest = Condition(
            "(\(column), \(id)) \(beyond) (?, ?)", value, after.customerID)
        return [[rest], [without]]
    }
}
