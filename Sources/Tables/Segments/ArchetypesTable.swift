/// `archetypes`: combinations of segments that enough customers share.
package struct ArchetypesTable: Sendable {
    package let level = Column<Int>("level", "1 for combinations on the leading axes, 2 for finer ones.")
    package let id = Column<String>(
        "archetype_id",
        "Twelve hexadecimal digits of the combination; the same at both levels where level 2 adds nothing to it.")
    package let parentID = Column<String?>(
        "parent_id", "The archetype of level 1 that an archetype of level 2 belongs to.", null: "at level 1")
    package let name = Column<String>("name", "The name, made from the segments' names.")
    package let segments = Column<JSONDocument>(
        "segments",
        "`{axis: segment}`; empty for the archetype `unobserved`, the customers who are observed on none of the axes.")
    package let customers = Column<Int>("customers", .customers, "Customers of the archetype.")
    package let share = Column<Double>("share", .share, "Their share of all customers.")
    package let revenue = Column<Double>("revenue", .currency, "Their net value so far.")
    package let revenueShare = Column<Double?>(
        "revenue_share", .share, "Its share of the net value of all customers.",
        null: "where that value is not positive")
    package let meanLTV12m = Column<Double?>(
        "mean_ltv_12m", .currency, "Mean of `customer_profiles.ltv_12m` over those of them who have one.",
        null: "where none of them has")
    package let meanChurnRisk = Column<Double?>(
        "mean_churn_risk", .share, "Mean of `churn_scores.probability` over those of them who have one.",
        null: "where none of them has")

    package static let table = TypedTable(
        "archetypes", ArchetypesTable(), rows: "One row an archetype, by level, then customers descending, then id.",
        stages: [.segments], key: { [$0.level, $0.id] }, indexes: { [[$0.id]] })
}

/// A combination of segments that enough customers share.
package typealias ArchetypeRow = TableRow<ArchetypesTable>
