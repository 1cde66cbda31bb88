internal import Synchronization

/// Something read from a database, kept until any process commits to it.
final class Watched<Value: Sendable>: Sendable {
    private let engine: any DatabaseEngine
    private let derive: @Sendable (any Database) throws -> Value
    /// Those that nobody looks through at the moment: whoever asks takes one, so that nobody waits for another's look.
    private let idle = Mutex<[Look]>([])

    /// What was last seen of the database, used by whoever took it, alone.
    private struct Look: @unchecked Sendable {
        let counter: CommitCounter
        var known: (version: Int, value: Value)?
    }

    /// - Parameters:
    ///   - engine: the database.
    ///   - derive: reads the value, by one statement.
    init(_ engine: any DatabaseEngine, derive: @escaping @Sendable (any Database) throws -> Value) {
        self.engine = engine
        self.derive = derive
    }

    func value() throws(StoreError) -> Value {
        try StoreError.wrapping("read", engine.place) {
            guard var look = try idle.withLock({ $0.popLast() }) ?? engine.commitCounter().map({ Look(counter: $0) })
            else { return try engine.readStatement(derive) }
            let version = try look.counter.value()
            if look.known?.version != version {
                // A commit in between makes the value newer than its version: it is then read once more.
                look.known = (version, try engine.read(derive))
            }
            guard let value = look.known?.value else { preconditionFailure("what is known was just read") }
            idle.withLock { [look] in $0.append(look) }
            return value
        }
    }
}
