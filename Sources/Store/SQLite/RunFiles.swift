internal import Domain
internal import GRDB
internal import Synchronization
internal import Tables

/// The files of one run, under a shared lock on its folder; they are opened as immutable.
final class RunFiles: HeldRun {
    let stages: Set<StageFile>
    private let folder: String
    private let files: [StageFile: String]
    private let lock: FileLock
    private let idle = Mutex<[RunFileConnection]>([])

    /// Connections that wait for the next reader; more are opened under load and closed again.
    private static let idleLimit = 8

    /// - Returns: `nil` where the run's files are gone or about to go.
    init?(_ run: RunID, _ layout: StoreLayout) throws(StoreError) {
        guard let lock = try FileLock.take(layout.readersLock(of: run), .shared, creates: false), lock.isInPlace else {
            return nil
        }
        self.lock = lock
        folder = layout.folder(of: run)
        stages = Set(StageFile.allCases.filter { Files.exists(layout.file($0, of: run)) })
        files = Dictionary(uniqueKeysWithValues: stages.map { ($0, layout.file($0, of: run)) })
    }

    func withConnection<T>(_ body: (any RunConnection) throws -> T) throws -> T {
        let connection = try takeConnection()
        defer { giveBack(connection) }
        return try connection.lend(body)
    }

    private func takeConnection() throws(StoreError) -> RunFileConnection {
        if let connection = idle.withLock({ $0.popLast() }) { return connection }
        return try StoreError.wrapping("read", folder) { try RunFileConnection(files) }
    }

    private func giveBack(_ connection: RunFileConnection) {
        idle.withLock { if $0.count < Self.idleLimit { $0.append(connection) } }
    }
}
