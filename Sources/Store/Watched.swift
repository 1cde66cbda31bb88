internal import GRDB
internal import Synchronization

/// Something read from a database file, kept until any process commits to that file.
///
/// Asking whether it changed costs a look at a counter in shared memory: microseconds, so that every request may ask.
final class Watched<Value: Sendable>: Sendable {
    private let path: String
    private let queue: DatabaseQueue
    private let derive: @Sendable (Database) throws -> Value
    private let known = Mutex<(version: Int, value: Value)?>(nil)

    init(_ path: String, derive: @escaping @Sendable (Database) throws -> Value) throws(StoreError) {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(30)
        self.path = path
        self.derive = derive
        queue = try StoreError.wrapping("open", path) { try DatabaseQueue(path: path, configuration: configuration) }
    }

    func value() throws(StoreError) -> Value {
        try StoreError.wrapping("read", path) {
            try queue.unsafeRead { database in
                let version = try Int.fetchOne(database.cachedStatement(sql: "PRAGMA data_version")) ?? 0
                if let known = known.withLock({ $0 }), known.version == version { return known.value }
                // A commit in between makes the value newer than its version: it is then read once more.
                let value = try derive(database)
                known.withLock { $0 = (version, value) }
                return value
            }
        }
    }
}
