internal import Domain
internal import PostgreSQL
internal import Tables

/// Makes what a pipeline needs in a database, or brings it forward to this program's version.
///
/// All of it is one transaction, and making it again changes nothing. Nothing is dropped but views, which are made anew
/// where their columns have changed.
package struct PostgresMigration {
    let connection: Connection
    let layout: PostgresLayout
    let steps: [String]

    /// Makes or brings forward.
    ///
    /// - Parameters:
    ///   - url: of a user who may create schemas and roles, at least the first time.
    ///   - tenant: whose pipeline it is.
    ///   - pipeline: the pipeline's name.
    ///   - steps: the versions of the ledger's schema; as shipped, unless a migration is being tried.
    /// - Returns: the version of the ledger's schema before, 0 where there was none, and now.
    /// - Throws: ``StoreError``: then nothing has changed.
    package static func migrate(
        url: String, tenant: String, pipeline: String, steps: [String] = LedgerSchema.steps
    ) throws(StoreError) -> (from: Int, to: Int) {
        let layout = try PostgresLayout(tenant: tenant, pipeline: pipeline)
        return try StoreError.wrapping("migrate", "schema \(layout.ledger)") {
            let connection = try Connection(
                ConnectionSettings(url, lockTimeoutMilliseconds: PostgresServer.lockTimeout))
            let migration = PostgresMigration(connection: connection, layout: layout, steps: steps)
            return try connection.transaction { try migration.apply() }
        }
    }

    private func apply() throws -> (from: Int, to: Int) {
        // One at a time in a database: roles are shared by all.
        try connection.query("SELECT pg_advisory_xact_lock(hashtext('quimbi migrate'))")
        try makeRoles()
        try makeSchemas()
        let version = try version()
        try StoreError.check(version, against: steps.count, layout, newer: true)
        if version > 0, version < steps.count { try copyLedger(version) }
        try connection.execute("SET LOCAL ROLE \(layout.role(.platform).quoted)")
        try bringForward(from: version)
        try makeTables()
        try makeViews()
        try connection.execute("RESET ROLE")
        try grant()
        return (version, steps.count)
    }

    private func makeRoles() throws {
        for role in PostgresLayout.Role.allCases.map(layout.role) {
            let isThere: Bool = try connection.value("SELECT to_regrole($1) IS NOT NULL", [.text(role.quoted)])
            guard !isThere else { continue }
            // Another database's migration may make it at the same time: roles are of the whole server.
            try connection.execute(
                """
                DO $$ BEGIN CREATE ROLE \(role.quoted) NOLOGIN;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
                """)
        }
        // Whoever gives schemas to a role has to be one of its members.
        for role in [layout.role(.platform), layout.role(.support)] {
            let isMember: Bool = try connection.value("SELECT pg_has_role($1, 'USAGE')", [.text(role)])
            if !isMember { try connection.execute("GRANT \(role.quoted) TO CURRENT_USER") }
        }
    }

    private func makeSchemas() throws {
        let owners = [
            (layout.ledger, PostgresLayout.Role.platform), (layout.data, .platform), (layout.keys, .platform),
            (layout.shared, .platform), (layout.supportApp, .support),
        ]
        for (schema, owner) in owners {
            let isThere: Bool = try connection.value("SELECT to_regnamespace($1) IS NOT NULL", [.text(schema.quoted)])
            guard !isThere else { continue }
            try connection.execute("CREATE SCHEMA \(schema.quoted) AUTHORIZATION \(layout.role(owner).quoted)")
        }
    }

    /// The version of the ledger's schema; 0 where there is none.
    private func version() throws -> Int {
        let table = "\(layout.ledger.quoted).schema_version"
        let isThere: Bool = try connection.value("SELECT to_regclass($1) IS NOT NULL", [.text(table)])
        guard isThere else { return 0 }
        return try connection.query("SELECT version FROM \(table)").first?[0] ?? 0
    }

    /// Keeps the ledger as it was, in a schema of its own.
    private func copyLedger(_ version: Int) throws {
        let copy = "\(layout.ledger)_v\(version)"
        try connection.execute(
            "CREATE SCHEMA \(copy.quoted) AUTHORIZATION \(layout.role(.platform).quoted)")
        let tables = try connection.query(
            """
            SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace($1) ORDER BY relname
            """, [.text(layout.ledger.quoted)])
        for row in tables {
            let table: String = try row[0]
            try connection.execute(
                "CREATE TABLE \(copy.quoted).\(table.quoted) AS TABLE \(layout.ledger.quoted).\(table.quoted)")
        }
    }

    private func bringForward(from version: Int) throws {
        try connection.execute("SET LOCAL search_path = \(layout.ledger.quoted)")
        if version == 0 {
            try connection.execute(
                """
                CREATE TABLE schema_version (one bigint PRIMARY KEY CHECK (one = 1), version bigint NOT NULL);
                CREATE TABLE lock_holder (one bigint PRIMARY KEY CHECK (one = 1), holder text NOT NULL);
                INSERT INTO schema_version (one, version) VALUES (1, 0)
                """)
        }
        for step in steps[version...] { try connection.execute(PostgresText.definition(step)) }
        try connection.execute("UPDATE schema_version SET version = \(steps.count)")
        let keys = "\(layout.keys.quoted).keys"
        guard try connection.value("SELECT to_regclass($1) IS NULL", [.text(keys)]) else { return }
        try connection.execute("SET LOCAL search_path = \(layout.keys.quoted)")
        for step in KeyStore.steps { try connection.execute(PostgresText.definition(step)) }
    }

    /// Makes the tables of all runs.
    ///
    /// A column that came later is added without a value for the runs that are there; what a run
    /// needs is asked for in its own partition.
    private func makeTables() throws {
        for schema in TableSchema.all {
            let table = layout.table(schema)
            try connection.execute(
                """
                CREATE TABLE IF NOT EXISTS \(table) (run_id text COLLATE "C" NOT NULL, rowid bigint NOT NULL)
                PARTITION BY LIST (run_id)
                """)
            let columns = schema.columns.map { "ADD IF NOT EXISTS \($0.name.quoted) \($0.kind.postgresType)" }
            try connection.execute("ALTER TABLE \(table) \(columns.joined(separator: ", "))")
        }
    }

    private func makeViews() throws {
        for (name, query) in PostgresViews.all(layout) {
            let view = "\(layout.ledger.quoted).\(name.quoted)"
            let wanted = try connection.columns(of: query).map(\.name)
            let isThere: Bool = try connection.value("SELECT to_regclass($1) IS NOT NULL", [.text(view)])
            if isThere {
                guard try connection.columns(of: "SELECT * FROM \(view)").map(\.name) != wanted else { continue }
                try connection.execute("DROP VIEW \(view)")
            }
            try connection.execute("CREATE VIEW \(view) AS \(query)")
        }
    }
}

extension PostgresMigration {
    /// Holds the version of a ledger against this program's.
    ///
    /// - Throws: ``StoreError/Code/notMigrated`` or ``StoreError/Code/newerLedger``.
    static func checkVersion(
        of engine: any DatabaseEngine, _ layout: PostgresLayout, _ known: Int
    ) throws(StoreError) {
        let version: Int? = try StoreError.wrapping("read", engine.place) {
            try engine.readStatement { try $0.value(sql: "SELECT version FROM schema_version") }
        }
        try StoreError.check(version ?? 0, against: known, layout, newer: false)
    }
}

extension StoreError {
    /// Refuses a version that this program cannot work with; with `newer`, one from the future alone.
    fileprivate static func check(
        _ version: Int, against known: Int, _ layout: PostgresLayout, newer: Bool
    ) throws(StoreError) {
        if version > known {
            throw StoreError(
                .newerLedger,
                "schema \(layout.ledger) has version \(version) and this program knows \(known); use the newer program")
        }
        guard !newer, version < known else { return }
        throw StoreError(
            .notMigrated,
            "schema \(layout.ledger) has version \(version) and this program writes \(known); run `quimbi migrate`")
    }
}
