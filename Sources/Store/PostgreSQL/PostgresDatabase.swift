internal import PostgreSQL

/// A ledger, or a tenant's keys, as tables of one schema.
final class PostgresSchema: DatabaseEngine {
    let place: String
    private let readers, writers: ConnectionPool

    /// Bare names of tables are looked for in `schema`; whoever writes takes on the role that owns it.
    init(_ server: PostgresServer, schema: String, owner role: String) {
        place = "schema \(schema)"
        readers = ConnectionPool(server.settings(schema: schema, timeout: PostgresServer.readTimeout), size: 4)
        writers = ConnectionPool(server.settings(schema: schema, role: role), size: 2)
    }

    func read<T>(_ body: (any Database) throws -> T) throws -> T {
        try readers.use { connection in
            try connection.transaction(.snapshot) { try body(PostgresDatabase(connection)) }
        }
    }

    func readStatement<T>(_ body: (any Database) throws -> T) throws -> T {
        try readers.use { try body(PostgresDatabase($0)) }
    }

    func write<T>(_ body: (any Database) throws -> T) throws -> T {
        try writers.use { connection in try connection.transaction { try body(PostgresDatabase(connection)) } }
    }

    /// Asking whether something changed is a question like any other.
    func commitCounter() -> CommitCounter? { nil }
}

/// A connection whose bare names of tables are those of one schema.
struct PostgresDatabase: Database {
    let connection: Connection

    init(_ connection: Connection) {
        self.connection = connection
    }

    func execute(sql: String, arguments: StatementArguments) throws -> Int {
        try query(sql, arguments).affectedRows
    }

    func forEachRow(sql: String, arguments: StatementArguments, _ body: (Row) throws -> Bool) throws {
        for row in try query(sql, arguments) {
            guard try body(Row(PostgresRow(row))) else { return }
        }
    }

    func insert(
        into table: String, columns: [String], count: Int, _ row: (Int) throws -> StatementArguments
    ) throws {
        var rows = try connection.copyIn(into: table.quoted, columns: columns)
        for position in 0..<count {
            for value in try row(position).values { rows.put(value) }
            try rows.endRow()
        }
        try rows.finish()
    }

    private func query(_ sql: String, _ arguments: StatementArguments) throws -> QueryResult {
        try connection.query(
            PostgresText(tables: [:]).statement(sql, arguments), arguments.values.map(\.parameter))
    }
}

extension StoredValue {
    var parameter: Parameter {
        switch self {
        case .null: .null
        case .integer(let number): .int8(number)
        case .real(let number): .float8(number)
        case .text(let text): .text(text)
        case .bytes(let bytes): .bytea(bytes)
        }
    }
}

extension CopyIn {
    fileprivate mutating func put(_ value: StoredValue) {
        switch value {
        case .null: putNull()
        case .integer(let number): put(number)
        case .real(let number): put(number)
        case .text(let text): put(text)
        case .bytes(let bytes): bytes.withUnsafeBufferPointer { put($0) }
        }
    }
}
