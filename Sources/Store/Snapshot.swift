package import Domain
internal import GRDB
internal import Synchronization

/// The tables of one run, for as long as somebody holds this value: nothing that is published or cleared away changes them.
///
/// A shared lock on the run's folder keeps the files; the files are opened as immutable. Any number of threads may read at
/// once, each on a connection of its own.
package final class Snapshot: Sendable {
    package let run: RunRecord
    let ledger: Ledger
    private let folder: String
    private let files: [StageFile: String]
    private let lock: FileLock
    private let idle = Mutex<[DatabaseQueue]>([])
    private let frames = Mutex<[HistoryFrameHead]?>(nil)

    /// Connections that wait for the next reader; more are opened under load and closed again.
    private static let idleLimit = 8

    /// - Returns: `nil` where the run's files are gone or about to go.
    init?(_ run: RunRecord, _ store: RunStore) throws(StoreError) {
        let layout = store.layout
        guard let lock = try FileLock.take(layout.readersLock(of: run.id), .shared, creates: false), lock.isInPlace
        else {
            return nil
        }
        self.lock = lock
        self.run = run
        ledger = store.ledger
        folder = layout.folder(of: run.id)
        let present = StageFile.allCases.filter { Files.exists(layout.file($0, of: run.id)) }
        files = Dictionary(uniqueKeysWithValues: present.map { ($0, layout.file($0, of: run.id)) })
    }

    /// Reads on the calling thread, which waits for the disk.
    package func readBlocking<T>(_ body: (SnapshotReader) throws -> T) throws -> T {
        let connection = try takeConnection()
        defer { giveBack(connection) }
        return try connection.unsafeRead { database in try body(SnapshotReader(self, database)) }
    }

    /// Whether the run has a table.
    package func has(_ table: TableName) -> Bool {
        TableSchema.of(table).stages.contains { files[$0] != nil }
    }

    /// When the frames of history that this run's readers see were taken, the latest first.
    package func historyDates() throws(StoreError) -> [Instant] {
        try visibleFrames().map(\.asOf)
    }

    /// A frame of history as a whole; `nil` where there is none of that instant.
    package func historyFrame(asOf: Instant) throws(StoreError) -> HistoryFrame? {
        guard let head = try visibleFrames().first(where: { $0.asOf == asOf }) else { return nil }
        return try ledger.frame(head)
    }

    /// The history frames that this run's readers see, the latest first.
    func visibleFrames() throws(StoreError) -> [HistoryFrameHead] {
        if let known = frames.withLock({ $0 }) { return known }
        let found = try ledger.frames(visibleFrom: run.id)
        frames.withLock { $0 = found }
        return found
    }

    private func takeConnection() throws(StoreError) -> DatabaseQueue {
        if let connection = idle.withLock({ $0.popLast() }) { return connection }
        return try StoreError.wrapping("read", folder) { try DatabaseQueue(configuration: configuration) }
    }

    private func giveBack(_ connection: DatabaseQueue) {
        idle.withLock { if $0.count < Self.idleLimit { $0.append(connection) } }
    }

    /// A connection has an empty database of its own and the run's files beside it, so that a table is found by its name.
    private var configuration: Configuration {
        let statements = files.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { "ATTACH '\($0.value.immutableURI)' AS \($0.key.rawValue.quoted)" }
        let quality = TableSchema.dataQuality.stages.filter { files[$0] != nil }
            .map { "SELECT * FROM \($0.rawValue.quoted).data_quality" }
        let view = "CREATE TEMP VIEW data_quality AS " + quality.joined(separator: " UNION ALL ")
        var configuration = Configuration()
        configuration.prepareDatabase { database in
            for statement in statements { try database.execute(sql: statement) }
            if !quality.isEmpty { try database.execute(sql: view) }
            try database.execute(sql: "PRAGMA mmap_size = 1073741824; PRAGMA query_only = ON")
        }
        return configuration
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
