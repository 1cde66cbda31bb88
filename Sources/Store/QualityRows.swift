internal import Domain

/// A row of `data_quality`: what became of a table's rows, or a check.
package struct QualityRow: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case table, check
    }

    package let kind: Kind
    package let tableName, name: String
    /// Of a check, as are `found` and `allowed`.
    package let outcome, found, allowed: String?
    /// Of a table, as are the counts that follow.
    package let read, accepted, duplicates, quarantined, afterAsOf: Int?
    package let detail: JSONColumn?
}

/// A row of `quarantine`.
package struct QuarantineRow: Equatable, Sendable {
    /// Its place in the table, for the next page.
    package let position: Int64
    package let tableName, source: String
    package let row: Int
    package let column: String?
    package let reason, raw: String
}

/// A row of `stage_runs`.
package struct StageRun: Equatable, Sendable {
    package let stage, outcome: String
    package let rowsIn, rowsOut: Int
    package let seconds, peakMiB: Double
    package let digest: String?
}

extension SnapshotReader {
    /// What became of each table's rows, then the checks, in the order of their stages.
    package func quality() throws(StoreError) -> [QualityRow] {
        try all(.dataQuality, "\(TableSchema.dataQuality.selectSQL) ORDER BY rowid", [], QualityRow.init)
    }

    /// Rejected rows in the order of their tables, sources and numbers.
    ///
    /// - Parameters:
    ///   - table: of one table, or of all.
    ///   - position: the last row of the page before; 0 for the first page.
    ///   - limit: the most rows that come back.
    /// - Returns: at most `limit` rows.
    /// - Throws: ``StoreError``.
    package func quarantine(
        table: String? = nil, after position: Int64 = 0, limit: Int
    ) throws(StoreError) -> [QuarantineRow] {
        try all(
            .quarantine,
            """
            SELECT rowid, \(TableSchema.quarantine.columnList) FROM quarantine AS t
            WHERE rowid > ? AND (? IS NULL OR table_name = ?) ORDER BY rowid LIMIT ?
            """, [position, table, table, limit], QuarantineRow.init)
    }

    /// The run's stages in the order in which they were written.
    package func stageRuns() throws(StoreError) -> [StageRun] {
        try all(.stageRuns, "\(TableSchema.stageRuns.selectSQL) ORDER BY rowid", [], StageRun.init)
    }
}

extension QualityRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        kind = cells.next(as: String.self) == Kind.table.rawValue ? .table : .check
        tableName = cells.next()
        name = cells.next()
        outcome = cells.next()
        found = cells.next()
        allowed = cells.next()
        read = cells.next()
        accepted = cells.next()
        duplicates = cells.next()
        quarantined = cells.next()
        afterAsOf = cells.next()
        detail = cells.next(as: String?.self).map(JSONColumn.init)
    }
}

extension QuarantineRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        position = cells.next()
        tableName = cells.next()
        source = cells.next()
        self.row = cells.next()
        column = cells.next()
        reason = cells.next()
        raw = cells.next()
    }
}

extension StageRun {
    init(_ row: Row) {
        var cells = RowCells(row)
        stage = cells.next()
        outcome = cells.next()
        rowsIn = cells.next()
        rowsOut = cells.next()
        seconds = cells.next()
        peakMiB = cells.next()
        digest = cells.next()
    }
}
