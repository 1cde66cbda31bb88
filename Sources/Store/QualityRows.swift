internal import Domain
internal import GRDB

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
    package func quality() throws(StoreError) -> [QualityRow] {
        try all(.dataQuality, "SELECT * FROM data_quality", [], QualityRow.init)
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
            "SELECT rowid AS position, * FROM quarantine WHERE rowid > ? AND (? IS NULL OR table_name = ?) ORDER BY rowid LIMIT ?",
            [position, table, table, limit], QuarantineRow.init)
    }

    /// The run's stages in the order in which they were written.
    package func stageRuns() throws(StoreError) -> [StageRun] {
        try all(.stageRuns, "SELECT * FROM stage_runs ORDER BY rowid", [], StageRun.init)
    }
}

extension QualityRow {
    init(_ row: Row) {
        kind = row["kind"] == Kind.table.rawValue ? .table : .check
        tableName = row["table_name"]
        name = row["name"]
        outcome = row["outcome"]
        found = row["found"]
        allowed = row["allowed"]
        read = row["read"]
        accepted = row["accepted"]
        duplicates = row["duplicates"]
        quarantined = row["quarantined"]
        afterAsOf = row["after_as_of"]
        detail = (row["detail"] as String?).map(JSONColumn.init)
    }
}

extension QuarantineRow {
    init(_ row: Row) {
        position = row["position"]
        tableName = row["table_name"]
        source = row["source"]
        self.row = row["row"]
        column = row["column_name"]
        reason = row["reason"]
        raw = row["raw"]
    }
}

extension StageRun {
    init(_ row: Row) {
        stage = row["stage"]
        outcome = row["outcome"]
        rowsIn = row["rows_in"]
        rowsOut = row["rows_out"]
        seconds = row["seconds"]
        peakMiB = row["peak_mib"]
        digest = row["digest"]
    }
}
