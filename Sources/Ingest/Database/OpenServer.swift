internal import Domain
internal import PostgreSQL

/// A PostgreSQL server within one snapshot.
struct OpenServer: OpenDatabase {
    let connection: Connection
    let schema: String?
    let isUTF8: Bool

    var place: String { connection.place }

    /// Connects and begins the snapshot, which ends with the value.
    init(uri: String, schema: String?) throws(IngestError) {
        self.schema = schema
        (connection, isUTF8) = try IngestError.ofServer { () throws(PostgreSQLError) -> (Connection, Bool) in
            let connection = try Connection(ConnectionSettings(uri))
            try connection.execute(Connection.TransactionMode.snapshot.rawValue)
            // The same rows in the same order, should refused ones have to be looked up.
            try connection.execute(
                "SET LOCAL synchronize_seqscans = off; SET LOCAL max_parallel_workers_per_gather = 0")
            let encoding: String = try connection.query("SELECT getdatabaseencoding()::text")[0][0]
            // Such a server keeps any bytes: it must pass them on, so that a row is refused and not all of them.
            if encoding == "SQL_ASCII" { try connection.execute("SET LOCAL client_encoding = 'SQL_ASCII'") }
            return (connection, encoding != "SQL_ASCII")
        }
    }

    /// Ends the snapshot; whatever happens now, everything was read.
    func close() {
        try? connection.execute("COMMIT")
    }

    func has(_ path: [String]) throws(IngestError) -> Bool {
        try IngestError.ofServer { () throws(PostgreSQLError) -> Bool in
            try connection.query("SELECT to_regclass($1) IS NOT NULL", [.text(Relation.quoted(path))])[0][0]
        }
    }

    func open(_ mapping: TableMapping, _ relation: Relation, zone: ShopZone) throws(IngestError) -> OpenRelation {
        let found = try IngestError.ofServer { () throws(PostgreSQLError) -> [ResultColumn] in
            try connection.columns(of: "SELECT * FROM \(relation.sql)")
        }
        let typed = try TypedMapping(mapping, relation, found, zone: zone)
        let rows = ServerRows(connection: connection, query: typed.query, types: typed.columns.map(\.type))
        return OpenRelation(
            mapping: typed.mapping, binding: typed.binding, ignored: typed.ignored,
            rows: DatabaseRows(rows, name: relation.name))
    }
}

/// The rows of a query, by binary COPY.
struct ServerRows: RowSource {
    let connection: Connection
    let query: String
    let types: [FieldType]

    /// Never leaves a COPY early: that would end the snapshot.
    func forEach(
        _ body: (RowText, _ isSound: Bool, _ bytes: Int) throws(IngestError) -> Void
    ) throws(IngestError) {
        var copy = try IngestError.ofServer { () throws(PostgreSQLError) -> CopyOut in try connection.copyOut(query) }
        let text = FieldText(types)
        while try IngestError.ofServer({ () throws(PostgreSQLError) -> Bool in try copy.next() }) {
            let isSound = text.write(copy.fields)
            try body(text.row, isSound, copy.bytesRead)
        }
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
            case .refused, .insecure, .notPermitted, .statementTimeout, .locked, .diskFull: .refusedByServer
            case .badSettings, .missing, .duplicateKey, .badValue, .other: .badQuery
            }
    }
}
