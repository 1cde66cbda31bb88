/// `cohort_insights`: cells of the cohorts that age and calendar do not explain.
package struct CohortInsightsTable: Sendable {
    package let rank = Column<Int>("rank", "From 1, the smallest `q_value` first.")
    package let granularity = Column<String>("granularity", "As in `cohorts`.")
    package let metric = Column<String>("metric", "As in `cohorts`.")
    package let cohort = Column<String>("cohort", "As in `cohorts`.")
    package let period = Column<Int>("period", "periods", "As in `cohorts`.")
    package let difference = Column<Double>(
        "difference", "as `cohorts.value`",
        "The cell's value less what its age and its calendar period lead one to expect.")
    package let lower = Column<Double>(
        "lower", "as `cohorts.value`", "Lower end of the 95 % confidence interval of the difference.")
    package let upper = Column<Double>("upper", "as `cohorts.value`", "Its upper end.")
    package let qValue = Column<Double>(
        "q_value", .share, "The false discovery rate at which the cell is still a discovery (Benjamini-Hochberg).")
    package let text = Column<String>("text", "The finding, in a sentence.")

    package static let table = TypedTable(
        "cohort_insights", CohortInsightsTable(), rows: "One row a finding, by rank.", stages: [.cohorts],
        key: { [$0.rank] })
}

/// A cell of the cohorts that age and calendar do not explain.
package typealias CohortInsightRow = TableRow<CohortInsightsTable>
