internal import CPostgres
internal import Glibc

/// One session with a server; its calls block the calling thread.
///
/// Not to be used by two threads at once: keep it on a thread of your own or lend it out by a ``ConnectionPool``.
/// Parameters are always bound, results always travel in binary. The session ends with the object.
package final class Connection {
    let handle: OpaquePointer
    /// `host:port/database`, for messages.
    package let place: String

    /// Opens a session.
    ///
    /// - Parameter settings: where and how.
    /// - Throws: ``PostgreSQLError`` of the kinds `badSettings`, `unreachable` and `refused`.
    package init(_ settings: ConnectionSettings = ConnectionSettings()) throws(PostgreSQLError) {
        try ConnectionStart.check(settings)
        handle = try ConnectionStart.open(settings)
        place = ConnectionStart.place(handle)
        // Notices ("relation exists, skipping") are not for standard error.
        PQsetNoticeProcessor(handle, { _, _ in }, nil)
        try set("statement_timeout", settings.statementTimeoutMilliseconds)
        try set("lock_timeout", settings.lockTimeoutMilliseconds)
        // Ends a long statement whose client is gone. Servers before 14, and some systems, cannot.
        try? set("client_connection_check_interval", to: "2s")
        for (name, value) in settings.parameters.sorted(by: { $0.key < $1.key }) { try set(name, to: value) }
    }

    deinit {
        PQfinish(handle)
    }

    /// Whether the session is still there, as far as the last call could tell.
    package var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }
    /// Whether a transaction is open, failed ones included.
    package var isInTransaction: Bool { PQtransactionStatus(handle) != PQTRANS_IDLE }
    /// The server's version, 150004 for 15.4.
    package var serverVersion: Int { Int(PQserverVersion(handle)) }
    /// The server's process for this session.
    package var processID: Int { Int(PQbackendPID(handle)) }

    /// Whether the server has not hung up on a connection that nothing was asked of for a while.
    ///
    /// Looks at what has arrived and sends nothing: a server that vanished without a word is not told from a silent one.
    package func isStillThere() -> Bool {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        // What a server says unasked is a notice, or that it ends the session; behind that comes the end.
        while isAlive, poll(&descriptor, 1, 0) > 0 {
            guard PQconsumeInput(handle) == 1 else { return false }
        }
        return isAlive
    }

    private func set(_ name: String, _ milliseconds: Int) throws(PostgreSQLError) {
        if milliseconds > 0 { try set(name, to: "\(milliseconds)") }
    }

    private func set(_ name: String, to value: String) throws(PostgreSQLError) {
        try query("SELECT set_config($1, $2, false)", [.text(name), .text(value)])
    }

    /// Runs a statement, or several without parameters that stand or fall together.
    package func execute(_ sql: String) throws(PostgreSQLError) {
        try ResultHandle(PQexec(handle, sql)).check(self)
    }

    /// Runs one statement with its parameters bound.
    ///
    /// - Parameters:
    ///   - sql: one statement in which `$1`, `$2`, … stand for the parameters.
    ///   - parameters: what they stand for.
    /// - Returns: the rows, or how many rows were changed.
    /// - Throws: what the server said.
    @discardableResult
    package func query(_ sql: String, _ parameters: [Parameter] = []) throws(PostgreSQLError) -> QueryResult {
        let result = Parameter.withAll(parameters) { count, types, values, lengths, formats in
            ResultHandle(PQexecParams(handle, sql, count, types, values, lengths, formats, 1))
        }
        try result.check(self)
        return QueryResult(result, place: place)
    }

    /// Quotes a name for use in SQL text, dots and all.
    package static func quoted(_ name: String) -> String {
        "\"\(name.replacing("\"", with: "\"\""))\""
    }

    /// What the last failed call says, for calls that have no result of their own.
    func failure() -> PostgreSQLError {
        ErrorText.error(of: nil, on: handle, place: place)
    }
}

/// A result of libpq, freed with its last owner.
final class ResultHandle {
    let pointer: OpaquePointer?

    init(_ pointer: OpaquePointer?) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    /// - Throws: what went wrong, where something did.
    func check(_ connection: Connection) throws(PostgreSQLError) {
        switch PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_EMPTY_QUERY: return
        default: throw ErrorText.error(of: pointer, on: connection.handle, place: connection.place)
        }
    }
}
