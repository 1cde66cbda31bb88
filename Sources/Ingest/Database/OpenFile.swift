internal import Domain
internal import GRDB
internal import GRDBSQLite

/// An SQLite file within one read transaction.
///
/// Its values have types of their own, row by row, and are taken as the texts that a file would hold: whatever a mapping
/// says of texts holds here too.
struct OpenFile: OpenDatabase {
    let path: String
    private let database: Database

    var place: String { path }
    var schema: String? { nil }
    // SQLite keeps whatever bytes it was given.
    var isUTF8: Bool { false }

    /// The longest value that is looked at at all; beyond it the source is refused in the memory of that.
    private static let longestValue: CInt = 64 << 20
    /// Seconds until a file that somebody else writes is given up.
    private static let patience = 10.0

    private init(_ path: String, _ database: Database) {
        (self.path, self.database) = (path, database)
    }

    /// Opens a file for reading and lends it for one transaction.
    ///
    /// - Throws: what `body` throws, or why the file cannot be read.
    static func read<Result>(
        _ path: String, _ body: (OpenFile) throws(IngestError) -> Result
    ) throws(IngestError) -> Result {
        // Says first whether there is such a file.
        _ = try InputFile(path: path)
        guard DatabaseSource.isFile(path) else {
            throw IngestError(.unreadable, "\(path) is no SQLite database; check `source.path`")
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(patience)
        configuration.prepareDatabase { database in
            sqlite3_limit(database.sqliteConnection, SQLITE_LIMIT_LENGTH, longestValue)
            // Somebody else's views may call no function with effects, and damage is to be noticed.
            try database.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON")
        }
        return try saying(path) {
            try DatabaseQueue(path: path, configuration: configuration).read { try body(OpenFile(path, $0)) }
        }
    }

    func has(_ path: [String]) throws(IngestError) -> Bool {
        try Self.saying(self.path) {
            let name = StatementArguments([path.last, path.count > 1 ? path[0] : nil])
            return try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM pragma_table_info(?, ?))", arguments: name) ?? false
        }
    }

    func open(_ mapping: TableMapping, _ relation: Relation, zone: ShopZone) throws(IngestError) -> OpenRelation {
        let columns = try statement("SELECT * FROM \(relation.sql)", relation).columnNames
        let all = try Binding(mapping, header: columns, file: relation.name, zone: zone)
        let read = columns.filter { !all.ignored.contains($0) }
        let binding = try Binding(mapping, header: read, file: relation.name, zone: zone)
        // Where a mapping reads no column at all, its rows still count.
        let list = read.isEmpty ? "NULL" : read.map(Relation.quoted).joined(separator: ", ")
        let rows = FileRows(
            statement: try statement("SELECT \(list) FROM \(relation.sql)", relation), columns: read.count, path: path)
        return OpenRelation(
            mapping: mapping, binding: binding, ignored: all.ignored, rows: DatabaseRows(rows, name: relation.name))
    }

    private func statement(_ sql: String, _ relation: Relation) throws(IngestError) -> Statement {
        try Self.saying("\(relation.name) of \(path)", .badQuery) { try database.makeStatement(sql: sql) }
    }

    /// Puts what the engine says into a sentence, without the statement and its values.
    private static func saying<Result>(
        _ place: String, _ kind: IngestError.Kind = .unreadable, _ body: () throws -> Result
    ) throws(IngestError) -> Result {
        do {
            return try body()
        } catch let error as IngestError {
            throw error
        } catch let error as DatabaseError {
            throw IngestError(kind, "\(place) cannot be read: \(error.message ?? "\(error.resultCode)")")
        } catch {
            throw IngestError(kind, "\(place) cannot be read: \(error)")
        }
    }
}

/// The rows of a statement over a file, stepped through by SQLite's own calls: a row costs no object.
private struct FileRows: RowSource {
    let statement: Statement
    let columns: Int
    let path: String

    func forEach(
        _ body: (RowText, _ isSound: Bool, _ bytes: Int) throws(IngestError) -> Void
    ) throws(IngestError) {
        let handle = statement.sqliteStatement
        defer { sqlite3_reset(handle) }
        let text = RowText(columns: columns)
        var bytes = 0
        while true {
            let result = sqlite3_step(handle)
            guard result == SQLITE_ROW else {
                guard result == SQLITE_DONE else { throw failure(handle) }
                return
            }
            let isSound = Self.write(handle, into: text)
            for column in 0..<columns { bytes += text.fields[column].count }
            try body(text, isSound, bytes)
        }
    }

    /// Takes a row; `false` where a field is longer than any may be.
    private static func write(_ handle: OpaquePointer, into text: RowText) -> Bool {
        var isSound = true
        for column in 0..<text.count {
            let (index, number) = (CInt(column), text.writer(column))
            text.fields[column] =
                switch sqlite3_column_type(handle, index) {
                case SQLITE_INTEGER: number.with { $0.put(sqlite3_column_int64(handle, index)) }
                case SQLITE_FLOAT: number.with { $0.put(sqlite3_column_double(handle, index)) }
                // A BLOB is taken for the text that it may be.
                case SQLITE_TEXT, SQLITE_BLOB: bytes(handle, index)
                default: UnsafeBufferPointer(start: nil, count: 0)
                }
            if text.fields[column].count > RecordLimits.fieldBytes { isSound = false }
        }
        return isSound
    }

    private static func bytes(_ handle: OpaquePointer, _ index: CInt) -> UnsafeBufferPointer<UInt8> {
        let isText = sqlite3_column_type(handle, index) == SQLITE_TEXT
        // The pointer first: making it may change the count.
        let start = isText ? UnsafeRawPointer(sqlite3_column_text(handle, index)) : sqlite3_column_blob(handle, index)
        return UnsafeBufferPointer(
            start: start?.assumingMemoryBound(to: UInt8.self), count: Int(sqlite3_column_bytes(handle, index)))
    }

    private func failure(_ handle: OpaquePointer) -> IngestError {
        let said = String(cString: sqlite3_errmsg(sqlite3_db_handle(handle)))
        return IngestError(.unreadable, "\(path) cannot be read: \(said); check the file and run again")
    }
}

extension TextWriter {
    /// What `body` writes.
    fileprivate func with(_ body: (inout TextWriter) -> Void) -> UnsafeBufferPointer<UInt8> {
        var writer = self
        body(&writer)
        return writer.written
    }
}
