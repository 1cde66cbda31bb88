internal import GRDB
internal import Synchronization

/// How a store is opened.
package enum StoreAccess: Sendable {
    /// Makes what is missing and brings older files forward.
    case writing
    /// Writes nothing at all, so that a user who may only read can serve; what is not there yet may come later.
    case reading
}

/// A ``DatabaseFile`` for a process that only reads it and may not be allowed more.
///
/// The file's write-ahead log and its index stay when the last writer closes (see ``DatabaseFile``): where they are missing and
/// the folder cannot be written either, SQLite cannot open the file.
final class ReadOnlyDatabaseFile: DatabaseEngine {
    let place: String
    private let version: Int
    private let opened = Mutex<DatabasePool?>(nil)

    /// - Throws: ``StoreError/Code/notMigrated`` or ``StoreError/Code/newerLedger`` where the file is of another version.
    init(path: String, steps: [String]) throws(StoreError) {
        (place, version) = (path, steps.count)
        guard Files.exists(path) else { return }
        try StoreError.wrapping("read", path) { try read { _ in } }
    }

    func read<T>(_ body: (any Database) throws -> T) throws -> T {
        try pool().read { try body(SQLiteDatabase($0)) }
    }

    func readStatement<T>(_ body: (any Database) throws -> T) throws -> T { try read(body) }

    func write<T>(_ body: (any Database) throws -> T) throws -> T {
        throw StoreError(.unwritable, "\(place) is open for reading only")
    }

    func commitCounter() throws -> CommitCounter? {
        _ = try pool()
        return try CommitCounter(path: place)
    }

    private func pool() throws -> DatabasePool {
        try opened.withLock { opened in
            if let opened { return opened }
            guard Files.exists(place) else {
                throw StoreError(.nothingPublished, "\(place) is not there; run the pipeline first")
            }
            var configuration = DatabaseFile.configuration
            configuration.readonly = true
            let pool = try DatabasePool(path: place, configuration: configuration)
            try check(pool.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 })
            opened = pool
            return pool
        }
    }

    private func check(_ found: Int) throws(StoreError) {
        guard found != version else { return }
        throw found > version
            ? StoreError(
                .newerLedger,
                "\(place) has schema version \(found) and this program knows \(version); use the newer program")
            : StoreError(
                .notMigrated,
                "\(place) has schema version \(found) and this program reads \(version); `quimbi migrate` brings it forward"
            )
    }
}
