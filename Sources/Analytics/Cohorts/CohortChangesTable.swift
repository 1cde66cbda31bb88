package import Domain

extension CohortTable {
    /// The rows of `cohort_changes`.
    package static func changes(_ changes: CohortChanges) -> Table {
        let rows = changes.cells
        func texts(_ value: (CohortChange) -> String) -> Column.Values { .texts(rows.map(value)) }
        func integers(_ value: (CohortChange) -> Int) -> Column.Values { .integer(rows.map { Int64(value($0)) }) }
        func reals(_ value: (CohortChange) -> Double) -> Column.Values { .real(rows.map(value)) }
        return Table(
            .cohortChanges,
            values: [
                .integer(rows.indices.map { Int64($0 + 1) }), texts { _ in changes.since.description },
                texts(\.granularity.rawValue), texts(\.cohort), integers(\.period), texts(\.cause.rawValue),
                integers(\.before.customers), integers(\.recounted.customers), integers(\.after.customers),
                integers(\.before.active), integers(\.recounted.active), integers(\.after.active),
                integers(\.before.orders), integers(\.recounted.orders), integers(\.after.orders),
                reals(\.before.revenue), reals(\.recounted.revenue), reals(\.after.revenue), texts(\.text),
            ])
    }
}
