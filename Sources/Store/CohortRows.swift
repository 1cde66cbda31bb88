package import Domain
internal import GRDB

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
    /// Cohorts are named as they stand in the table, where their names sort as time does; `nil` is no limit.
    package func cohorts(
        granularity: CohortGranularity, metric: CohortMetric, breakdown: String = "", from first: String? = nil,
        to last: String? = nil
    ) throws(StoreError) -> [CohortRow] {
        try all(
            .cohorts,
            """
            \(TableSchema.cohorts.selectSQL) WHERE granularity = ? AND metric = ? AND breakdown = ?
            AND cohort >= coalesce(?, '') AND (? IS NULL OR cohort <= ?) ORDER BY cohort, period
            """, [granularity.rawValue, metric.rawValue, breakdown, first, last, last], CohortRow.init)
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
