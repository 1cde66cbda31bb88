package import Domain
internal import Foundation
internal import Tables

extension RunStore {
    /// Reads the ledger through: its pages, the history of customers, and its word on each run beside the run's own.
    ///
    /// - Returns: what is not as it was written, a sentence each.
    /// - Throws: ``StoreError`` where it cannot be read at all.
    package func verifyLedger() throws(StoreError) -> [String] {
        try ledger.verify()
        var found = try ledger.damagedFrames().map { "the history of \($0.run) in the ledger is not as it was written" }
        for id in try engine.leftRuns() {
            guard let run = try ledger.run(id), run.hasFiles, [.published, .heldBack].contains(run.state),
                let text = try engine.manifest(of: id), let now = try ledger.manifest(of: id)
            else { continue }
            guard let kept = RunManifest.read(text) else {
                found.append("what run \(id) keeps of the ledger is not as it was written")
                continue
            }
            if !now.agrees(with: kept) {
                found.append("the ledger's word on run \(id) is not what the run keeps of it")
            }
        }
        return found
    }
}

extension Ledger {
    /// Reads every page where the engine can tell damage; a server holds its own against their checksums.
    ///
    /// - Throws: ``StoreError/Code/damaged``.
    func verify() throws(StoreError) {
        guard let file = engine as? DatabaseFile else { return }
        try file.verify()
    }

    /// The frames whose rows are not those that were loaded.
    fileprivate func damagedFrames() throws(StoreError) -> [(run: RunID, asOf: Instant)] {
        let heads = try read { database in
            try database.all(
                sql: """
                    SELECT number, id, history_frames.as_of, layout FROM history_frames JOIN runs ON number = run
                    ORDER BY number
                    """
            ) { row in
                let layout: String = row["layout"]
                return (
                    HistoryFrameHead(
                        number: row["number"], run: try RunID(row["id"]), asOf: Instant(microseconds: row["as_of"]),
                        layout: try JSONDecoder().decode(HistoryLayout.self, from: Data(layout.utf8))),
                    try JSONDecoder().decode(SealedLayout.self, from: Data(layout.utf8)).digest
                )
            }
        }
        var damaged: [(run: RunID, asOf: Instant)] = []
        for (head, digest) in heads {
            guard let digest else { continue }
            if try isDamaged(head, digest) { damaged.append((head.run, head.asOf)) }
        }
        return damaged
    }

    private func isDamaged(_ head: HistoryFrameHead, _ digest: String) throws(StoreError) -> Bool {
        let cells = head.layout.axes.count + head.layout.width
        // A frame is put together from whole rows alone.
        let odd = try read { database in
            try database.value(
                sql: """
                    SELECT count(*) FROM customer_history WHERE run = ?
                    AND length(dominant) + length(memberships) <> ?
                    """, arguments: [head.number, cells], as: Int64.self) ?? 0
        }
        guard odd == 0 else { return true }
        return try frame(head).digest != digest
    }
}

extension RunManifest {
    /// Whether two say the same of what does not change any more once a run has ended.
    fileprivate func agrees(with other: RunManifest) -> Bool {
        let models = Dictionary(
            self.models.map { ("\($0.name) \($0.version)", [$0.path, $0.metrics, "\($0.asOf)"]) },
            uniquingKeysWith: { first, _ in first })
        let ended = [id.text, state.rawValue, codeVersion, reason, totals, inputDigest, configDigest, previous]
        let theirs = [
            other.id.text, other.state.rawValue, other.codeVersion, other.reason, other.totals, other.inputDigest,
            other.configDigest, other.previous,
        ]
        return ended == theirs
            && [number, asOf, started, finished] == [other.number, other.asOf, other.started, other.finished]
            && stages == other.stages && events == other.events
            && other.models.allSatisfy { models["\($0.name) \($0.version)"] == [$0.path, $0.metrics, "\($0.asOf)"] }
    }
}
