/// What is read in place of a file: a table, a view, a foreign table or a query.
struct Relation {
    /// As it stands behind `FROM`.
    let sql: String
    /// For people: `table shop.orders`, `query for orders`.
    let name: String

    /// The relation of a table of the mapping; `nil` where the mapping names none and the schema has none of its name.
    ///
    /// - Throws: a table that the mapping names and the database does not have.
    static func find(_ mapping: TableMapping, in database: some OpenDatabase) throws(IngestError) -> Relation? {
        if let query = mapping.query {
            // On lines of its own, so that a comment at its end ends there.
            return Relation(sql: "(\n\(query)\n) AS source", name: "query for \(mapping.table.rawValue)")
        }
        let given = mapping.relation ?? mapping.table.rawValue
        let parts = given.split(separator: ".", maxSplits: 1).map(String.init)
        let path = parts.count == 2 ? parts : [database.schema, given].compactMap { $0 }
        let name = path.joined(separator: ".")
        if try database.has(path) { return Relation(sql: quoted(path), name: "table \(name)") }
        guard mapping.relation != nil else { return nil }
        throw IngestError(
            .noTable,
            "there is no table \(name) for \(mapping.table.rawValue) in \(database.place); check the mapping and the"
                + " schema")
    }

    /// A name as SQL has it, each of its parts in quotes.
    static func quoted(_ path: [String]) -> String {
        path.map(quoted).joined(separator: ".")
    }

    static func quoted(_ name: String) -> String {
        "\"\(name.replacing("\"", with: "\"\""))\""
    }
}
