internal import Domain
internal import PostgreSQL

/// Reads all tables of a database within one snapshot of it, again from the start where a server's connection is lost.
struct DatabaseReading {
    private let database: DatabaseSource
    private let mapping: Mapping
    private let context: ReadContext
    private let rates: Rates
    /// How often the snapshot is begun after the connection was lost, and with what pauses.
    private let patience: Backoff

    init(
        _ database: DatabaseSource, _ mapping: Mapping, _ context: ReadContext, rates: Rates,
        patience: Backoff = Backoff()
    ) {
        (self.database, self.mapping, self.rates, self.patience) = (database, mapping, rates, patience)
        self.context = context
    }

    /// Reads the tables and hands them to `body` while the snapshot is still open.
    ///
    /// - Throws: what refuses the source, or the server's last word: one that is not reached in the first place is not
    ///   waited for, one that was there and is gone is.
    func read<Result>(
        _ body: (LoadedTables) throws(IngestError) -> Result
    ) throws(IngestError) -> Result {
        switch database {
        case .server(let uri, let schema):
            return try patience.retry(
                while: { error, earlier in
                    error.kind == .connectionLost || (error.kind == .unreachable && earlier > 0)
                }
            ) { () throws(IngestError) -> Result in
                let server = try OpenServer(uri: uri, schema: schema)
                let result = try body(try load(server))
                server.close()
                return result
            }
        case .file(let path):
            return try OpenFile.read(path) { (file) throws(IngestError) -> Result in try body(try load(file)) }
        }
    }

    private func load(_ database: some OpenDatabase) throws(IngestError) -> LoadedTables {
        var work: [(table: SourceTable, parts: [DatabasePart])] = []
        for table in mapping.tables {
            guard let relation = try Relation.find(table, in: database) else { continue }
            let part = DatabasePart(mapping: table, relation: relation)
            if let last = work.last, last.table == table.table {
                work[work.count - 1].parts.append(part)
            } else {
                work.append((table.table, [part]))
            }
        }
        let main = try mapping.main()
        guard work.contains(where: { $0.table == main.table }) else { throw missing(main, database) }
        var loaded: [SourceLoader.Loaded] = []
        for (table, parts) in work {
            let reading = DatabaseTables(database: database, parts: parts, context: context)
            loaded.append(SourceLoader.load(table, from: reading, rates))
            // What the server refused has ended the snapshot: of the tables that remain nothing can be said.
            if case .failed(let error, _) = loaded[loaded.count - 1], error.isOfServer { break }
        }
        return try SourceLoader.collect(loaded)
    }

    private func missing(_ main: TableMapping, _ database: some OpenDatabase) -> IngestError {
        let place = database.schema.map { "schema \($0) of \(database.place)" } ?? database.place
        return IngestError(
            .noTable,
            "there is no table \(main.table.rawValue) in \(place); check the source, or name a table or a query in a mapping"
        )
    }
}

extension DatabaseSource {
    /// Looks whether the database can be got at, without reading a table.
    ///
    /// - Throws: why not.
    package func reach() throws(IngestError) {
        switch self {
        case .server(let uri, let schema): try OpenServer(uri: uri, schema: schema).close()
        case .file(let path): try OpenFile.read(path) { _ in }
        }
    }
}
