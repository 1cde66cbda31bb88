/// `cohorts`: what the customers of a period did in the periods after.
package struct CohortsTable: Sendable {
    package let granularity = Column<String>("granularity", "`week`, `month`, `quarter` or `year`.")
    package let cohort = Column<String>(
        "cohort",
        "The period in which the customers began, such as `2026-03` or `2026-W09`: their first order, or their account where the pipeline says so."
    )
    package let period = Column<Int>("period", "periods", "Calendar periods since the cohort's own, from 0.")
    package let metric = Column<String>(
        "metric",
        "`retention` (customers who ordered in the period / customers of the cohort), `rolling_retention` (customers who ordered in the period or later, by `as_of` / customers of the cohort: it depends on the follow-up and is never compared across cohorts), `orders`, `revenue` (net), `cumulative_ltv` (net revenue from the start to the end of the period / customers of the cohort), `aov` (net revenue / orders), `refund_rate` (refunded / order totals)."
    )
    package let breakdown = Column<String>(
        "breakdown", "Empty for the whole cohort, else a part of it such as `channel=web`.")
    package let value = Column<Double?>(
        "value", "0 to 1, orders or reporting currency", "The metric.",
        null: "where there is nothing to divide by or nothing was observed")
    package let numerator = Column<Double?>(
        "numerator", "customers, orders or reporting currency",
        "What is divided; the value itself for `orders` and `revenue`.",
        null: "as `value`")
    package let denominator = Column<Double?>(
        "denominator", "customers, orders or reporting currency",
        "What it is divided by; the cohort's customers for `orders` and `revenue`.",
        null: "as `value`")
    package let lower = Column<Double?>(
        "lower", "as `value`",
        "Lower end of the 95 % confidence interval: Wilson for `retention`, bootstrap over customers for `aov` and `refund_rate`.",
        null: "where no interval can be given")
    package let upper = Column<Double?>("upper", "as `value`", "Its upper end.", null: "where no interval can be given")
    package let isComplete = Column<Bool>("is_complete", .flag, "1 where the period ended by `as_of`.")
    package let customers = Column<Int>("customers", .customers, "The size of the cohort, or of its part.")
    package let isLeftTruncated = Column<Bool>(
        "left_truncated", .flag,
        "1 where the cohort begins so early in the records that its customers may be older than they look; such cohorts stay out of tests and overall lines."
    )

    package static let table = TypedTable(
        "cohorts", CohortsTable(), rows: "One row a granularity, cohort, period, metric and breakdown, in that order.",
        stages: [.cohorts], key: { [$0.granularity, $0.cohort, $0.period, $0.metric, $0.breakdown] },
        indexes: { [[$0.granularity, $0.metric, $0.breakdown, $0.cohort]] })
}

/// A metric of a cohort in a period.
package typealias CohortRow = TableRow<CohortsTable>
