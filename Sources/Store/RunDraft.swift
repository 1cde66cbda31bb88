package import Domain

/// A run that is being written: nobody reads it before it is published.
///
/// It stands under the pipeline's lock for as long as it lives.
package final class RunDraft: Sendable {
    package let id: RunID
    let layout: StoreLayout
    let ledger: Ledger
    private let lock: RunLock

    init(id: RunID, layout: StoreLayout, ledger: Ledger, lock: RunLock) {
        self.id = id
        self.layout = layout
        self.ledger = ledger
        self.lock = lock
    }

    /// Begins the file of a stage.
    package func writer(for stage: StageFile) throws(StoreError) -> StageWriter {
        try StageWriter(stage, of: self)
    }

    /// Takes over the file of a stage from a run that is still kept, as a hard link: both runs then have it, and it lasts as
    /// long as either.
    ///
    /// - Throws: ``StoreError/Code/runNotServed`` where that run has no such file any more.
    package func linkStage(_ stage: StageFile, from source: RunID) throws(StoreError) {
        let file = layout.file(stage, of: source)
        guard Files.exists(file) else {
            throw StoreError(.runNotServed, "run \(source) has no file of stage \(stage.rawValue) to take over")
        }
        try Files.link(file, to: layout.file(stage, of: id))
        try Files.synchronize(layout.folder(of: id))
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
