internal import Domain
internal import PostgreSQL
internal import Synchronization
internal import Tables

/// Runs as partitions of the tables in ``PostgresLayout/data``, one of each table a run.
///
/// A partition is filled, indexed and checked in one transaction and attached as its last act; readers are pointed to it
/// later, by the ledger. A stage that did not change is copied by the server: every run has all of its rows.
struct RunPartitions: RunEngine {
    let name = "postgresql"
    let server: PostgresServer
    let layout: PostgresLayout
    let ledger: any DatabaseEngine
    private let tables: ConnectionPool
    private let holds: ReaderHolds

    /// - Throws: ``StoreError/Code/notMigrated`` where the database has no schema, or an old one.
    init(url: String, tenant: String, pipeline: String, steps: [String]) throws(StoreError) {
        server = PostgresServer(url: url)
        layout = try PostgresLayout(tenant: tenant, pipeline: pipeline)
        ledger = PostgresSchema(server, schema: layout.ledger, owner: layout.role(.platform))
        tables = ConnectionPool(server.settings(schema: layout.data, timeout: PostgresServer.readTimeout), size: 8)
        holds = ReaderHolds(server, layout)
        try PostgresMigration.checkVersion(of: ledger, layout, steps.count)
        if try !Ledger(engine: ledger).hasRuns(), try hasPartitions() { throw layout.lostLedger }
    }

    /// Whether tables of any run are there.
    private func hasPartitions() throws(StoreError) -> Bool {
        try Ledger(engine: ledger).read { database in
            try database.value(
                sql: """
                    SELECT 1 FROM pg_class WHERE relkind = 'r' AND relname ~ '_[0-9]+$'
                    AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = ?) LIMIT 1
                    """, arguments: [layout.data], as: Int64.self) != nil
        }
    }

    /// The schemas are the pipeline's by their names.
    func claim(isKnown: (String) throws -> Bool) {}

    /// The names of the tenant's pipelines that have a ledger, sorted.
    static func pipelines(url: String, tenant: String) throws(StoreError) -> [String] {
        let connection = try PostgresServer(url: url).connect(schema: "platform")
        return try StoreError.wrapping("list the pipelines of", "tenant \(tenant)") {
            let schemas = try connection.query(
                """
                SELECT nspname FROM pg_namespace JOIN pg_class ON relnamespace = pg_namespace.oid
                WHERE relname = 'lock_holder' AND relkind = 'r'
                """)
            return try schemas.compactMap { try PostgresLayout.pipeline(ofLedger: $0[0], tenant: tenant) }.sorted()
        }
    }

    func acquireLock(holder: String, at now: Instant) throws(StoreError) -> any Sendable {
        let connection = try server.connect(schema: layout.ledger, role: layout.role(.platform))
        return try StoreError.wrapping("lock", "pipeline \(layout.pipeline)") {
            let locked: Bool = try connection.value(
                "SELECT pg_try_advisory_lock(hashtext($1), 0)", [.text(layout.ledger)])
            guard locked else {
                let holder: String? = try connection.query("SELECT holder FROM lock_holder").first?[0]
                throw StoreError.heldElsewhere(pipeline: layout.pipeline, by: holder ?? "")
            }
            try connection.query(
                """
                INSERT INTO lock_holder (one, holder) VALUES (1, $1)
                ON CONFLICT (one) DO UPDATE SET holder = excluded.holder
                """, [.text("\(holder), since \(now)")])
            return SessionLock(connection)
        }
    }

    /// A session whose end is the end of its locks: nobody uses it.
    private final class SessionLock: @unchecked Sendable {
        private let connection: Connection

        init(_ connection: Connection) { self.connection = connection }
    }

    func makePlace(of run: RunID) {}

    func beginStage(_ stage: StageFile, of run: RunID) throws(StoreError) -> any StageTables {
        try PartitionTables(stage, of: run, number: try number(of: run), server, layout)
    }

