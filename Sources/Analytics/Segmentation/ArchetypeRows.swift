package import Domain

extension Archetypes {
    /// The rows of ``SegmentTables/archetypes``.
    ///
    /// What is to be expected of the customers is NULL.
    package func table() -> Table {
        let (customers, revenue) = totals
        return Table(
            .archetypes,
            [
                Column("level", list.map { Int64($0.level) }),
                Column("archetype_id", list.map { Optional($0.id) }),
                Column("parent_id", list.map(\.parent)),
                Column("name", list.map { Optional($0.name) }),
                Column("segments", list.map { Optional($0.segmentsText) }),
                Column("customers", list.map { Int64($0.customers) }),
                Column("share", list.map { customers > 0 ? Double($0.customers) / Double(customers) : 0 }),
                Column("revenue", list.map { Money.units($0.revenue) }),
                Column("revenue_share", list.map { revenue > 0 ? Double($0.revenue) / Double(revenue) : .nan }),
                Column("mean_ltv_12m", list.map { _ in Double.nan }),
                Column("mean_churn_risk", list.map { _ in Double.nan }),
            ])
    }

    /// All customers, and what they brought in 1/10000 of the currency unit.
    var totals: (customers: Int, revenue: Int64) {
        let top = list.filter { $0.level == 1 }
        return (top.reduce(0) { $0 + $1.customers }, top.reduce(0) { $0 + $1.revenue })
    }
}

extension Archetype {
    /// `{axis: segment name}` as JSON, keys sorted.
    var segmentsText: String {
        var json = JSONText()
        json.beginObject()
        for membership in segments.sorted(by: { $0.axis.rawValue < $1.axis.rawValue }) {
            json.key(membership.axis.rawValue)
            json.value(membership.name)
        }
        json.endObject()
        return json.string
    }
}
