internal import Domain
internal import Tables

/// Runs as folders of SQLite files: see ``StoreLayout``.
struct RunFolders: RunEngine {
    let name = "sqlite"
    let layout: StoreLayout
    let ledger: any DatabaseEngine
    private let owned: OwnedFolder

    /// - Throws: ``StoreError/Code/lostLedger`` where runs lie and the ledger that knew them does not.
    init(
        root: String, tenant: String, pipeline: String, steps: [String], access: StoreAccess = .writing
    ) throws(StoreError) {
        layout = try StoreLayout(root: root, tenant: tenant, pipeline: pipeline)
        owned = layout.ownedRuns
        let hasRuns = try !layout.runFolders().isEmpty
        guard !hasRuns || Files.size(layout.ledger) > 0 else { throw layout.lostLedger }
        switch access {
        case .writing:
            try Files.makeFolder(layout.runs)
            ledger = try DatabaseFile(path: layout.ledger, steps: steps)
        case .reading: ledger = try ReadOnlyDatabaseFile(path: layout.ledger, steps: steps)
        }
        if hasRuns, try !Ledger(engine: ledger).hasRuns() { throw layout.lostLedger }
    }

    /// The names of the tenant's pipelines that have a ledger, or runs that one is missing for, sorted.
    static func pipelines(root: String, tenant: String) throws(StoreError) -> [String] {
        var found: [String] = []
        for name in try Files.names(in: "\(root)/\(tenant)") where StoreLayout.isName(name) {
            let layout = try StoreLayout(root: root, tenant: tenant, pipeline: name)
            let isThere = Files.exists(layout.ledger)
            if isThere { found.append(name) } else if try !layout.runFolders().isEmpty { found.append(name) }
        }
        return found
    }

    func claim(isKnown: (String) throws -> Bool) throws(StoreError) {
        try owned.claim(isKnown: isKnown)
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
        // Its digest goes along, and is held against it whenever it is read.
        if let digest = try Checksums.all(in: layout.folder(of: source))?["\(stage.rawValue).sqlite"] {
            try Checksums.add("\(stage.rawValue).sqlite", digest, in: layout.folder(of: run))
        }
        try Files.link(file, to: layout.file(stage, of: run))
        try Files.synchronize(layout.folder(of: run))
    }

    func verify(_ stage: StageFile, of run: RunID) throws(StoreError) {
        try Checksums.check("\(stage.rawValue).sqlite", in: layout.folder(of: run))
    }

    func hold(_ run: RunID) throws(StoreError) -> (any HeldRun)? {
        try RunFiles(run, layout)
    }

    func removeTables(of run: RunID, forget: () throws(StoreError) -> Bool) throws(StoreError) -> Bool {
        guard try owned.hasFolder(run.text) else { return try forget() }
        guard let lock = try FileLock.take(layout.readersLock(of: run), .exclusive, creates: true) else { return false }
        defer { withExtendedLifetime(lock) {} }
        guard try forget() else { return false }
        return try owned.removeFolder(run.text, isOurs: StoreLayout.isFileOfRun)
    }

    func keepManifest(_ text: String, of run: RunID) throws(StoreError) {
        try DurableFile.write(Array(text.utf8), to: layout.manifestFile(of: run))
    }

    func manifest(of run: RunID) throws(StoreError) -> String? { try Files.text(layout.manifestFile(of: run)) }

    func leftRuns() throws(StoreError) -> [RunID] { try layout.runFolders() }
}
