package import Analytics
internal import Domain

/// What stands under `cohort_changes` in the report `data-quality`.
package struct CohortChangesEntry: Encodable, Sendable {
    private struct Cell: Encodable {
        let granularity, cohort: String
        let period: Int
        let cause, text: String
    }

    private let since: Instant
    /// By cause; every cause is there.
    private let changed: [String: Int]
    private let continued: Int
    private let cells: [Cell]

    /// Cells that the report lists; the table holds more.
    private static let listed = 100

    init(_ changes: CohortChanges) {
        since = changes.since
        changed = Dictionary(
            uniqueKeysWithValues: CohortChange.Cause.allCases.map { ($0.rawValue, changes.counts[$0] ?? 0) })
        continued = changes.continued
        cells = changes.cells.prefix(Self.listed).map { change in
            Cell(
                granularity: change.granularity.rawValue, cohort: change.cohort, period: change.period,
                cause: change.cause.rawValue, text: change.text)
        }
    }
}
