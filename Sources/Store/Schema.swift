internal import Domain

/// The tables of a run. What the columns mean stands with the code that fills them.
extension TableSchema {
    static let customerProfiles = TableSchema(
        .customerProfiles, in: [.profiles], key: ["customer_id"],
        indexes: [["archetype_l1_id"], ["archetype_l2_id"]] + CustomerSort.allCases.compactMap(\.index),
        [
            .text("customer_id"), .text("archetype_l1_id", nullable: true), .text("archetype_l1_name", nullable: true),
            .text("archetype_l2_id", nullable: true), .text("archetype_l2_name", nullable: true),
            .text("dominant_segments"), .text("membership_strengths"), .real("lifetime_value", nullable: true),
            .integer("total_orders"), .real("avg_order_value", nullable: true), .text("first_order_at", nullable: true),
            .text("last_order_at", nullable: true), .integer("days_since_last_purchase", nullable: true),
            .integer("customer_tenure_days", nullable: true), .integer("total_tickets"),
            .real("churn_risk_score", nullable: true), .text("churn_risk_level", nullable: true),
            .real("p_alive", nullable: true), .real("ltv_12m", nullable: true), .real("ltv_12m_lower", nullable: true),
            .real("ltv_12m_upper", nullable: true), .text("next_order_expected_on", nullable: true),
            .text("communication_guidance"), .text("stage"),
        ])

    static let cohorts = TableSchema(
        .cohorts, in: [.cohorts], key: ["granularity", "cohort", "period", "metric", "breakdown"],
        indexes: [["granularity", "metric", "breakdown", "cohort"]],
        [
            .text("granularity"), .text("cohort"), .integer("period"), .text("metric"), .text("breakdown"),
            .real("value", nullable: true), .real("numerator", nullable: true), .real("denominator", nullable: true),
            .real("lower", nullable: true), .real("upper", nullable: true), .integer("is_complete"),
            .integer("customers"), .integer("left_truncated"),
        ])

    static let customerFeatures = TableSchema(
        .customerFeatures, in: [.features], key: ["customer_id"],
        [.text("customer_id")] + Axis.allFeatures.map { .real($0, nullable: true) })

    static let customerSegments = TableSchema(
        .customerSegments, in: [.segments], key: ["customer_id"],
        indexes: Axis.allCases.map { [$0.rawValue, "customer_id"] },
        [.text("customer_id")]
            + Axis.allCases.flatMap { axis -> [ColumnSchema] in
                [
                    .text(axis.rawValue), .real(axis.rawValue + "_membership", nullable: true),
                    .real(axis.rawValue + "_evidence"),
                ]
            }
            + [.text("memberships"), .text("reasons")])

    static let segmentDefinitions = TableSchema(
        .segmentDefinitions, in: [.segments], key: ["axis", "segment_id"],
        [
            .text("axis"), .text("segment_id"), .text("name"), .integer("position"), .text("centroid"),
            .text("cut_points"), .integer("customers"), .real("share"), .real("revenue"),
            .real("revenue_share", nullable: true), .text("quality"), .text("description"), .integer("model_version"),
            .text("since"),
        ])

    static let archetypes = TableSchema(
        .archetypes, in: [.segments], key: ["level", "archetype_id"], indexes: [["archetype_id"]],
        [
            .integer("level"), .text("archetype_id"), .text("parent_id", nullable: true), .text("name"),
            .text("segments"), .integer("customers"), .real("share"), .real("revenue"),
            .real("revenue_share", nullable: true), .real("mean_ltv_12m", nullable: true),
            .real("mean_churn_risk", nullable: true),
        ])

    /// The reading of the source tells of its tables and checks in `ingest`, the checks before publishing in `checks`.
    ///
    /// `kind` is `table` or `check`: the one fills the counts, the other `outcome`, `found` and `allowed`.
    static let dataQuality = TableSchema(
        .dataQuality, in: [.ingest, .checks], key: ["kind", "table_name", "name"],
        [
            .text("kind"), .text("table_name"), .text("name"), .text("outcome", nullable: true),
            .text("found", nullable: true), .text("allowed", nullable: true), .integer("read", nullable: true),
            .integer("accepted", nullable: true), .integer("duplicates", nullable: true),
            .integer("quarantined", nullable: true), .integer("after_as_of", nullable: true),
            .text("detail", nullable: true),
        ])

    static let quarantine = TableSchema(
        .quarantine, in: [.ingest], key: ["table_name", "source", "row"], isKeyUnique: false,
        [
            .text("table_name"), .text("source"), .integer("row"), .text("column_name", nullable: true),
            .text("reason"), .text("raw"),
        ])

    static let stageRuns = TableSchema(
        .stageRuns, in: [.checks], key: ["stage"],
        [
            .text("stage"), .text("outcome"), .integer("rows_in"), .integer("rows_out"), .real("seconds"),
            .real("peak_mib"), .text("digest", nullable: true),
        ])
}
