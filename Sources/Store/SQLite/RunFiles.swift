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
    private let checked: CheckedFiles

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
        checked = CheckedFiles(try Checksums.all(in: layout.folder(of: run)) ?? [:])
    }

    func withConnection<T>(_ body: (any RunConnection) throws -> T) throws -> T {
        let connection = try takeConnection()
        defer { giveBack(connection) }
        return try connection.lend(body)
    }

    private func takeConnection() throws(StoreError) -> RunFileConnection {
        if let connection = idle.withLock({ $0.popLast() }) { return connection }
        return try StoreError.wrapping("read", folder) { try RunFileConnection(files, checked) }
    }

    private func giveBack(_ connection: RunFileConnection) {
        idle.withLock { if $0.count < Self.idleLimit { $0.append(connection) } }
    }
}

/// The files of a run that were read through and found as they were written: each once, before the first question to it.
final class CheckedFiles: Sendable {
    private let digests: [String: String]
    private let found = Mutex<Set<String>>([])

    /// - Parameter digests: by the names of the files; one without a digest passes.
    init(_ digests: [String: String]) {
        self.digests = digests
    }

    /// - Throws: ``StoreError/Code/damaged``.
    func check(_ path: String) throws(StoreError) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let digest = digests[name] else { return }
        // Whoever comes while one thread reads the file waits for what it finds.
        try found.withLock { found throws(StoreError) in
            guard !found.contains(name) else { return }
            guard try Checksums.digest(ofFile: path) == digest else { throw Checksums.damaged(path) }
            found.insert(name)
        }
    }
}
