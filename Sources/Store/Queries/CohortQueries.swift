package import Domain
package import Tables

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
        let t = CohortsTable.table.column
        // What begins with `channel=` stands between that text and the one whose last character is the next.
        let parts: [any Storable] =
            breakdown.isEmpty ? ["", "", ""] : [breakdown, breakdown + "=", breakdown + ">"]
        return try rows(
            of: CohortsTable.table,
            """
            WHERE \(t.granularity) = ? AND \(t.metric) = ?
            AND (\(t.breakdown) = ? OR (\(t.breakdown) > ? AND \(t.breakdown) < ?))
            AND \(t.cohort) >= coalesce(?, '') AND (? IS NULL OR \(t.cohort) <= ?)
            ORDER BY \(t.cohort), \(t.breakdown), \(t.period)
            """,
            StatementArguments([granularity.rawValue, metric.rawValue] + parts + [first, last, last]))
    }

    /// The insights about one metric of the cohorts from `first` to `last`, the surest first; none in a run of before there
    /// were any.
    package func cohortInsights(
        granularity: CohortGranularity, metric: CohortMetric, from first: String, to last: String
    ) throws(StoreError) -> [CohortInsightRow] {
        let t = CohortInsightsTable.table.column
        return try unlessMissing { () throws(StoreError) in
            try rows(
                of: CohortInsightsTable.table,
                """
                WHERE \(t.granularity) = ? AND \(t.metric) = ? AND \(t.cohort) BETWEEN ? AND ? ORDER BY \(t.rank)
                """, [granularity.rawValue, metric.rawValue, first, last])
        } ?? []
    }

    /// What changed in the cohorts from `first` to `last` since the run before, by rank.
    ///
    /// - Returns: `nil` where the run has no such table, as one that an older program published.
    package func cohortChanges(
        granularity: CohortGranularity, from first: String, to last: String
    ) throws(StoreError) -> [CohortChangeRow]? {
        let t = CohortChangesTable.table.column
        return try unlessMissing { () throws(StoreError) in
            try rows(
                of: CohortChangesTable.table,
                "WHERE \(t.granularity) = ? AND \(t.cohort) BETWEEN ? AND ? ORDER BY \(t.rank)",
                [granularity.rawValue, first, last])
        }
    }

    /// What `body` reads, or `nil` where the run has no such table.
    private func unlessMissing<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T? {
        do {
            return try body()
        } catch {
            guard error.code == .missingTable else { throw error }
            return nil
        }
    }
}
