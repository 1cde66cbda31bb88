/// `data_quality`: what became of the source's rows, and the checks of the run.
package struct DataQualityTable: Sendable {
    /// What a row is about.
    package enum Kind: String, Sendable {
        case table, check
    }

    package let kind = Column<String>(
        "kind",
        "`table`: the reconciliation of a source table, which fills the counts. `check`: a check, which fills `found` and `allowed`."
    )
    package let tableName = Column<String>("table_name", "The source table of a reconciliation; empty for a check.")
    package let name = Column<String>("name", "The check, or `reconciliation`.")
    package let outcome = Column<String?>(
        "outcome", "`passed`, `warned` or `failed`; a failed check holds the run back.",
        null: "never in a run of this version")
    package let found = Column<String?>("found", "What the check found.", null: "for a reconciliation")
    package let allowed = Column<String?>("allowed", "What it allows.", null: "for a reconciliation")
    package let read = Column<Int?>("read", .rows, "Rows read from the source.", null: "for a check")
    package let accepted = Column<Int?>("accepted", .rows, "Rows that count in the run.", null: "for a check")
    package let duplicates = Column<Int?>(
        "duplicates", .rows, "Rows that repeat an accepted one.", null: "for a check")
    package let quarantined = Column<Int?>(
        "quarantined", .rows, "Rejected rows: see `quarantine`.", null: "for a check")
    package let afterAsOf = Column<Int?>(
        "after_as_of", .rows, "Rows dated at or after `as_of`, which do not exist for the run.", null: "for a check")
    package let detail = Column<JSONDocument?>(
        "detail",
        "`{ignored_columns, reasons, set_apart}`: columns that are not read, rejected rows by reason, rows set apart by what they are.",
        null: "for a check")

    package static let table = TypedTable(
        "data_quality", DataQualityTable(),
        rows:
            "One row a source table or check: the stage `ingest` writes those of the reading, the stage `checks` those before publishing.",
        stages: [.ingest, .checks], key: { [$0.kind, $0.tableName, $0.name] })
}

/// What became of a table's rows, or a check.
package typealias QualityRow = TableRow<DataQualityTable>

extension QualityRow {
    /// Whether the row is a check of the run, and not the reconciliation of a table.
    package var isCheck: Bool { self.kind == DataQualityTable.Kind.check.rawValue }
}