    func takeOver(_ stage: StageFile, from source: RunID, for run: RunID) throws(StoreError) {
        let (old, new) = (try number(of: source), try number(of: run))
        guard try hold(source)?.stages.contains(stage) == true else { throw .nothingToTakeOver(stage, of: source) }
        let tables = try PartitionTables(stage, of: run, number: new, server, layout)
        try tables.copy(from: old)
        try tables.finish()
    }

    /// The server's own to tell: it holds each page against its checksum where it was set up with them.
    func verify(_ stage: StageFile, of run: RunID) {}

    func hold(_ run: RunID) throws(StoreError) -> (any HeldRun)? {
        guard let number = try? number(of: run), let hold = try holds.take(number) else { return nil }
        let stages = try Ledger(engine: ledger).keptStages(of: run)
        guard let stages else { return nil }
        return HeldPartitions(number: number, stages: stages, hold, tables, layout)
    }

    func removeTables(of run: RunID, forget: () throws(StoreError) -> Bool) throws(StoreError) -> Bool {
        let connection = try server.connect(schema: layout.data, role: layout.role(.platform))
        let removal = PartitionRemoval(connection, layout, run, number: try number(of: run))
        guard try removal.isUnread(), try forget() else { return false }
        return try removal.remove()
    }

    /// A comment on the table that every whole run has.
    func keepManifest(_ text: String, of run: RunID) throws(StoreError) {
        let partition = layout.partition(DataQualityTable.table, of: try number(of: run))
        let connection = try server.connect(schema: layout.data, role: layout.role(.platform))
        try StoreError.wrapping("describe", "run \(run) in schema \(layout.data)") {
            guard try connection.value("SELECT to_regclass($1) IS NOT NULL", [.text(partition)]) else { return }
            let quoted = text.replacing("'", with: "''")
            try connection.execute("SET standard_conforming_strings = on; COMMENT ON TABLE \(partition) IS '\(quoted)'")
        }
    }

    func manifest(of run: RunID) throws(StoreError) -> String? {
        let partition = layout.partition(DataQualityTable.table, of: try number(of: run))
        return try StoreError.wrapping("read", "run \(run) in schema \(layout.data)") {
            try tables.use { try $0.value("SELECT obj_description(to_regclass($1), 'pg_class')", [.text(partition)]) }
        }
    }

    func leftRuns() throws(StoreError) -> [RunID] {
        try Ledger(engine: ledger).read { database in
            try database.all(
                sql: """
                    SELECT DISTINCT id FROM runs JOIN pg_class
                    ON relkind = 'r' AND relname ~ ('_' || number || '$')
                    WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = ?) ORDER BY id
                    """, arguments: [layout.data]
            ) { try RunID($0["id"]) }
        }
    }

    private func number(of run: RunID) throws(StoreError) -> Int64 {
        try Ledger(engine: ledger).read { try Ledger.number(of: run, $0) }
    }
}

extension Ledger {
    /// The stages that a run has written; `nil` where its tables are gone or about to go.
    fileprivate func keptStages(of run: RunID) throws(StoreError) -> Set<StageFile>? {
        try read { database in
            let sql = "SELECT has_files FROM runs WHERE id = ?"
            guard try database.value(sql: sql, arguments: [run.text]) == 1 else { return nil }
            let names = try database.all(
                sql: "SELECT stage FROM stages WHERE run = \(Self.numberOf)", arguments: [run.text]
            ) { $0["stage"] as String }
            return Set(names.compactMap(StageFile.init(rawValue:)))
        }
    }
}

extension Connection {
    /// The first cell of a statement that always gives one.
    func value<Value: ColumnValue>(_ sql: String, _ parameters: [Parameter] = []) throws -> Value {
        guard let row = try query(sql, parameters).first else { preconditionFailure("no row from \(sql)") }
        return try row[0]
    }
}
