package import Domain
internal import Glibc
internal import Synchronization
package import Tables

/// The runs of one pipeline of one tenant: written, published, read back.
///
/// A run is written whole while nobody reads it, then published by one transaction in the ledger. A reader holds one
/// snapshot for as long as it likes, waits for nobody, and sees the tables of one run.
package final class RunStore: Sendable {
    package let tenant: String
    package let pipeline: String
    /// `sqlite` or `postgresql`.
    package var engineName: String { engine.name }
    let engine: any RunEngine
    let ledger: Ledger
    let readers = ReaderQueues()
    /// The current run, watched.
    let pointer: Watched<RunID?>
    /// The snapshot of the current run, once somebody has read it.
    let served = Mutex<Snapshot?>(nil)
    /// The snapshots of published runs that somebody holds.
    let handedOut = Mutex<[RunID: OpenSnapshot]>([:])

    /// Opens the store of a pipeline; where it is a folder, it is made where there is none yet.
    ///
    /// - Parameters:
    ///   - address: the folder of all tenants, or the database.
    ///   - tenant: `[a-z0-9][a-z0-9_-]{0,62}`, as is the pipeline.
    ///   - pipeline: the pipeline's name.
    ///   - steps: the versions of the ledger's schema; as shipped, unless a migration is being tried.
    ///   - access: whether what is missing is made; to read, no right to write is needed.
    /// - Throws: ``StoreError`` where a name is none, the folder cannot be written, or a newer program wrote the ledger.
    package init(
        _ address: StoreAddress, tenant: String, pipeline: String, steps: [String] = LedgerSchema.steps,
        access: StoreAccess = .writing
    ) throws(StoreError) {
        self.tenant = tenant
        self.pipeline = pipeline
        engine =
            switch address {
            case .folder(let root):
                try RunFolders(root: root, tenant: tenant, pipeline: pipeline, steps: steps, access: access)
            case .postgres(let url): try RunPartitions(url: url, tenant: tenant, pipeline: pipeline, steps: steps)
            }
        ledger = Ledger(engine: engine.ledger)
        pointer = Watched(engine.ledger) { try Ledger.current($0) }
    }

    /// Opens a store of files; see ``init(_:tenant:pipeline:steps:)``.
    package convenience init(
        root: String, tenant: String, pipeline: String, steps: [String] = LedgerSchema.steps
    ) throws(StoreError) {
        try self.init(.folder(root), tenant: tenant, pipeline: pipeline, steps: steps)
    }

    /// Takes the right to run the pipeline.
    ///
    /// - Parameters:
    ///   - holder: who asks, as others are to read it, for example `quimbi run`.
    ///   - now: written beside it.
    /// - Returns: the right, for as long as the value lives or its process does.
    /// - Throws: ``StoreError/Code/locked``, naming the holder.
    package func acquireLock(holder: String, at now: Instant) throws(StoreError) -> RunLock {
        let lock = RunLock(try engine.acquireLock(holder: "\(holder), process \(getpid())", at: now))
        try engine.claim { [self] name in try knows(name) }
        return lock
    }

    /// Begins a run, after clearing away what interrupted ones left.
    package func beginRun(
        codeVersion: String, configDigest: String, at now: Instant, under lock: RunLock
    ) throws(StoreError) -> RunDraft {
        try ledger.closeInterrupted(at: now)
        try clearLeftovers()
        try keepManifests()
        let id = try unusedID(at: now)
        try ledger.begin(id, codeVersion: codeVersion, configDigest: configDigest, at: now)
        try engine.makePlace(of: id)
        return RunDraft(id: id, engine: engine, lock: lock)
    }

    /// Makes the run the one that is served, with its models, champions and events, or changes nothing.
    ///
    /// - Precondition: the result has an `asOf`.
    package func publish(_ draft: RunDraft, _ result: RunResult, at now: Instant) throws(StoreError) {
        try ledger.publish(draft.id, result, at: now)
    }

    /// Ends a run that is not served: held back, failed or skipped.
    ///
    /// The run before stays current. The files of a run that was held back are kept until the next one is published.
    ///
    /// - Precondition: the state is one of these.
    package func close(
        _ draft: RunDraft, as state: RunState, reason: String, _ result: RunResult = RunResult(), at now: Instant
    ) throws(StoreError) {
        precondition([.heldBack, .failed, .skipped].contains(state), "a run does not end as \(state.rawValue)")
        try ledger.close(draft.id, as: state, reason: reason, result, at: now)
        if state != .heldBack { _ = try engine.removeTables(of: draft.id) { () throws(StoreError) in true } }
    }

    /// Serves an earlier published run again, at once.
    ///
    /// - Throws: ``StoreError/Code/runNotServed`` unless it was published and its files are kept.
    package func rollback(to run: RunID, at now: Instant) throws(StoreError) {
        // Held while the pointer moves, so that nobody clears the files away in between.
        let held = try engine.hold(run)
        defer { withExtendedLifetime(held) {} }
        try ledger.repoint(to: run, at: now)
        try keepManifest(of: run)
    }

    /// The run that is served; cheap enough to ask for every request.
    package func current() throws(StoreError) -> RunID? { try pointer.value() }

    /// All runs, the latest first.
    package func runs(limit: Int = 1_000) throws(StoreError) -> [RunRecord] { try ledger.runs(limit: limit) }

    package func run(_ id: RunID) throws(StoreError) -> RunRecord? { try ledger.run(id) }

    /// Whether the ledger has a run of this name.
    package func knows(_ name: String) throws(StoreError) -> Bool {
        guard RunID.isValid(name) else { return false }
        return try ledger.run(RunID(name)) != nil
    }

    /// What a stage of a run had read; `nil` where it is not known or may not be used again.
    package func stageDigest(run: RunID, _ stage: StageFile) throws(StoreError) -> String? {
        try ledger.stageDigest(run: run, stage)
    }

    /// The digest of a stage whose tables are whole, so that they can be taken over; see ``stageDigest(run:_:)``.
    package func wholeStageDigest(run: RunID, _ stage: StageFile) throws(StoreError) -> String? {
        guard let digest = try ledger.stageDigest(run: run, stage) else { return nil }
        do {
            try engine.verify(stage, of: run)
            return digest
        } catch {
            guard error.code == .damaged else { throw error }
            return nil
        }
    }

    package func models() throws(StoreError) -> [ModelVersion] { try ledger.models() }

    package func champion(_ name: String) throws(StoreError) -> ModelVersion? { try ledger.champion(name) }

    /// The number that the next fit of a model takes.
    package func nextModelVersion(_ name: String) throws(StoreError) -> Int { try ledger.nextVersion(of: name) }

    /// Events told by runs that have been published, after `sequence`, in their order.
    package func events(after sequence: Int64, limit: Int) throws(StoreError) -> [EventRecord] {
        try ledger.events(after: sequence, limit: limit)
    }

    private func unusedID(at now: Instant) throws(StoreError) -> RunID {
        var attempt = 1
        while true {
            let id = RunID(startedAt: now, attempt: attempt)
            if try ledger.run(id) == nil { return id }
            attempt += 1
        }
    }
}
