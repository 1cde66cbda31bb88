internal import CPostgres

/// The rows that a statement gave.
///
///     for row in try connection.query("SELECT run_id, rows FROM runs WHERE state = $1", ["published"]) {
///         let run: String = try row["run_id"]
///         let rows: Int64? = try row["rows"]
///     }
package struct QueryResult: Sequence {
    private let result: ResultHandle
    private let place: String
    /// The columns by name; of two that share one, the first.
    private let positions: [String: Int]

    init(_ result: ResultHandle, place: String) {
        (self.result, self.place) = (result, place)
        let names = (0..<Int(PQnfields(result.pointer))).map { String(cString: PQfname(result.pointer, CInt($0))) }
        positions = Dictionary(zip(names, names.indices)) { first, _ in first }
    }

    package var count: Int { Int(PQntuples(result.pointer)) }
    package var isEmpty: Bool { count == 0 }
    package var first: ResultRow? { isEmpty ? nil : self[0] }
    /// How many rows an `INSERT`, `UPDATE` or `DELETE` changed.
    package var affectedRows: Int { Int(String(cString: PQcmdTuples(result.pointer))) ?? 0 }

    package subscript(row: Int) -> ResultRow {
        precondition(row >= 0 && row < count, "row \(row) of \(count)")
        return ResultRow(result: result, positions: positions, row: CInt(row), place: place)
    }

    package func makeIterator() -> AnyIterator<ResultRow> {
        var next = 0
        return AnyIterator {
            guard next < count else { return nil }
            defer { next += 1 }
            return self[next]
        }
    }
}

/// One row of a result.
package struct ResultRow {
    fileprivate let result: ResultHandle
    fileprivate let positions: [String: Int]
    fileprivate let row: CInt
    fileprivate let place: String

    /// The value of a column by its name.
    package subscript<Value: ColumnValue>(_ column: String) -> Value {
        get throws(PostgreSQLError) {
            guard let position = positions[column] else { throw mismatch(column, "is not in the result") }
            return try value(position, column)
        }
    }

    /// The value of a column by its place, from 0.
    package subscript<Value: ColumnValue>(_ column: Int) -> Value {
        get throws(PostgreSQLError) { try value(column, "\(column + 1)") }
    }

    /// The place of a column, from 0; `nil` where there is none of that name.
    package func position(of column: String) -> Int? { positions[column] }

    /// The server's number of the type of a column; see ``TypeID``.
    package func type(of column: Int) -> UInt32 { PQftype(result.pointer, CInt(column)) }

    private func value<Value: ColumnValue>(_ position: Int, _ name: String) throws(PostgreSQLError) -> Value {
        let column = CInt(position)
        guard PQgetisnull(result.pointer, row, column) == 0 else {
            guard let null = Value.null else { throw mismatch(name, "has no value where one is needed") }
            return null
        }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result.pointer, row, column), count: Int(PQgetlength(result.pointer, row, column)))
        let type = PQftype(result.pointer, column)
        guard let value = Value(bytes: bytes, type: type) else {
            throw mismatch(name, "is of type \(type) and cannot be read as \(Value.self)")
        }
        return value
    }

    private func mismatch(_ column: String, _ what: String) -> PostgreSQLError {
        PostgreSQLError(.badValue, "PostgreSQL at \(place): column \(column) of a result \(what)")
    }
}
