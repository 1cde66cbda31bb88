package import Analytics
package import Domain

/// The report `data-quality`: what became of every row that was read, and every check of the run.
package struct DataQualityReport: Report, Equatable {
    package static let name = ReportName.dataQuality

    struct TableEntry: Codable, Equatable, Sendable, Documented {
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

        static let meanings = [
            "table": "Table of the source.",
            "read": "Rows read: `accepted` + `duplicates` + `quarantined` + `after_as_of`.",
            "accepted": "Rows that entered the shop, those set apart included.",
            "duplicates": "Rows equal to one read before; counted, not kept.",
            "quarantined": "Rows refused with a reason; the table `quarantine` has them.",
            "after_as_of": "Rows stamped at or after `as_of`.",
            "set_apart": "Accepted rows that no analysis counts, by why: `cancelled`, `test`, `left_out`.",
            "reasons": "Quarantined rows by reason code.",
            "ignored_columns": "Columns of the source that nothing reads.",
        ]
    }

    struct CheckEntry: Codable, Equatable, Sendable, Documented {
        let name: String
        let outcome: QualityCheck.Outcome
        let found, allowed: String

        static let meanings = [
            "name": "Name of the check.",
            "outcome": "A failed check holds the run back; a warned one publishes and says so.",
            "found": "What was found.",
            "allowed": "What is allowed.",
        ]
    }

    /// What cohorts are otherwise than in the last run.
    struct CohortChangesEntry: Codable, Equatable, Sendable, Documented {
        struct Cell: Codable, Equatable, Sendable, Documented {
            let granularity, cohort: String
            let period: Int
            let cause, text: String

            static let meanings = [
                "granularity": "Granularity of the cohort.",
                "cohort": "Label of the cohort.",
                "period": "Periods since the cohort's start, from 0.",
                "cause": "Why the cell differs: `late_data`, `configuration`, `undetermined` or `new_data`.",
                "text": "The change in one sentence.",
            ]
        }

        let since: Instant
        /// By cause; every cause is there.
        let changed: [String: Int]
        let continued: Int
        let cells: [Cell]

        static let meanings = [
            "since": "`as_of` of the run that is compared with.",
            "changed": "Cells that differ, by cause.",
            "continued": "Cells that had not ended then and grew.",
            "cells": "The first 100 cells that differ; the table `cohort_changes` has more.",
        ]

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

    let tables: [TableEntry]
    let checks: [CheckEntry]
    /// `nil` where there was no run to compare with.
    let cohortChanges: CohortChangesEntry?

    private enum CodingKeys: String, CodingKey {
        case tables, checks
        case cohortChanges = "cohort_changes"
    }

    package static let meanings = [
        "tables": "One entry a table of the source.",
        "checks": "Every check of the run.",
        "cohort_changes": "What cohorts are otherwise than in the published run; left out without one to compare with.",
    ]

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

    package func text(_ style: TextStyle) -> String {
        let rows = FigureTable(
            tables,
            [
                .text("table", \.table), .count("read", \.read), .count("accepted", \.accepted),
                .count("duplicates", \.duplicates), .count("quarantined", \.quarantined),
                .count("after_as_of", \.afterAsOf),
            ])
        let outcomes = FigureTable(
            checks,
            [
                .text("outcome", \.outcome.rawValue), .text("name", \.name), .text("found", \.found),
                .text("allowed", \.allowed),
            ])
        let cells = cohortChanges.map { FigureTable($0.cells, [.text("cause", \.cause), .text("text", \.text)]).text }
        return [rows.text, outcomes.text, cells ?? ""].asParts
    }

    /// What cohorts are otherwise than in the run before, in a few lines for below the triangles of the report `cohorts`;
    /// empty where nothing changed.
    package var cohortChangesText: String {
        guard let changes = cohortChanges, !changes.cells.isEmpty else { return "" }
        let total = changes.changed.values.reduce(0) { $0.addingClamped($1) }
        let lines = changes.cells.prefix(5).map { "  \($0.text.printableLine)\n" }
        let more = total > lines.count ? "  more: quimbi report data-quality\n" : ""
        return "\n\(Figure.count(total)) cells are not what the run as of \(changes.since) told\n"
            + lines.joined() + more
    }
}
