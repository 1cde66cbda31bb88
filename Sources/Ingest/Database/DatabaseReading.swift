internal import Domain
internal import PostgreSQL

/// Reads all tables of a database within one snapshot of it, again from the start where the connection is lost.
struct DatabaseReading {
    private let database: DatabaseSource
    private let mapping: Mapping
    private let context: ReadContext
    private let rates: Rates
    /// How often the snapshot is begun after the connection was lost, and with what pauses.
    private let patience: Backoff

    init(
        _ database: DatabaseSource, _ mapping: Mapping, zone: ShopZone, rates: Rates,
        keywords: KeywordMatcher = KeywordMatcher([]), progress: Ingest.Progress?, patience: Backoff = Backoff()
    ) {
        (self.database, self.mapping, self.rates, self.patience) = (database, mapping, rates, patience)
        context = ReadContext(zone: zone, keywords: keywords, progress: progress)
    }

    /// Reads the tables and hands them to `body` while the snapshot is still open.
    ///
    /// - Throws: what refuses the source, or the server's last word: one that is not reached in the first place is not
    ///   waited for, one that was there and is gone is.
    func read<Result>(
        _ body: (LoadedTables) throws(IngestError) -> Result
    ) throws(IngestError) -> Result {
        var failures = 0
        while true {
            do throws(IngestError) {
                return try attempt(body)
            } catch {
                let isWorthIt = error.kind == .connectionLost || (error.kind == .unreachable && failures > 0)
                failures += 1
                guard isWorthIt, failures < patience.attempts else { throw error }
                Backoff.sleep(patience.pause(after: failures))
            }
        }
    }

    private func attempt<Result>(
        _ body: (LoadedTables) throws(IngestError) -> Result
    ) throws(IngestError) -> Result {
        let connection = try IngestError.ofServer { () throws(PostgreSQLError) -> Connection in
            let connection = try Connection(ConnectionSettings(database.uri))
            try connection.execute(Connection.TransactionMode.snapshot.rawValue)
            // The same rows in the same order, should refused ones have to be looked up.
            try connection.execute(
                "SET LOCAL synchronize_seqscans = off; SET LOCAL max_parallel_workers_per_gather = 0")
            return connection
        }
        let result = try body(try load(connection))
        // The snapshot ends with the connection; whatever happens now, everything was read.
        try? connection.execute("COMMIT")
        return result
    }

    private func load(_ connection: Connection) throws(IngestError) -> LoadedTables {
        let encoding = try IngestError.ofServer { () throws(PostgreSQLError) -> String in
            try connection.query("SELECT getdatabaseencoding()::text")[0][0]
        }
        var work: [(table: SourceTable, parts: [DatabasePart])] = []
        for table in mapping.tables {
            guard let relation = try Relation.find(table, schema: database.schema, on: connection) else { continue }
            let part = DatabasePart(mapping: table, relation: relation)
            if let last = work.last, last.table == table.table {
                work[work.count - 1].parts.append(part)
            } else {
                work.append((table.table, [part]))
            }
        }
        let main = try mapping.main()
        guard work.contains(where: { $0.table == main.table }) else { throw missing(main, connection) }
        var loaded: [SourceLoader.Loaded] = []
        for (table, parts) in work {
            let reading = DatabaseTables(
                connection: connection, parts: parts, context: context, isUTF8: encoding != "SQL_ASCII")
            loaded.append(SourceLoader.load(table, from: reading, rates))
            // What the server refused has ended the snapshot: of the tables that remain nothing can be said.
            if case .failed(let error, _) = loaded[loaded.count - 1], error.isOfServer { break }
        }
        return try SourceLoader.collect(loaded)
    }

    private func missing(_ main: TableMapping, _ connection: Connection) -> IngestError {
        let place = database.schema.map { "schema \($0) of \(connection.place)" } ?? connection.place
        return IngestError(
            .noTable,
            "there is no table \(main.table.rawValue) in \(place); set `schema`, or name a table or a query in a mapping"
        )
    }
}
