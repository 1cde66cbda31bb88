internal import CPostgres

/// The rows of a `COPY … TO STDOUT (FORMAT binary)`, one at a time, in the memory of one.
///
/// Left before its end, the rest is cancelled on the server.
package struct CopyOut: ~Copyable {
    private let connection: Connection
    private let slots: UnsafeMutablePointer<UnsafeRawBufferPointer>
    private var buffer: UnsafeMutablePointer<CChar>?
    private var isAtStart = true
    private var isDone = false
    /// How many fields a row has.
    package let columnCount: Int
    /// Bytes received so far.
    package private(set) var bytesRead = 0

    fileprivate init(_ connection: Connection, columnCount: Int) {
        (self.connection, self.columnCount) = (connection, columnCount)
        slots = .allocate(capacity: columnCount)
        slots.initialize(repeating: UnsafeRawBufferPointer(start: nil, count: 0), count: columnCount)
    }

    deinit {
        PQfreemem(buffer)
        slots.deallocate()
        guard !isDone else { return }
        connection.canceller()?.cancel()
        connection.drain()
    }

    /// The fields of the row that was read last, valid until the next one is; one without an address is NULL.
    package var fields: UnsafeBufferPointer<UnsafeRawBufferPointer> {
        UnsafeBufferPointer(start: slots, count: columnCount)
    }

    /// Reads the next row; `false` where there is none left.
    package mutating func next() throws(PostgreSQLError) -> Bool {
        while !isDone {
            PQfreemem(buffer)
            buffer = nil
            let length = PQgetCopyData(connection.handle, &buffer, 0)
            guard length > 0, let buffer else {
                isDone = true
                guard length == -1 else { throw connection.failure() }
                try connection.finishCopy()
                return false
            }
            bytesRead += Int(length)
            if try cut(UnsafeRawBufferPointer(start: buffer, count: Int(length))) { return true }
        }
        return false
    }

    /// Eleven bytes that every stream begins with, then flags and the length of an extension.
    private static let headerLength = 19

    /// Cuts a row into its fields; `false` where there is no row.
    ///
    /// The header of the stream travels with the first row or alone.
    private mutating func cut(_ message: UnsafeRawBufferPointer) throws(PostgreSQLError) -> Bool {
        var offset = 0
        if isAtStart {
            isAtStart = false
            guard message.count >= Self.headerLength else { throw malformed() }
            offset = Self.headerLength + Int(message.int32(at: 15))
            guard offset < message.count else { return false }
        }
        guard offset + 2 <= message.count else { throw malformed() }
        let count = Int(message.int16(at: offset))
        guard count >= 0 else { return false }
        guard count == columnCount else { throw malformed() }
        offset += 2
        for index in 0..<count {
            guard offset + 4 <= message.count else { throw malformed() }
            let length = Int(message.int32(at: offset))
            offset += 4
            guard length >= 0 else {
                slots[index] = UnsafeRawBufferPointer(start: nil, count: 0)
                continue
            }
            guard offset + length <= message.count else { throw malformed() }
            slots[index] = UnsafeRawBufferPointer(rebasing: message[offset..<offset + length])
            offset += length
        }
        return true
    }

    private func malformed() -> PostgreSQLError {
        PostgreSQLError(.other, "PostgreSQL at \(connection.place): the rows of a COPY are not in its binary format")
    }
}

extension Connection {
    /// Begins to read what a query gives.
    ///
    /// - Parameter query: a `SELECT`, without parameters: COPY takes none.
    /// - Returns: the rows; until they are read to the end the connection does nothing else.
    /// - Throws: what the server said.
    package func copyOut(_ query: String) throws(PostgreSQLError) -> CopyOut {
        let result = ResultHandle(PQexec(handle, "COPY (\(query)) TO STDOUT (FORMAT binary)"))
        try result.check(self)
        guard PQresultStatus(result.pointer) == PGRES_COPY_OUT else {
            throw PostgreSQLError(.other, "PostgreSQL at \(place): the statement gives no rows to copy")
        }
        return CopyOut(self, columnCount: Int(PQnfields(result.pointer)))
    }

    /// Takes what ends a COPY, so that the connection is free again.
    func finishCopy() throws(PostgreSQLError) {
        var failure: PostgreSQLError?
        while let pointer = PQgetResult(handle) {
            do throws(PostgreSQLError) {
                try ResultHandle(pointer).check(self)
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    /// Passes over what a statement that nobody waits for still sends.
    func drain() {
        while let pointer = PQgetResult(handle) {
            let status = PQresultStatus(pointer)
            PQclear(pointer)
            guard status == PGRES_COPY_OUT else { continue }
            var buffer: UnsafeMutablePointer<CChar>?
            while PQgetCopyData(handle, &buffer, 0) > 0 { PQfreemem(buffer) }
        }
    }
}
