package import Domain
package import Tables

/// A run that is being written: nobody reads it before it is published.
///
/// It stands under the pipeline's lock for as long as it lives.
package final class RunDraft: Sendable {
    package let id: RunID
    let engine: any RunEngine
    let ledger: Ledger
    private let lock: RunLock

    init(id: RunID, engine: any RunEngine, lock: RunLock) {
        self.id = id
        self.engine = engine
        self.lock = lock
        ledger = Ledger(engine: engine.ledger)
    }

    /// Begins the tables of a stage.
    package func writer(for stage: StageFile) throws(StoreError) -> StageWriter {
        try StageWriter(stage, of: self)
    }

    /// Takes over the tables of a stage from a run that is still kept; they last as long as either run.
    ///
    /// - Throws: ``StoreError/Code/runNotServed`` where that run has no such tables any more.
    package func linkStage(_ stage: StageFile, from source: RunID) throws(StoreError) {
        try engine.takeOver(stage, from: source, for: id)
        try record(stage, digest: try ledger.stageDigest(run: source, stage), reusedFrom: source)
    }

    /// Loads the run's frame of history; it shows with the run's publication.
    package func loadHistory(_ frame: HistoryFrame, asOf: Instant) throws(StoreError) {
        try ledger.loadHistory(frame, run: id, asOf: asOf)
    }

    func record(_ stage: StageFile, digest: String?, reusedFrom source: RunID?) throws(StoreError) {
        try ledger.recordStage(stage, run: id, digest: digest, reusedFrom: source)
    }
}
