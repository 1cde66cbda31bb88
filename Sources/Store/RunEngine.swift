internal import Domain
internal import Tables

/// Where the runs of one pipeline are kept: their ledger, their tables, who runs it and who reads.
///
/// Two engines: files of SQLite, and partitions in PostgreSQL. What they have in common stands in ``RunStore``.
protocol RunEngine: Sendable {
    /// What people call it.
    var name: String { get }

    var ledger: any DatabaseEngine { get }

    /// Takes the right to run the pipeline; it ends with the value or with its process.
    ///
    /// - Throws: ``StoreError/Code/locked``, naming the holder.
    func acquireLock(holder: String, at now: Instant) throws(StoreError) -> any Sendable

    /// Marks the place of all runs as this pipeline's, so that what lies there may be removed; under the lock.
    ///
    /// - Parameter isKnown: whether the ledger knows a run of this name.
    /// - Throws: ``StoreError/Code/foreignFolder`` where it is another pipeline's.
    func claim(isKnown: (String) throws -> Bool) throws(StoreError)

    /// Makes the place of a run that the ledger knows.
    func makePlace(of run: RunID) throws(StoreError)

    /// Begins the tables of a stage: they are there once it is finished, wholly, or not at all.
    func beginStage(_ stage: StageFile, of run: RunID) throws(StoreError) -> any StageTables

    /// Gives `run` the tables of a stage as `source` has them.
    ///
    /// - Throws: ``StoreError/Code/runNotServed`` where that run has none any more.
    func takeOver(_ stage: StageFile, from source: RunID, for run: RunID) throws(StoreError)

    /// Reads the tables of a stage and holds them against what was written.
    ///
    /// - Throws: ``StoreError/Code/damaged``.
    func verify(_ stage: StageFile, of run: RunID) throws(StoreError)

    /// Keeps a run's tables for a reader; `nil` where they are gone or about to go.
    func hold(_ run: RunID) throws(StoreError) -> (any HeldRun)?

    /// Removes a run's tables, unless a reader holds them, and tells whether they are gone.
    ///
    /// `forget` tells the ledger, before anything goes: a removal that is interrupted is then completed by the next run.
    /// Where it answers `false` the tables stay.
    func removeTables(of run: RunID, forget: () throws(StoreError) -> Bool) throws(StoreError) -> Bool

    /// Keeps a text with the tables of a run, in place of the one that is there.
    func keepManifest(_ text: String, of run: RunID) throws(StoreError)

    /// The text that is kept with the tables of a run; `nil` where there is none.
    func manifest(of run: RunID) throws(StoreError) -> String?

    /// Runs of which something is still there, whatever the ledger says of them.
    func leftRuns() throws(StoreError) -> [RunID]
}

/// The tables of one stage while they are being filled; gone with the value unless they were finished.
protocol StageTables {
    /// Appends rows of one of the stage's tables.
    func append(_ table: Table) throws(StoreError)

    /// Makes the indexes, checks the tables and keeps them.
    ///
    /// - Throws: ``StoreError/Code/duplicateKey`` where two rows have one key, or what hinders the writing.
    func finish() throws(StoreError)
}

extension TableSchema {
    /// What is said of two rows of one key.
    var duplicateKey: StoreError {
        StoreError(.duplicateKey, "table \(name) has two rows of one \(key.map(\.name).joined(separator: ", "))")
    }
}
