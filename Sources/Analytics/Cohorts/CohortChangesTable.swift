internal import Domain
package import Tables

extension CohortTable {
    /// The rows of `cohort_changes`.
    package static func changes(_ changes: CohortChanges) -> Table {
        let rows = changes.cells
        return Table(CohortChangesTable.table) { t in
            t.rank = rows.indices.map { Int64($0 + 1) }
            t.since = TextColumn(repeating: changes.since.description, count: rows.count)
            t.granularity = TextColumn(rows.map(\.granularity.rawValue))
            t.cohort = TextColumn(rows.map(\.cohort))
            t.period = rows.map { Int64($0.period) }
            t.cause = TextColumn(rows.map(\.cause.rawValue))
            fill(&t, t.customers, rows) { Int64($0.customers) }
            fill(&t, t.active, rows) { Int64($0.active) }
            fill(&t, t.orders, rows) { Int64($0.orders) }
            t[t.revenue.before] = rows.map(\.before.revenue)
            t[t.revenue.recounted] = rows.map(\.recounted.revenue)
            t[t.revenue.after] = rows.map(\.after.revenue)
            t.text = TextColumn(rows.map(\.text))
        }
    }

    private static func fill(
        _ t: inout TableFilling<CohortChangesTable>, _ figures: CohortChangesTable.Figures<Int>,
        _ rows: [CohortChange], _ count: (CohortCounts.Cell) -> Int64
    ) {
        t[figures.before] = rows.map { count($0.before) }
        t[figures.recounted] = rows.map { count($0.recounted) }
        t[figures.after] = rows.map { count($0.after) }
    }
}
