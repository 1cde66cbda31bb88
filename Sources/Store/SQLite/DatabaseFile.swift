internal import GRDB
internal import GRDBSQLite

/// A database that outlives runs as one SQLite file with a write-ahead log.
final class DatabaseFile: DatabaseEngine {
    let place: String
    private let pool: DatabasePool

    init(path: String, steps: [String]) throws(StoreError) {
        try SchemaMigrator(path: path, steps: steps).migrate()
        place = path
        pool = try StoreError.wrapping("open", path) { try DatabasePool(path: path, configuration: Self.configuration) }
    }

    static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(30)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            guard !database.configuration.readonly else { return }
            try database.execute(sql: "PRAGMA synchronous = FULL")
            // The log and its index stay for readers who may not make them.
            var stays: CInt = 1
            sqlite3_file_control(database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &stays)
        }
        return configuration
    }

    func read<T>(_ body: (any Database) throws -> T) throws -> T {
        try pool.read { try body(SQLiteDatabase($0)) }
    }

    func readStatement<T>(_ body: (any Database) throws -> T) throws -> T { try read(body) }

    func write<T>(_ body: (any Database) throws -> T) throws -> T {
        try pool.write { try body(SQLiteDatabase($0)) }
    }

    /// Reads every page.
    ///
    /// - Throws: ``StoreError/Code/damaged``.
    func verify() throws(StoreError) {
        let found = try StoreError.wrapping("check", place) {
            try pool.read { try String.fetchOne($0, sql: "PRAGMA integrity_check(1)") }
        }
        guard found == "ok" else { throw .damagedDatabase("check", place) }
    }

    func commitCounter() throws -> CommitCounter? { try CommitCounter(path: place) }
}

/// GRDB's connection in a transaction.
struct SQLiteDatabase: Database {
    private let database: GRDB.Database

    init(_ database: GRDB.Database) {
        self.database = database
    }

    func execute(sql: String, arguments: StatementArguments) throws -> Int {
        try database.execute(sql: sql, arguments: arguments.bound)
        return database.changesCount
    }

    func forEachRow(sql: String, arguments: StatementArguments, _ body: (Row) throws -> Bool) throws {
        let rows = try GRDB.Row.fetchCursor(database.cachedStatement(sql: sql), arguments: arguments.bound)
        // A cursor reads its row in place; a row that is fetched alone is copied first.
        try withExtendedLifetime(rows) {
            while let row = try rows.next(), try body(Row(row)) {}
        }
    }

    func insert(
        into table: String, columns: [String], count: Int, _ row: (Int) throws -> StatementArguments
    ) throws {
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        let statement = try database.makeStatement(
            sql: "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))")
        for position in 0..<count { try statement.execute(arguments: row(position).bound) }
    }
}
