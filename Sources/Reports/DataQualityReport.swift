package import Analytics
package import Domain

/// The report `data-quality`: what became of every row that was read, and every check of the run.
package struct DataQualityReport: Report, Equatable {
    package static let name = ReportName.dataQuality

    struct TableEntry: Codable, Equatable, Sendable, Documented {
        let table: String
        let read, accepted, duplicates, superseded, quarantined: Int
        let setAside: Int
        /// Decimal text; that of refused rows is read loosely.
        let acceptedMoney, quarantinedMoney, setAsideMoney: String
        /// Cells that became missing, by column and reason.
        let badCells: [CellEntry]
        let afterAsOf: Int
        let setApart: [String: Int]
        let reasons: [ReasonCode: Int]
        let ignoredColumns: [String]

        private enum CodingKeys: String, CodingKey {
            case table, read, accepted, duplicates, superseded, quarantined, reasons
            case setAside = "set_aside"
            case acceptedMoney = "accepted_money"
            case quarantinedMoney = "quarantined_money"
            case setAsideMoney = "set_aside_money"
            case badCells = "bad_cells"
            case afterAsOf = "after_as_of"
            case setApart = "set_apart"
            case ignoredColumns = "ignored_columns"
        }

        static let meanings = [
            "table": "Table of the source.",
            "read":
                "Rows read: `accepted` + `duplicates` + `superseded` + `quarantined` + `set_aside` + `after_as_of`.",
            "superseded": "Older versions of rows that were read again later; counted, not kept.",
            "set_aside": "Rows stamped far outside the times of all others; in no figure.",
            "accepted_money": "Money of the accepted rows, decimal text.",
            "quarantined_money": "Money of the refused rows, read as loosely as possible, decimal text.",
            "set_aside_money": "Money of the rows set aside, decimal text.",
            "bad_cells": "Cells that became missing, by column and reason; their rows are accepted.",
            "accepted": "Rows that entered the shop, those set apart included.",
            "duplicates": "Rows equal to one read before; counted, not kept.",
            "quarantined": "Rows refused with a reason; the table `quarantine` has them.",
            "after_as_of": "Rows stamped at or after `as_of`.",
            "set_apart": "Accepted rows that no analysis counts, by why: `cancelled`, `test`, `left_out`.",
            "reasons": "Quarantined rows by reason code.",
            "ignored_columns": "Columns of the source that nothing reads.",
        ]
    }

    struct CellEntry: Codable, Equatable, Sendable, Documented {
        let column: String
        let reason: ReasonCode
        let count: Int

        static let meanings = [
            "column": "Column of the source.",
            "reason": "Reason code.",
            "count": "Cells.",
        ]
    }

    /// Refused rows for one reason at one column, with what would read them.
    struct RefusalEntry: Codable, Equatable, Sendable, Documented {
        let table: String
        let column: String?
        let reason: ReasonCode
        let rows: Int
        let money, example, advice: String
        let isFormat: Bool

        private enum CodingKeys: String, CodingKey {
            case table, column, reason, rows, money, example, advice
            case isFormat = "is_format"
        }

        static let meanings = [
            "table": "Table of the source.",
            "column": "Column at fault; left out where the row as a whole is.",
            "reason": "Reason code.",
            "rows": "Rows refused for this reason at this column.",
            "money": "Their money, read as loosely as possible, decimal text.",
            "example": "One of the values, shortened.",
            "advice": "What would read them.",
            "is_format": "Whether the same format fails again and again.",
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
    let refusals: [RefusalEntry]
    let unreadFiles: [String]
    /// `nil` where there was no run to compare with.
    let cohortChanges: CohortChangesEntry?

    private enum CodingKeys: String, CodingKey {
        case tables, checks, refusals
        case unreadFiles = "unread_files"
        case cohortChanges = "cohort_changes"
    }

    package static let meanings = [
        "tables": "One entry a table of the source.",
        "checks": "Every check of the run.",
        "refusals": "Refused rows by table, column and reason, with what would read them.",
        "unread_files": "Files of the source that no table reads.",
        "cohort_changes": "What cohorts are otherwise than in the published run; left out without one to compare with.",
    ]

    package init(_ quality: DataQuality, checks: [QualityCheck], _ changes: CohortChanges?) {
        cohortChanges = changes.map(CohortChangesEntry.init)
        refusals = quality.refusals.map {
            RefusalEntry(
                table: $0.table, column: $0.column, reason: $0.reason, rows: $0.rows, money: Money.text($0.money),
                example: $0.example, advice: $0.advice, isFormat: $0.isFormat)
        }
        unreadFiles = quality.unreadFiles
        tables = quality.tables.map {
            TableEntry(
                table: $0.table, read: $0.read, accepted: $0.accepted, duplicates: $0.duplicates,
                superseded: $0.superseded, quarantined: $0.quarantined, setAside: $0.setAside,
                acceptedMoney: Money.text($0.acceptedMoney), quarantinedMoney: Money.text($0.quarantinedMoney),
                setAsideMoney: Money.text($0.setAsideMoney),
                badCells: $0.badCells.map { CellEntry(column: $0.column, reason: $0.reason, count: $0.count) },
                afterAsOf: $0.afterAsOf, setApart: $0.setApart, reasons: $0.reasons,
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
                .count("duplicates", \.duplicates), .count("superseded", \.superseded),
                .count("set_aside", \.setAside), .count("quarantined", \.quarantined),
                .count("after_as_of", \.afterAsOf),
            ])
        let refused = FigureTable(
            refusals,
            [
                .text("table", \.table), .text("column", { $0.column ?? "-" }), .text("reason", \.reason.rawValue),
                .count("rows", \.rows), .text("money", \.money), .text("example", \.example),
                .text("advice", \.advice),
            ])
        let outcomes = FigureTable(
            checks,
            [
                .text("outcome", \.outcome.rawValue), .text("name", \.name), .text("found", \.found),
                .text("allowed", \.allowed),
            ])
        let cells = cohortChanges.map { FigureTable($0.cells, [.text("cause", \.cause), .text("text", \.text)]).text }
        return [rows.text, refusals.isEmpty ? "" : refused.text, outcomes.text, cells ?? ""].asParts
    }

    /// What cohorts are otherwise than in the run before, in a few lines for below the triangles of the report `cohorts`;
    /// empty where nothing changed.
    package var cohortChangesText: String {
        guard let changes = cohortChanges, !changes.cells.isEmpty else { return "" }
        let total = changes.changed.values.reduce(0) { $0.addingClamped($1) }
        let lines = changes.cells.prefix(5).map { "  \($0.text.printableLine)\n" }
        let more = total > lines.count ? "  more: quimbi report data-quality\n" : ""
        return "\n\(Figure.count(total)) cells differ from the run as of \(changes.since)\n"
            + lines.joined() + more
    }
}
