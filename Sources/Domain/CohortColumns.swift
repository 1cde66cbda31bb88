/// The columns of what is told about cohorts beside the figures themselves.
enum CohortColumns {
    /// One row a rank, which is the key: cells that are not what the run before told, at most 1,000 of them.
    ///
    /// `since` is that run's `as_of`, `cause` as `CohortChange.Cause` has it. Each figure stands as that run told it
    /// (`_before`), as tonight's records give it without those dated since (`_recounted`), and as of tonight (`_after`).
    /// Revenue is in units of the currency.
    static let changes: [ColumnDefinition] = [
        .integer("rank"), .text("since"), .text("granularity"), .text("cohort"), .integer("period"), .text("cause"),
        .integer("customers_before"), .integer("customers_recounted"), .integer("customers_after"),
        .integer("active_before"), .integer("active_recounted"), .integer("active_after"),
        .integer("orders_before"), .integer("orders_recounted"), .integer("orders_after"),
        .real("revenue_before"), .real("revenue_recounted"), .real("revenue_after"), .text("text"),
    ]
}
