internal import Dispatch
internal import Synchronization

/// A few connections that many callers share, each lent to one caller at a time.
///
/// Connections are made when they are needed and thrown away when they break, so that the pool is healthy again by itself
/// once its server is.
package final class ConnectionPool: Sendable {
    /// A connection that nobody uses: it belongs to the pool alone until it is lent, and then to one borrower alone.
    private struct Idle: @unchecked Sendable {
        let connection: Connection
    }

    package let settings: ConnectionSettings
    private let idle = Mutex<[Idle]>([])
    /// One place for each connection that may be open.
    private let places: DispatchSemaphore
    private let queues: [DispatchQueue]
    private let waiting: Mutex<[Int]>

    /// A pool that opens no connection yet.
    ///
    /// - Parameters:
    ///   - settings: where and how to connect.
    ///   - size: how many connections may be open at once, at least 1.
    package init(_ settings: ConnectionSettings, size: Int = 4) {
        precondition(size >= 1, "a pool needs at least one connection, not \(size)")
        self.settings = settings
        places = DispatchSemaphore(value: size)
        queues = (0..<size).map { DispatchQueue(label: "PostgreSQL connection \($0)") }
        waiting = Mutex([Int](repeating: 0, count: size))
    }

    /// Lends a connection, on the calling thread, which waits until one is free.
    ///
    /// - Parameter body: uses the connection, and keeps neither it nor a result of it.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws, or why there is no connection.
    package func use<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        places.wait()
        defer { places.signal() }
        let connection = try take()
        defer { giveBack(connection) }
        return try body(connection)
    }

    /// Lends a connection on a thread of the pool, so that none of Swift's own waits for a server.
    ///
    /// - Parameter body: uses the connection, and keeps neither it nor a result of it.
    /// - Returns: what `body` returns.
    /// - Throws: what `body` throws, or why there is no connection.
    package func use<Result: Sendable>(
        _ body: @escaping @Sendable (Connection) throws -> Result
    ) async throws -> Result {
        let index = waiting.withLock { waiting in
            let index = waiting.indices.min { waiting[$0] < waiting[$1] } ?? 0
            waiting[index] += 1
            return index
        }
        return try await withCheckedThrowingContinuation { continuation in
            queues[index].async {
                let result = Swift.Result { try self.lend(body) }
                self.waiting.withLock { $0[index] -= 1 }
                continuation.resume(with: result)
            }
        }
    }

    private func lend<Result>(_ body: (Connection) throws -> Result) throws -> Result {
        try use(body)
    }

    private func take() throws(PostgreSQLError) -> Connection {
        while let kept = idle.withLock({ $0.popLast() }) {
            if kept.connection.isStillThere() { return kept.connection }
        }
        return try Connection(settings)
    }

    /// Keeps a connection that is whole and outside any transaction, and lets go of any other.
    private func giveBack(_ connection: Connection) {
        guard connection.isAlive, !connection.isInTransaction else { return }
        let kept = Idle(connection: connection)
        idle.withLock { $0.append(kept) }
    }
}
