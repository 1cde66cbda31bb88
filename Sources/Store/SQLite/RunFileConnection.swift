internal import Domain
internal import GRDB
internal import Synchronization
internal import Tables

/// A connection with an empty database of its own and the files of a run beside it, so that a table is found by its name.
///
/// The engine takes at most ten files at once, and a run has more: a file is attached when a question first needs it, and
/// the one that was needed longest ago makes room. What a question needs stands in its words.
///
/// One thread at a time, between ``lend(_:)`` and its return.
final class RunFileConnection: Sendable {
    private let queue: DatabaseQueue
    private let files: [StageFile: String]
    private let checked: CheckedFiles
    private let attached = Mutex(AttachedFiles())

    /// The engine's `SQLITE_MAX_ATTACHED`.
    private static let limit = 10

    init(_ files: [StageFile: String], _ checked: CheckedFiles) throws {
        (self.files, self.checked) = (files, checked)
        var configuration = Configuration()
        let quality = DataQualityTable.table.stages.filter { files[$0] != nil }.enumerated()
            .map { "SELECT rowid + \($0 << 32) AS rowid, * FROM \($1.rawValue.quoted).data_quality" }
        let view = "CREATE TEMP VIEW data_quality AS " + quality.joined(separator: " UNION ALL ")
        configuration.prepareDatabase { database in
            // What a view reads is looked for when it is used.
            if !quality.isEmpty { try database.execute(sql: view) }
            try database.execute(sql: "PRAGMA mmap_size = 1073741824; PRAGMA query_only = ON")
        }
        queue = try DatabaseQueue(configuration: configuration)
    }

    func lend<T>(_ body: (any RunConnection) throws -> T) throws -> T {
        try queue.unsafeRead { database in try body(Lent(connection: self, database: database)) }
    }

    private struct Lent: RunConnection {
        let connection: RunFileConnection
        let database: GRDB.Database

        func forEachRow(
            of table: TableSchema, _ sql: String, _ arguments: StatementArguments, _ body: (Row) throws -> Bool
        ) throws {
            try connection.attach(for: table, sql, database)
            try SQLiteDatabase(database).forEachRow(sql: sql, arguments: arguments, body)
        }
    }

    private func attach(for table: TableSchema, _ sql: String, _ database: GRDB.Database) throws {
        try attached.withLock { attached in
            for stage in attached.stages(for: table, sql) where attached.touch(stage) == false {
                guard let file = files[stage] else { continue }
                try checked.check(file)
                if attached.count == Self.limit, let oldest = attached.dropOldest() {
                    try database.execute(sql: "DETACH \(oldest.rawValue.quoted)")
                }
                try database.execute(sql: "ATTACH '\(file.immutableURI)' AS \(stage.rawValue.quoted)")
                attached.insert(stage)
            }
        }
    }
}

/// Which files a connection has attached, and when each was needed last.
private struct AttachedFiles {
    private var uses: [StageFile: Int] = [:]
    private var clock = 0
    /// The stages that a question needs, by its words.
    private var needs: [String: [StageFile]] = [:]

    var count: Int { uses.count }

    /// The stages of `table` and of every table that the words of `sql` name.
    mutating func stages(for table: TableSchema, _ sql: String) -> [StageFile] {
        if let known = needs[sql] { return known }
        let words = Set(sql.split { !($0.isLetter || $0.isNumber || $0 == "_") })
        let tables = TableSchema.all.filter { $0 === table || words.contains($0.name[...]) }
        let stages = Set(tables.flatMap(\.stages))
        needs[sql] = StageFile.allCases.filter(stages.contains)
        return needs[sql] ?? []
    }

    /// Notes that the file is needed now; `false` where it is not attached.
    mutating func touch(_ stage: StageFile) -> Bool {
        clock += 1
        return uses[stage].map { _ in uses[stage] = clock } != nil
    }

    mutating func insert(_ stage: StageFile) { uses[stage] = clock }

    /// Forgets the file that was needed longest ago.
    mutating func dropOldest() -> StageFile? {
        let oldest = uses.min { $0.value < $1.value }?.key
        if let oldest { uses[oldest] = nil }
        return oldest
    }
}

extension String {
    /// The path as an address that tells SQLite that the file never changes, for use between single quotes.
    fileprivate var immutableURI: String {
        let escaped = utf8.map { byte -> String in
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "'"):
                "%" + String(byte, radix: 16)
            default: String(UnicodeScalar(byte))
            }
        }
        return "file:\(escaped.joined())?immutable=1"
    }
}
