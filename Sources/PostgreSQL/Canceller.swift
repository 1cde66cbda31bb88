internal import CPostgres

/// Ends the statement that a connection is busy with; may be used from any thread.
package final class Canceller: @unchecked Sendable {
    // libpq promises that a PGcancel may be used by another thread than its connection, and it never changes.
    private let handle: OpaquePointer

    fileprivate init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQfreeCancel(handle)
    }

    /// Asks the server to end the statement, which then fails with SQLSTATE 57014; without effect where none runs.
    ///
    /// - Returns: whether the request could be sent.
    @discardableResult
    package func cancel() -> Bool {
        var message = [CChar](repeating: 0, count: 256)
        return PQcancel(handle, &message, CInt(message.count)) == 1
    }
}

extension Connection {
    /// A canceller of this connection's statements; `nil` where the connection is gone.
    package func canceller() -> Canceller? {
        PQgetCancel(handle).map(Canceller.init)
    }
}
