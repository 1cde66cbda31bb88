package import Domain

/// A row of `cohorts`.
package struct CohortRow: Equatable, Sendable {
    package let granularity, cohort: String
    /// Calendar units since the cohort's own, from 0.
    package let period: Int
    package let metric: String
    /// Empty for the whole cohort.
    package let breakdown: String
    package let value, numerator, denominator, lower, upper: Double?
    package let isComplete: Bool
    package let customers: Int
    package let isLeftTruncated: Bool
}

extension SnapshotReader {
    /// One metric of the cohorts from `first` to `last`, both included, by cohort and period.
    ///
    /// A breakdown such as `channel` means all of its parts, `channel=web` one of them.
    ///
    /// Cohorts are named as they stand in the table, where their names sort as time does; `nil` is no limit.
    package func cohorts(
        granularity: CohortGranularity, metric: CohortMetric, breakdown: String = "", from first: String? = nil,
        to last: String? = nil
    ) throws(StoreError) -> [CohortRow] {
        // What begins with `channel=` stands between that text and the one whose last character is the next.
        let parts: [any Storable] =
            breakdown.isEmpty ? ["", "", ""] : [breakdown, breakdown + "=", breakdown + ">"]
        return try all(
            .cohorts,
            """
            \(TableSchema.cohorts.selectSQL) WHERE granularity = ? AND metric = ?
            AND (breakdown = ? OR (breakdown > ? AND breakdown < ?)) AND cohort >= coalesce(?, '') AND (? IS NULL OR cohort <= ?) ORDER BY cohort, breakdown, period
            """,
            StatementArguments([granularity.rawValue, metric.rawValue] + parts + [first, last, last]), CohortRow.init)
    }
}

extension CohortRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        granularity = cells.next()
        cohort = cells.next()
        period = cells.next()
        metric = cells.next()
        breakdown = cells.next()
        value = cells.next()
        numerator = cells.next()
        denominator = cells.next()
        lower = cells.next()
        upper = cells.next()
        isComplete = cells.next()
        customers = cells.next()
        isLeftTruncated = cells.next()
    }
}
