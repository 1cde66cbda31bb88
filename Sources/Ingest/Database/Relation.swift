internal import PostgreSQL

/// What is read in place of a file: a table, a view, a foreign table or a query.
struct Relation {
    /// As it stands behind `FROM`.
    let sql: String
    /// For people: `table shop.orders`, `query for orders`.
    let name: String

    /// The relation of a table of the mapping; `nil` where the mapping names none and the schema has none of its name.
    ///
    /// - Throws: a table that the mapping names and the database does not have.
    static func find(
        _ mapping: TableMapping, schema: String?, on connection: Connection
    ) throws(IngestError) -> Relation? {
        if let query = mapping.query {
            // On lines of its own, so that a comment at its end ends there.
            return Relation(sql: "(\n\(query)\n) AS source", name: "query for \(mapping.table.rawValue)")
        }
        let given = mapping.relation ?? mapping.table.rawValue
        let parts = given.split(separator: ".", maxSplits: 1).map(String.init)
        let path = parts.count == 2 ? parts : [schema, given].compactMap { $0 }
        let sql = path.map(Connection.quoted).joined(separator: ".")
        let isThere = try IngestError.ofServer { () throws(PostgreSQLError) -> Bool in
            try connection.query("SELECT to_regclass($1) IS NOT NULL", [.text(sql)])[0][0]
        }
        if isThere { return Relation(sql: sql, name: "table \(path.joined(separator: "."))") }
        guard mapping.relation != nil else { return nil }
        throw IngestError(
            .noTable,
            "there is no table \(path.joined(separator: ".")) for \(mapping.table.rawValue) in \(connection.place); check"
                + " the mapping and the schema")
    }
}

extension IngestError {
    /// Runs what talks to a server; what the server says becomes an error of the source.
    static func ofServer<Result: ~Copyable>(
        _ body: () throws(PostgreSQLError) -> Result
    ) throws(IngestError) -> Result {
        do throws(PostgreSQLError) {
            return try body()
        } catch {
            throw IngestError(Kind(error.kind), error.message)
        }
    }
}

extension IngestError.Kind {
    fileprivate init(_ kind: PostgreSQLError.Kind) {
        self =
            switch kind {
            case .unreachable: .unreachable
            case .lost, .conflict: .connectionLost
            case .refused, .notPermitted, .statementTimeout, .locked, .diskFull: .refusedByServer
            case .badSettings, .missing, .duplicateKey, .badValue, .other: .badQuery
            }
    }
}
