internal import Domain
internal import Tables

/// Runs and their stages.
extension Ledger {
    func begin(_ id: RunID, codeVersion: String, configDigest: String, at start: Instant) throws(StoreError) {
        try write { database in
            try database.execute(
                sql: "INSERT INTO runs (id, state, started, code_version, config_digest) VALUES (?, ?, ?, ?, ?)",
                arguments: [
                    id.text, RunState.running.rawValue, start.microseconds, codeVersion, configDigest,
                ])
        }
    }

    /// Marks runs that say they are running as failed: whoever calls this holds the lock, so their processes are gone.
    func closeInterrupted(at instant: Instant) throws(StoreError) {
        try write { database in
            try database.execute(
                sql: "UPDATE runs SET state = ?, reason = 'interrupted', finished = ?, has_files = 0 WHERE state = ?",
                arguments: [RunState.failed.rawValue, instant.microseconds, RunState.running.rawValue])
        }
    }

    func recordStage(
        _ stage: StageFile, run: RunID, digest: String?, reusedFrom source: RunID?
    ) throws(StoreError) {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO stages (run, stage, digest, reused_from)
                    VALUES (\(Self.numberOf), ?, ?, \(Self.numberOf))
                    """,
                arguments: [run.text, stage.rawValue, digest, source?.text])
        }
    }

    func stageDigest(run: RunID, _ stage: StageFile) throws(StoreError) -> String? {
        try read { database in
            try database.value(
                sql: "SELECT digest FROM stages WHERE run = \(Self.numberOf) AND stage = ?",
                arguments: [run.text, stage.rawValue], as: String?.self) ?? nil
        }
    }

    /// The stages that a run has written.
    func stages(of run: RunID) throws(StoreError) -> Set<StageFile> {
        let names = try read { database in
            try database.all(
                sql: "SELECT stage FROM stages WHERE run = \(Self.numberOf)", arguments: [run.text]
            ) { $0["stage"] as String }
        }
        return Set(names.compactMap(StageFile.init(rawValue:)))
    }

    /// Whether any run ever began.
    func hasRuns() throws(StoreError) -> Bool {
        try read { database in try database.value(sql: "SELECT 1 FROM runs LIMIT 1", as: Int64.self) != nil }
    }

    /// The run that is served.
    func current() throws(StoreError) -> RunID? {
        try read { database in try Self.current(database) }
    }

    static func current(_ database: any Database) throws -> RunID? {
        try database.first(sql: "SELECT id FROM current JOIN runs ON number = run") { try RunID($0["id"]) }
    }

    /// All runs, the latest first.
    func runs(limit: Int) throws(StoreError) -> [RunRecord] {
        try read { database in
            try database.all(sql: Self.recordSQL + " ORDER BY number DESC LIMIT ?", arguments: [limit], RunRecord.init)
        }
    }

    func run(_ id: RunID) throws(StoreError) -> RunRecord? {
        try read { database in try Self.run(database, id) }
    }

    static func run(_ database: any Database, _ id: RunID) throws -> RunRecord? {
        try database.first(sql: recordSQL + " WHERE id = ?", arguments: [id.text], RunRecord.init)
    }

    /// Ends a run that is not published.
    func close(
        _ id: RunID, as state: RunState, reason: String, _ result: RunResult, at instant: Instant
    ) throws(StoreError) {
        try write { database in
            try Self.close(database, id, as: state, reason: reason, result, at: instant)
        }
    }

    static func close(
        _ database: any Database, _ id: RunID, as state: RunState, reason: String?, _ result: RunResult,
        at instant: Instant
    ) throws {
        let closed = try database.execute(
            sql: """
                UPDATE runs SET state = ?, reason = ?, as_of = ?, totals = ?, input_digest = ?, finished = ?,
                has_files = ?
                WHERE id = ? AND state = 'running'
                """,
            arguments: [
                state.rawValue, reason, result.asOf?.microseconds, result.totals, result.inputDigest,
                instant.microseconds, [.published, .heldBack].contains(state), id.text,
            ])
        guard closed == 1 else {
            throw StoreError(.unknownRun, "run \(id) is not running; it was closed by another process")
        }
    }

    /// The number of the run whose id is bound here.
    static let numberOf = "(SELECT number FROM runs WHERE id = ?)"

    private static let recordSQL =
        "SELECT runs.*, CASE WHEN current.run IS NULL THEN 0 ELSE 1 END AS is_current FROM runs LEFT JOIN current ON current.run = number"
}

extension RunRecord {
    init(_ row: Row) throws {
        id = try RunID(row["id"])
        state = RunState(rawValue: row["state"]) ?? .failed
        asOf = (row["as_of"] as Int64?).map(Instant.init(microseconds:))
        started = Instant(microseconds: row["started"])
        finished = (row["finished"] as Int64?).map(Instant.init(microseconds:))
        reason = row["reason"]
        totals = row["totals"]
        codeVersion = row["code_version"]
        inputDigest = row["input_digest"]
        configDigest = row["config_digest"]
        isCurrent = row["is_current"]
        hasFiles = row["has_files"]
    }
}
