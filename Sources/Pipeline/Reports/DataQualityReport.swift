package import Analytics
package import Domain

/// The report `data-quality`: what became of every row that was read, and every check of the run.
package struct DataQualityReport: Encodable, Sendable {
    package struct TableEntry: Encodable, Sendable {
        let table: String
        let read, accepted, duplicates, quarantined: Int
        let afterAsOf: Int
        let setApart: [String: Int]
        let reasons: [ReasonCode: Int]
        let ignoredColumns: [String]

        private enum CodingKeys: String, CodingKey {
            case table, read, accepted, duplicates, quarantined, reasons
            case afterAsOf = "after_as_of"
            case setApart = "set_apart"
            case ignoredColumns = "ignored_columns"
        }
    }

    package struct CheckEntry: Encodable, Sendable {
        let name: String
        let outcome: QualityCheck.Outcome
        let found, allowed: String
    }

    package let tables: [TableEntry]
    package let checks: [CheckEntry]
    /// What cohorts are otherwise than the last run told; left out where there was none to compare with.
    package let cohortChanges: CohortChangesEntry?

    private enum CodingKeys: String, CodingKey {
        case tables, checks
        case cohortChanges = "cohort_changes"
    }

    package init(tables: [Reconciliation], checks: [QualityCheck], _ changes: CohortChanges?) {
        cohortChanges = changes.map(CohortChangesEntry.init)
        self.tables = tables.map {
            TableEntry(
                table: $0.table, read: $0.read, accepted: $0.accepted, duplicates: $0.duplicates,
                quarantined: $0.quarantined, afterAsOf: $0.afterAsOf, setApart: $0.setApart, reasons: $0.reasons,
                ignoredColumns: $0.ignoredColumns)
        }
        self.checks = checks.map {
            CheckEntry(name: $0.name, outcome: $0.outcome, found: $0.found, allowed: $0.allowed)
        }
    }
}
