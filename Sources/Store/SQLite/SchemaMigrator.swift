internal import GRDB

/// Brings a file that outlives runs, the ledger or the keys, to the version of its schema that this program writes.
struct SchemaMigrator {
    let path: String
    /// The SQL of each step, the first one from nothing to version 1.
    let steps: [String]

    /// Applies the steps that are missing, after a copy of a file that holds something already.
    ///
    /// The copy stands beside the file: `ledger.sqlite.version-<n>`.
    ///
    /// - Throws: ``StoreError/Code/newerLedger`` where a newer program wrote it.
    func migrate() throws(StoreError) {
        guard try version() != steps.count else { return }
        let lock = try FileLock.take(path + ".lock", .exclusive, creates: true, wait: true)
        defer { withExtendedLifetime(lock) {} }
        let version = try version()
        guard version < steps.count else {
            guard version > steps.count else { return }
            throw StoreError(
                .newerLedger,
                "\(path) has schema version \(version) and this program knows \(steps.count); use the newer program"
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
                for step in steps[version...] { try database.execute(sql: step) }
                try database.execute(sql: "PRAGMA user_version = \(steps.count)")
            }
        }
    }

    private func queue() throws -> DatabaseQueue {
        try DatabaseQueue(path: path, configuration: DatabaseFile.configuration)
    }
}
