internal import Domain
internal import Tables

/// Runs as folders of SQLite files: see ``StoreLayout``.
struct RunFolders: RunEngine {
    let name = "sqlite"
    let layout: StoreLayout
    let ledger: any DatabaseEngine

    init(
        root: String, tenant: String, pipeline: String, steps: [String], access: StoreAccess = .writing
    ) throws(StoreError) {
        layout = try StoreLayout(root: root, tenant: tenant, pipeline: pipeline)
        switch access {
        case .writing:
            try Files.makeFolder(layout.runs)
            ledger = try DatabaseFile(path: layout.ledger, steps: steps)
        case .reading: ledger = try ReadOnlyDatabaseFile(path: layout.ledger, steps: steps)
        }
    }

    /// The names of the tenant's pipelines that have a ledger, sorted.
    static func pipelines(root: String, tenant: String) throws(StoreError) -> [String] {
        try Files.names(in: "\(root)/\(tenant)").filter { Files.exists("\(root)/\(tenant)/\($0)/ledger.sqlite") }
    }

    func acquireLock(holder: String, at now: Instant) throws(StoreError) -> any Sendable {
        guard let lock = try FileLock.take(layout.runLock, .exclusive, creates: true) else {
            throw .heldElsewhere(
                pipeline: layout.pipeline, by: String(FileLock.text(of: layout.runLock).prefix { $0 != "\n" }))
        }
        try lock.write("\(holder), since \(now)\n")
        return lock
    }

    func makePlace(of run: RunID) throws(StoreError) {
        try Files.makeFolder(layout.folder(of: run))
        // The file that readers will lock.
        _ = try FileLock.take(layout.readersLock(of: run), .shared, creates: true)
        try Files.synchronize(layout.runs)
    }

    func beginStage(_ stage: StageFile, of run: RunID) throws(StoreError) -> any StageTables {
        try StageFileTables(stage, of: run, layout)
    }

    /// A hard link: both runs then have the file, and it lasts as long as either.
    func takeOver(_ stage: StageFile, from source: RunID, for run: RunID) throws(StoreError) {
        let file = layout.file(stage, of: source)
        guard Files.exists(file) else { throw .nothingToTakeOver(stage, of: source) }
        try Files.link(file, to: layout.file(stage, of: run))
        try Files.synchronize(layout.folder(of: run))
    }

    func hold(_ run: RunID) throws(StoreError) -> (any HeldRun)? {
        try RunFiles(run, layout)
    }

    func removeTables(of run: RunID, forget: () throws(StoreError) -> Bool) throws(StoreError) -> Bool {
        let folder = layout.folder(of: run)
        guard Files.exists(folder) else { return try forget() }
        guard let lock = try FileLock.take(layout.readersLock(of: run), .exclusive, creates: true) else { return false }
        defer { withExtendedLifetime(lock) {} }
        guard try forget() else { return false }
        try Files.removeFolder(folder)
        return true
    }

    func leftRuns() throws(StoreError) -> [RunID] {
        try Files.names(in: layout.runs).compactMap { try? RunID($0) }
    }
}
