internal import GRDB

/// A step of the ledger from one version of its schema to the next.
struct LedgerMigration: Sendable {
    let sql: String

    /// Every step there has been, the first one from nothing to version 1. A step is never changed, only followed.
    static let all = [LedgerMigration(sql: version1)]

    /// Instants are microseconds since 1970 in UTC. `runs.number` counts the runs as they began; other tables refer to it.
    /// `runs.previous` is the run that was current before: so a published run knows the line of runs that it stands in,
    /// and a run that was rolled back stands in no line of the runs after it.
    private static let version1 = """
        CREATE TABLE runs (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL,
            as_of INTEGER,
            started INTEGER NOT NULL,
            finished INTEGER,
            reason TEXT,
            totals TEXT,
            code_version TEXT NOT NULL,
            input_digest TEXT,
            config_digest TEXT,
            previous INTEGER REFERENCES runs (number),
            has_files INTEGER NOT NULL DEFAULT 1
        );
        CREATE TABLE current (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            run INTEGER NOT NULL REFERENCES runs (number),
            since INTEGER NOT NULL
        );
        CREATE TABLE stages (
            run INTEGER NOT NULL REFERENCES runs (number),
            stage TEXT NOT NULL,
            digest TEXT,
            reused_from INTEGER REFERENCES runs (number),
            PRIMARY KEY (run, stage)
        ) WITHOUT ROWID;
        CREATE TABLE models (
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            path TEXT NOT NULL,
            is_champion INTEGER NOT NULL,
            metrics TEXT NOT NULL,
            as_of INTEGER NOT NULL,
            PRIMARY KEY (name, version)
        ) WITHOUT ROWID;
        CREATE TABLE events (
            seq INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL REFERENCES runs (number),
            as_of INTEGER NOT NULL,
            kind TEXT NOT NULL,
            subject TEXT NOT NULL,
            detail TEXT NOT NULL
        );
        CREATE TABLE history_frames (
            run INTEGER PRIMARY KEY REFERENCES runs (number),
            as_of INTEGER NOT NULL,
            layout TEXT NOT NULL
        );
        CREATE TABLE customer_history (
            run INTEGER NOT NULL,
            customer_id TEXT NOT NULL,
            dominant BLOB NOT NULL,
            memberships BLOB NOT NULL,
            ltv REAL,
            churn REAL,
            PRIMARY KEY (run, customer_id)
        ) WITHOUT ROWID;
        """
}

/// Brings a ledger to the version that this program writes.
struct LedgerMigrator {
    let path: String
    let migrations: [LedgerMigration]

    /// Applies the steps that are missing, after a copy of a ledger that holds something already:
    /// `ledger.sqlite.version-<n>` beside it.
    ///
    /// - Throws: ``StoreError/Code/newerLedger`` where a newer program wrote it.
    func migrate() throws(StoreError) {
        guard try version() != migrations.count else { return }
        let lock = try FileLock.take(path + ".lock", .exclusive, creates: true, wait: true)
        defer { withExtendedLifetime(lock) {} }
        let version = try version()
        guard version < migrations.count else {
            guard version > migrations.count else { return }
            throw StoreError(
                .newerLedger,
                "\(path) has schema version \(version) and this program knows \(migrations.count); use the newer program"
            )
        }
        if version > 0 { try copy(version) }
        try apply(from: version)
    }

    private func version() throws(StoreError) -> Int {
        guard Files.exists(path) else { return 0 }
        return try StoreError.wrapping("read", path) {
            try queue().read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        }
    }

    private func copy(_ version: Int) throws(StoreError) {
        let (target, part) = ("\(path).version-\(version)", "\(path).version-\(version).part")
        try Files.remove(part)
        try StoreError.wrapping("copy", path) {
            try queue().writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [part]) }
        }
        try Files.synchronize(part)
        try Files.rename(part, to: target)
    }

    private func apply(from version: Int) throws(StoreError) {
        try StoreError.wrapping("write", path) {
            try queue().write { database in
                for migration in migrations[version...] { try database.execute(sql: migration.sql) }
                try database.execute(sql: "PRAGMA user_version = \(migrations.count)")
            }
        }
    }

    private func queue() throws -> DatabaseQueue {
        try DatabaseQueue(path: path, configuration: Ledger.configuration)
    }
}
