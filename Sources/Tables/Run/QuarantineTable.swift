/// `quarantine`: rejected rows of the source.
package struct QuarantineTable: Sendable {
    package let tableName = Column<String>("table_name", "The table that the row was read for.")
    package let source = Column<String>("source", "The file or table that it was read from.")
    package let row = Column<Int>("row", "Its number there.")
    package let columnName = Column<String?>(
        "column_name", "The column at fault.", null: "where the fault is of no single column")
    package let reason = Column<String>("reason", "Why the row was rejected: a word of a closed list.")
    package let raw = Column<String>("raw", "The row as it was read.")

    package static let table = TypedTable(
        "quarantine", QuarantineTable(), rows: "One row a rejected row, by table, source and number.",
        stages: [.ingest], key: { [$0.tableName, $0.source, $0.row] }, isKeyUnique: false)
}

/// A rejected row of the source.
package typealias QuarantineRow = TableRow<QuarantineTable>
