internal import Domain

/// The tables that tell how a run went.
enum QualityTables {
    /// What became of the rows of each table, as rows of `data_quality` of kind `table`.
    static func reconciliations(_ tables: [Reconciliation]) -> Table {
        let none = [String?](repeating: nil, count: tables.count)
        return Table(
            .dataQuality,
            [
                Column("kind", tables.map { _ in "table" }), Column("table_name", tables.map { $0.table }),
                Column("name", tables.map { _ in "reconciliation" }),
                Column("outcome", tables.map { $0.isReconciled ? "passed" : "failed" }), Column("found", none),
                Column("allowed", none), Column("read", tables.map { Int64($0.read) }),
                Column("accepted", tables.map { Int64($0.accepted) }),
                Column("duplicates", tables.map { Int64($0.duplicates) }),
                Column("quarantined", tables.map { Int64($0.quarantined) }),
                Column("after_as_of", tables.map { Int64($0.afterAsOf) }), Column("detail", tables.map(detail)),
            ])
    }

    /// The checks of a run, as rows of `data_quality` of kind `check`.
    static func checks(_ checks: [QualityCheck]) -> Table {
        let none = [Int64](repeating: .min, count: checks.count)
        return Table(
            .dataQuality,
            [
                Column("kind", checks.map { _ in "check" }), Column("table_name", checks.map { _ in "" }),
                Column("name", checks.map { $0.name }), Column("outcome", checks.map { $0.outcome.rawValue }),
                Column("found", checks.map { $0.found }), Column("allowed", checks.map { $0.allowed }),
                Column("read", none), Column("accepted", none), Column("duplicates", none),
                Column("quarantined", none), Column("after_as_of", none),
                Column("detail", [String?](repeating: nil, count: checks.count)),
            ])
    }

    static func quarantine(_ rows: [QuarantinedRow]) -> Table {
        Table(
            .quarantine,
            [
                Column("table_name", rows.map { $0.table }), Column("source", rows.map { $0.source }),
                Column("row", rows.map { Int64($0.row) }), Column("column_name", rows.map { $0.column }),
                Column("reason", rows.map { $0.reason.rawValue }), Column("raw", rows.map { $0.raw }),
            ])
    }

    static func stageRuns(_ stages: [StageReport]) -> Table {
        Table(
            .stageRuns,
            [
                Column("stage", stages.map { $0.name }), Column("outcome", stages.map { $0.outcome.rawValue }),
                Column("rows_in", stages.map { Int64($0.rowsIn) }),
                Column("rows_out", stages.map { Int64($0.rowsOut) }), Column("seconds", stages.map { $0.seconds }),
                Column("peak_mib", stages.map { $0.peakMebibytes }), Column("digest", stages.map { $0.digest }),
            ])
    }

    /// Reasons, what was set apart and what nobody reads, as JSON.
    private static func detail(_ table: Reconciliation) -> String {
        var json = JSONText()
        json.beginObject()
        json.key("accepted_money")
        json.value(Money.text(table.acceptedMoney))
        json.key("bad_cells")
        json.beginArray()
        for cells in table.badCells { json.value("\(cells.column) \(cells.reason.rawValue) \(cells.count)") }
        json.endArray()
        json.key("ignored_columns")
        json.beginArray()
        for column in table.ignoredColumns { json.value(column) }
        json.endArray()
        json.key("quarantined_money")
        json.value(Money.text(table.quarantinedMoney))
        json.key("reasons")
        write(Dictionary(uniqueKeysWithValues: table.reasons.map { ($0.rawValue, $1) }), &json)
        json.key("set_apart")
        write(table.setApart, &json)
        json.key("set_aside")
        json.value(table.setAside)
        json.key("set_aside_money")
        json.value(Money.text(table.setAsideMoney))
        json.key("superseded")
        json.value(table.superseded)
        json.endObject()
        return json.string
    }

    private static func write(_ counts: [String: Int], _ json: inout JSONText) {
        json.beginObject()
        for name in counts.keys.sorted() {
            json.key(name)
            json.value(counts[name] ?? 0)
        }
        json.endObject()
    }
}
