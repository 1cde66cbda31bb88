internal import Domain
internal import Tables

/// The tables that tell how a run went.
enum QualityTables {
    /// What became of the rows of each table, as rows of `data_quality` of kind `table`.
    static func reconciliations(_ tables: [Reconciliation]) -> Table {
        let none = TextColumn(repeating: nil, count: tables.count)
        return Table(DataQualityTable.table) { t in
            t.kind = TextColumn(tables.map { _ in DataQualityTable.Kind.table.rawValue })
            t.tableName = TextColumn(tables.map(\.table))
            t.name = TextColumn(tables.map { _ in "reconciliation" })
            t.outcome = TextColumn(tables.map { $0.isReconciled ? "passed" : "failed" })
            (t.found, t.allowed) = (none, none)
            t.read = tables.map { Int64($0.read) }
            t.accepted = tables.map { Int64($0.accepted) }
            t.duplicates = tables.map { Int64($0.duplicates) }
            t.quarantined = tables.map { Int64($0.quarantined) }
            t.afterAsOf = tables.map { Int64($0.afterAsOf) }
            t.detail = TextColumn(tables.map(detail))
        }
    }

    /// The checks of a run, as rows of `data_quality` of kind `check`.
    static func checks(_ checks: [QualityCheck]) -> Table {
        let none = [Int64](repeating: .min, count: checks.count)
        return Table(DataQualityTable.table) { t in
            t.kind = TextColumn(checks.map { _ in DataQualityTable.Kind.check.rawValue })
            t.tableName = TextColumn(checks.map { _ in "" })
            t.name = TextColumn(checks.map(\.name))
            t.outcome = TextColumn(checks.map(\.outcome.rawValue))
            t.found = TextColumn(checks.map(\.found))
            t.allowed = TextColumn(checks.map(\.allowed))
            (t.read, t.accepted, t.duplicates) = (none, none, none)
            (t.quarantined, t.afterAsOf) = (none, none)
            t.detail = TextColumn(repeating: nil, count: checks.count)
        }
    }

    static func quarantine(_ rows: [QuarantinedRow]) -> Table {
        Table(QuarantineTable.table) { t in
            t.tableName = TextColumn(rows.map(\.table))
            t.source = TextColumn(rows.map(\.source))
            t.row = rows.map { Int64($0.row) }
            t.columnName = TextColumn(rows.map(\.column))
            t.reason = TextColumn(rows.map(\.reason.rawValue))
            t.raw = TextColumn(rows.map(\.raw))
        }
    }

    static func stageRuns(_ stages: [StageReport]) -> Table {
        Table(StageRunsTable.table) { t in
            t.stage = TextColumn(stages.map(\.name))
            t.outcome = TextColumn(stages.map(\.outcome.rawValue))
            t.rowsIn = stages.map { Int64($0.rowsIn) }
            t.rowsOut = stages.map { Int64($0.rowsOut) }
            t.seconds = stages.map(\.seconds)
            t.peakMiB = stages.map(\.peakMebibytes)
            t.digest = TextColumn(stages.map(\.digest))
        }
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
