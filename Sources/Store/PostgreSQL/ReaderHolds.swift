internal import PostgreSQL
internal import Synchronization

/// Which runs this process reads, told to the server by shared locks on their numbers: whoever clears a run away asks for
/// that lock alone first.
///
/// All locks are of one session. Where that is lost, with its server, they are taken again in the next one.
final class ReaderHolds: Sendable {
    private let server: PostgresServer
    private let layout: PostgresLayout
    private let state = Mutex(State())

    private struct State {
        var session: Session?
        /// How many readers each run has here.
        var readers: [Int64: Int] = [:]
    }

    /// Used under the mutex alone.
    private struct Session: @unchecked Sendable {
        let connection: Connection
    }

    init(_ server: PostgresServer, _ layout: PostgresLayout) {
        (self.server, self.layout) = (server, layout)
    }

    /// Keeps a run for a reader, for as long as the value lives; `nil` where somebody is clearing it away.
    func take(_ number: Int64) throws(StoreError) -> Hold? {
        try StoreError.wrapping("lock", "run \(number) in schema \(layout.data)") {
            try state.withLock { state in
                let connection = try session(&state)
                if state.readers[number] == nil {
                    guard try lock(number, connection) else { return nil }
                }
                state.readers[number, default: 0] += 1
                return Hold(self, number)
            }
        }
    }

    /// Takes the locks anew where the session that held them is gone.
    func refresh() throws {
        try state.withLock { state in _ = try session(&state) }
    }

    private func session(_ state: inout State) throws -> Connection {
        if let session = state.session, session.connection.isStillThere() { return session.connection }
        state.session = nil
        let connection = try Connection(server.settings(schema: layout.data))
        for number in state.readers.keys.sorted() { _ = try lock(number, connection) }
        state.session = Session(connection: connection)
        return connection
    }

    private func lock(_ number: Int64, _ connection: Connection) throws -> Bool {
        try connection.value(
            "SELECT pg_try_advisory_lock_shared(hashtext($1), $2::int)", [.text(layout.ledger), .int4(Int32(number))])
    }

    fileprivate func release(_ number: Int64) {
        state.withLock { state in
            guard let count = state.readers[number] else { return }
            state.readers[number] = count > 1 ? count - 1 : nil
            guard count == 1, let connection = state.session?.connection else { return }
            // A session that is gone holds nothing any more.
            _ = try? connection.query(
                "SELECT pg_advisory_unlock_shared(hashtext($1), $2::int)", [.text(layout.ledger), .int4(Int32(number))])
        }
    }

    /// One reader's hold on a run.
    final class Hold: Sendable {
        private let holds: ReaderHolds
        private let number: Int64

        fileprivate init(_ holds: ReaderHolds, _ number: Int64) {
            (self.holds, self.number) = (holds, number)
        }

        deinit { holds.release(number) }

        /// Makes sure that the server knows of it.
        func refresh() throws { try holds.refresh() }
    }
}
