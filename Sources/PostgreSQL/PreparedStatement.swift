internal import CPostgres

/// A statement that the server has parsed and planned, for as long as its connection lives.
package struct PreparedStatement {
    private let connection: Connection
    private let name: String

    fileprivate init(_ connection: Connection, name: String) {
        (self.connection, self.name) = (connection, name)
    }

    /// Runs the statement with these parameters.
    ///
    /// - Parameter parameters: what `$1`, `$2`, … stand for, of the kinds that the statement was prepared with.
    /// - Returns: the rows, or how many rows were changed.
    /// - Throws: what the server said.
    @discardableResult
    package func query(_ parameters: [Parameter] = []) throws(PostgreSQLError) -> QueryResult {
        let result = Parameter.withAll(parameters) { count, _, values, lengths, formats in
            ResultHandle(PQexecPrepared(connection.handle, name, count, values, lengths, formats, 1))
        }
        try result.check(connection)
        return QueryResult(result, place: connection.place)
    }
}

/// A column of a statement's result before it has run.
package struct ResultColumn: Equatable, Sendable {
    package let name: String
    /// The server's number of the type, a domain's own one seen through; see ``TypeID``.
    package let type: UInt32
}

extension Connection {
    /// Prepares a statement.
    ///
    /// - Parameters:
    ///   - name: its name on this connection; one that exists is an error.
    ///   - sql: one statement in which each parameter's type follows from the text, by a cast where need be.
    /// - Returns: the statement, ready to be run any number of times.
    /// - Throws: what the server said.
    package func prepare(_ name: String, _ sql: String) throws(PostgreSQLError) -> PreparedStatement {
        try ResultHandle(PQprepare(handle, name, sql, 0, nil)).check(self)
        return PreparedStatement(self, name: name)
    }

    /// The columns that a statement would give, without running it.
    package func columns(of sql: String) throws(PostgreSQLError) -> [ResultColumn] {
        try ResultHandle(PQprepare(handle, "", sql, 0, nil)).check(self)
        let description = ResultHandle(PQdescribePrepared(handle, ""))
        try description.check(self)
        return (0..<PQnfields(description.pointer)).map { column in
            ResultColumn(
                name: String(cString: PQfname(description.pointer, column)), type: PQftype(description.pointer, column))
        }
    }
}
