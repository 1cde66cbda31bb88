internal import Domain
internal import Synchronization
internal import Tables

/// Reading what is published.
extension RunStore {
    /// The snapshot of a run, of the one that is served by default.
    ///
    /// The served one is opened once and shared until the pointer moves; who holds it keeps it. Blocks on the disk.
    ///
    /// - Throws: ``StoreError/Code/nothingPublished``, ``StoreError/Code/unknownRun``, or
    ///   ``StoreError/Code/runNotServed`` where the run's files are gone or were never whole.
    package func snapshot(run: RunID? = nil) throws(StoreError) -> Snapshot {
        if let run { return try pinned(run) }
        guard let current = try pointer.value() else { throw nothingPublished }
        // Whoever comes while one thread opens the run waits for what it opens.
        return try served.withLock { served throws(StoreError) in
            if let open = served, open.run.id == current { return open }
            let snapshot = try openCurrent(unless: served)
            served = snapshot
            return snapshot
        }
    }

    /// Reads a run on a thread that may wait.
    package func read<T: Sendable>(
        run: RunID? = nil, _ body: @escaping @Sendable (SnapshotReader) throws -> T
    ) async throws -> T {
        try await readers.run { [self] in try snapshot(run: run).readBlocking(body) }
    }

    /// Does anything else with the store on a thread that may wait.
    package func perform<T: Sendable>(_ body: @escaping @Sendable (RunStore) throws -> T) async throws -> T {
        try await readers.run { [self] in try body(self) }
    }

    /// Reads a run's tables through and holds them against what was written.
    ///
    /// - Throws: ``StoreError/Code/damaged``, or what ``snapshot(run:)`` throws.
    package func verify(run: RunID) throws(StoreError) {
        let snapshot = try pinned(run)
        for stage in snapshot.stages.sorted(by: { $0.rawValue < $1.rawValue }) { try engine.verify(stage, of: run) }
    }

    private func pinned(_ run: RunID) throws(StoreError) -> Snapshot {
        guard let record = try ledger.run(run) else { throw .unknownRun(run) }
        guard [.published, .heldBack].contains(record.state), let snapshot = try snapshot(of: record) else {
            throw StoreError(
                .runNotServed,
                "run \(run) cannot be read: it did not end whole or its files are gone; "
                    + "`quimbi runs list` shows the runs there are")
        }
        return snapshot
    }

    /// The pointer may move on and its run be cleared away between reading it and locking the files: then it is read anew.
    private func openCurrent(unless open: Snapshot?) throws(StoreError) -> Snapshot {
        for _ in 0..<100 {
            guard let current = try ledger.current(), let record = try ledger.run(current) else {
                throw nothingPublished
            }
            if let open, open.run.id == current { return open }
            if let snapshot = try snapshot(of: record) { return snapshot }
        }
        throw StoreError(
            .runNotServed,
            "the files of the current run of pipeline \(pipeline) are not there; run the pipeline or roll back")
    }

    /// Two who read a published run at once share what is open of it.
    private func snapshot(of record: RunRecord) throws(StoreError) -> Snapshot? {
        if let open = handedOut.withLock({ $0[record.id]?.snapshot }) { return open }
        guard let snapshot = try engine.hold(record.id).map({ Snapshot(record, $0, ledger) }) else { return nil }
        let lost = try ledger.stages(of: record.id).subtracting(snapshot.stages).map(\.rawValue).sorted()
        guard lost.isEmpty else { throw damaged(record.id, lost) }
        guard record.state == .published else { return snapshot }
        handedOut.withLock { handedOut in
            handedOut = handedOut.filter { $0.value.snapshot != nil }
            handedOut[record.id] = OpenSnapshot(snapshot: snapshot)
        }
        return snapshot
    }

    private func damaged(_ run: RunID, _ lost: [String]) -> StoreError {
        StoreError(
            .damaged,
            "run \(run) has lost its tables of \(lost.joined(separator: ", ")); go back to the last whole run with "
                + "`quimbi runs rollback`, or run the pipeline with --force")
    }

    private var nothingPublished: StoreError {
        StoreError(
            .nothingPublished, "pipeline \(pipeline) of tenant \(tenant) has published nothing yet; run it first")
    }
}

/// A snapshot that somebody may still hold.
struct OpenSnapshot {
    weak var snapshot: Snapshot?
}
