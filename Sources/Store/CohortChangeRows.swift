package import Domain

/// A row of `cohort_changes`.
package struct CohortChangeRow: Equatable, Sendable {
    package let since, granularity, cohort: String
    package let period: Int
    package let cause: String
    /// As the run before told it, as recounted from the records up to then, and now.
    package let customers, active, orders: [Int]
    package let revenue: [Double]
    package let text: String
}

extension SnapshotReader {
    /// What changed in the cohorts from `first` to `last` since the run before, by rank.
    ///
    /// - Returns: `nil` where the run has no such table, as one that an older program published.
    package func cohortChanges(
        granularity: CohortGranularity, from first: String, to last: String
    ) throws(StoreError) -> [CohortChangeRow]? {
        try unlessMissing { () throws(StoreError) in
            try all(
                .cohortChanges,
                """
                \(TableSchema.cohortChanges.selectSQL) WHERE granularity = ? AND cohort BETWEEN ? AND ?
                ORDER BY "rank"
                """, [granularity.rawValue, first, last], CohortChangeRow.init)
        }
    }

    /// What `body` reads, or `nil` where the run has no such table.
    func unlessMissing<T>(_ body: () throws(StoreError) -> T) throws(StoreError) -> T? {
        do {
            return try body()
        } catch {
            guard error.code == .missingTable else { throw error }
            return nil
        }
    }
}

extension CohortChangeRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        _ = cells.next(as: Int.self)
        (since, granularity, cohort, period) = (cells.next(), cells.next(), cells.next(), cells.next())
        cause = cells.next()
        customers = [cells.next(), cells.next(), cells.next()]
        active = [cells.next(), cells.next(), cells.next()]
        orders = [cells.next(), cells.next(), cells.next()]
        revenue = [cells.next(), cells.next(), cells.next()]
        text = cells.next()
    }
}
