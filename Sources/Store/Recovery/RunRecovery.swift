package import Domain
internal import PostgreSQL

/// What became of a ledger that was to be recovered.
package struct RunRecovery: Sendable, Equatable {
    /// Runs that the ledger knows again, the oldest first.
    package let runs: [RunID]
    /// The one that is served again.
    package let served: RunID?
    /// Runs of which something lies there and no record of their end: they are known as failed.
    package let partial: [RunID]
    /// Where the lost ledger's file lies now; `nil` where there was none.
    package let kept: String?

    /// Rebuilds the ledger of a pipeline from what its runs kept of it; nothing is removed.
    ///
    /// - Parameters:
    ///   - address: the folder of all tenants, or the database.
    ///   - tenant: whose pipeline it is.
    ///   - pipeline: the pipeline's name.
    ///   - now: the clock.
    /// - Returns: `nil` where the ledger is well.
    /// - Throws: ``StoreError/Code/locked`` while the pipeline is being run.
    package static func recover(
        _ address: StoreAddress, tenant: String, pipeline: String, at now: Instant
    ) throws(StoreError) -> RunRecovery? {
        do {
            let store = try RunStore(address, tenant: tenant, pipeline: pipeline)
            try store.ledger.verify()
            return nil
        } catch {
            guard [.lostLedger, .damaged].contains(error.code) else { throw error }
        }
        return switch address {
        case .folder(let root):
            try FolderRecovery(layout: StoreLayout(root: root, tenant: tenant, pipeline: pipeline)).recover(at: now)
        case .postgres(let url):
            try PartitionRecovery(url: url, layout: PostgresLayout(tenant: tenant, pipeline: pipeline)).recover(at: now)
        }
    }

    init(_ manifests: [RunManifest], partial: [PartialRun], kept: String?) {
        runs = manifests.sorted { $0.number < $1.number }.map(\.id)
        served = RunManifest.served(of: manifests)?.id
        (self.partial, self.kept) = (partial.map(\.id), kept)
    }
}

/// The runs of a folder, and a ledger made anew from them.
private struct FolderRecovery {
    let layout: StoreLayout

    func recover(at now: Instant) throws(StoreError) -> RunRecovery {
        guard let lock = try FileLock.take(layout.runLock, .exclusive, creates: true) else {
            throw .heldElsewhere(pipeline: layout.pipeline, by: "")
        }
        defer { withExtendedLifetime(lock) {} }
        var (manifests, partial): ([RunManifest], [PartialRun]) = ([], [])
        for run in try layout.runFolders() {
            if let manifest = try layout.manifest(of: run) {
                manifests.append(manifest)
            } else {
                partial.append(PartialRun(id: run, number: nil))
            }
        }
        // A recovery that is interrupted leaves a ledger without runs, which is a lost one: it can be begun again.
        let kept = try moveAside(at: now)
        let ledger = Ledger(engine: try DatabaseFile(path: layout.ledger, steps: LedgerSchema.steps))
        try ledger.restore(manifests, partial: partial, at: now)
        return RunRecovery(manifests, partial: partial, kept: kept)
    }

    /// Gives the lost ledger's files another name.
    private func moveAside(at now: Instant) throws(StoreError) -> String? {
        guard Files.exists(layout.ledger) else { return nil }
        var (name, attempt) = ("", 1)
        repeat {
            name = "\(layout.ledger).lost-\(RunID(startedAt: now, attempt: attempt))"
            attempt += 1
        } while Files.exists(name)
        for suffix in ["-wal", "-shm", ""] where Files.exists(layout.ledger + suffix) {
            try Files.rename(layout.ledger + suffix, to: name + suffix)
        }
        return name
    }
}

/// The runs of a schema, and the tables of a ledger filled from them.
private struct PartitionRecovery {
    let url: String
    let layout: PostgresLayout

    func recover(at now: Instant) throws(StoreError) -> RunRecovery {
        let server = PostgresServer(url: url)
        let connection = try server.connect(schema: layout.ledger, role: layout.role(.platform))
        return try StoreError.wrapping("recover", "schema \(layout.ledger)") {
            let locked: Bool = try connection.value(
                "SELECT pg_try_advisory_lock(hashtext($1), 0)", [.text(layout.ledger)])
            guard locked else { throw StoreError.heldElsewhere(pipeline: layout.pipeline, by: "") }
            var (manifests, partial): ([RunManifest], [PartialRun]) = ([], [])
            for (run, text) in try found(connection) {
                if let manifest = text.flatMap(RunManifest.read) {
                    manifests.append(manifest)
                } else {
                    partial.append(run)
                }
            }
            let engine = PostgresSchema(server, schema: layout.ledger, owner: layout.role(.platform))
            try Ledger(engine: engine).restore(manifests, partial: partial, at: now)
            for (table, column) in [("runs", "number"), ("events", "seq"), ("model_choices", "seq")] {
                try connection.query(
                    """
                    SELECT setval(pg_get_serial_sequence('\(layout.ledger.quoted).\(table)', '\(column)'),
                    greatest((SELECT coalesce(max(\(column)), 0) FROM \(table)), \(try highestNumber(connection))) + 1, false)
                    """)
            }
            return RunRecovery(manifests, partial: partial, kept: nil)
        }
    }

    /// Runs with tables, and what was kept with the table that all whole runs have.
    private func found(_ connection: Connection) throws -> [(PartialRun, String?)] {
        let rows = try connection.query(
            """
            SELECT run, max(manifest), max(number) FROM (
                SELECT substring(relname FROM '_([0-9]+)$')::bigint AS number,
                substring(pg_get_constraintdef(pg_constraint.oid) FROM '''([A-Za-z0-9_-]+)''') AS run,
                obj_description(pg_class.oid, 'pg_class') AS manifest
                FROM pg_class JOIN pg_constraint ON conrelid = pg_class.oid AND contype = 'c'
                WHERE relkind = 'r' AND relname ~ '_[0-9]+$' AND relnamespace = to_regnamespace($1)) AS tables
            WHERE run IS NOT NULL GROUP BY run ORDER BY run
            """, [.text(layout.data.quoted)])
        return try rows.map { (PartialRun(id: try RunID($0[0]), number: try $0[2]), try $0[1]) }
    }

    /// No number of a table that lies there is given again.
    private func highestNumber(_ connection: Connection) throws -> Int64 {
        try connection.value(
            """
            SELECT coalesce(max(substring(relname FROM '_([0-9]+)$')::bigint), 0) FROM pg_class
            WHERE relkind = 'r' AND relnamespace = to_regnamespace($1)
            """, [.text(layout.data.quoted)])
    }
}

extension StoreLayout {
    /// What the ledger knew of a run; `nil` where nothing was kept, or not as it was written.
    fileprivate func manifest(of run: RunID) throws(StoreError) -> RunManifest? {
        guard let text = try Files.text(manifestFile(of: run)), let manifest = RunManifest.read(text) else {
            return nil
        }
        return manifest.id == run ? manifest : nil
    }
}
