internal import Synchronization

/// Something read from a database, kept until any process commits to it.
final class Watched<Value: Sendable>: Sendable {
    private let engine: any DatabaseEngine
    private let derive: @Sendable (any Database) throws -> Value
    private let known = Mutex<(version: Int, value: Value)?>(nil)

    /// - Parameters:
    ///   - engine: the database.
    ///   - derive: reads the value, by one statement.
    init(_ engine: any DatabaseEngine, derive: @escaping @Sendable (any Database) throws -> Value) {
        self.engine = engine
        self.derive = derive
    }

    func value() throws(StoreError) -> Value {
        try StoreError.wrapping("read", engine.place) {
            guard let version = try engine.version() else { return try engine.readStatement(derive) }
            if let known = known.withLock({ $0 }), known.version == version { return known.value }
            // A commit in between makes the value newer than its version: it is then read once more.
            let value = try engine.read(derive)
            known.withLock { $0 = (version, value) }
            return value
        }
    }
}
