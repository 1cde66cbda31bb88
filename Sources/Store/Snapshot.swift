package import Domain
internal import Synchronization
package import Tables

/// The tables of one run, for as long as somebody holds this value: nothing that is published or cleared away changes them.
///
/// Any number of threads may read at once, each on a connection of its own.
package final class Snapshot: Sendable {
    package let run: RunRecord
    let ledger: Ledger
    private let held: any HeldRun
    private let frames = Mutex<[HistoryFrameHead]?>(nil)

    init(_ run: RunRecord, _ held: any HeldRun, _ ledger: Ledger) {
        self.run = run
        self.held = held
        self.ledger = ledger
    }

    /// Reads on the calling thread, which waits for the disk or the server.
    package func readBlocking<T>(_ body: (SnapshotReader) throws -> T) throws -> T {
        try held.withConnection { connection in try body(SnapshotReader(self, connection)) }
    }

    /// The stages whose tables are there.
    var stages: Set<StageFile> { held.stages }

    /// Whether the run has a table.
    package func has(_ table: TableSchema) -> Bool {
        table.stages.contains(where: held.stages.contains)
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
}
