package import Tables

/// A rejected row, and its place in the table, after which the next page begins.
package struct QuarantinePlace: Equatable, Sendable {
    package let position: Int64
    package let row: QuarantineRow
}

extension SnapshotReader {
    /// What became of each table's rows, then the checks, in the order of their stages.
    package func quality() throws(StoreError) -> [QualityRow] {
        try rows(of: DataQualityTable.table, "ORDER BY rowid")
    }

    /// Rejected rows in the order of their tables, sources and numbers.
    ///
    /// - Parameters:
    ///   - name: of one table, or of all.
    ///   - position: the last row of the page before; 0 for the first page.
    ///   - limit: the most rows that come back.
    /// - Returns: at most `limit` rows.
    /// - Throws: ``StoreError``.
    package func quarantine(
        table name: String? = nil, after position: Int64 = 0, limit: Int
    ) throws(StoreError) -> [QuarantinePlace] {
        let (table, t) = (QuarantineTable.table, QuarantineTable.table.column)
        return try all(
            table,
            """
            SELECT rowid, \(table.columnList) FROM \(table.name) AS t
            WHERE rowid > ? AND (? IS NULL OR \(t.tableName) = ?) ORDER BY rowid LIMIT ?
            """, [position, name, name, limit]
        ) { QuarantinePlace(position: $0[0], row: try TableRow($0, of: table, from: 1)) }
    }

    /// The run's stages in the order in which they were written.
    package func stageRuns() throws(StoreError) -> [StageRun] {
        try rows(of: StageRunsTable.table, "ORDER BY rowid")
    }
}
