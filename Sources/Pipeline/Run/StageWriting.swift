internal import Domain
internal import Store
internal import Tables

/// Computes the stages of a plan and writes their files, several at once where there are cores for it.
struct StageWriting {
    private let runner: Runner
    private let draft: RunDraft
    private let previous: RunRecord?
    private let context: RunContext
    private let queue: WriteQueue
    private let outcomes: StageOutcomes
    /// Of what is stored, by stage.
    private var digests: [StageFile: String] = [:]
    private var refits: [StageRefit] = []

    init(_ runner: Runner, _ draft: RunDraft, _ previous: RunRecord?, _ context: RunContext) {
        (self.runner, self.draft, self.previous, self.context) = (runner, draft, previous, context)
        (queue, outcomes) = (WriteQueue(jobs: runner.jobs), StageOutcomes(progress: runner.progress))
    }

    /// What became of the stages.
    struct Written {
        /// How each stage went, in their order.
        let stages: [StageReport]
        /// The refits of this run, promoted or not.
        let refits: [StageRefit]
    }

    /// Follows a plan.
    ///
    /// The stage that reports the reading of the source is timed from `readingBegan` on.
    mutating func write(_ plan: StagePlan, readingBegan: ContinuousClock.Instant) throws -> Written {
        digests = Dictionary(uniqueKeysWithValues: plan.entries.map { ($0.stage, $0.digest) })
        do {
            for (stage, entry) in zip(Stages.all, plan.entries) where entry.action != .omit {
                // The reading has been going on since before there was a plan.
                if stage.isReusable { runner.progress(.began(stage: stage.name)) }
                let began = stage.isReusable ? ContinuousClock.now : readingBegan
                if entry.action == .reuse, let previous {
                    try takeOver(entry, from: previous, began)
                } else {
                    try compute(stage, entry, began)
                }
            }
        } catch {
            // A writer must not outlive the run that it writes for.
            try? queue.finish()
            throw error
        }
        try queue.finish()
        return Written(stages: outcomes.inOrder(plan.entries.map(\.stage)), refits: refits)
    }

    private func takeOver(
        _ entry: StagePlan.Entry, from previous: RunRecord, _ began: ContinuousClock.Instant
    ) throws {
        try draft.linkStage(entry.stage, from: previous.id)
        outcomes.add(
            entry, digest: entry.digest, rowsIn: 0, rowsOut: 0, seconds: (ContinuousClock.now - began) / .seconds(1))
    }

    private mutating func compute<S: Stage>(
        _ stage: S.Type, _ entry: StagePlan.Entry, _ began: ContinuousClock.Instant
    ) throws {
        let run = StageRun<S>(context)
        let output = try S.tables(run)
        let computing = ContinuousClock.now - began
        if let refit = try context.settle(S.self) { refits.append(refit) }
        let (draft, outcomes, digest) = (draft, outcomes, try context.digest(of: S.self, digests))
        digests[S.file] = digest
        try queue.enqueue {
            let writingBegan = ContinuousClock.now
            let writer = try draft.writer(for: S.file)
            try output.write { try writer.append($0) }
            let rows = writer.rowCount
            try writer.finish(digest: digest)
            let seconds = (computing + (ContinuousClock.now - writingBegan)) / .seconds(1)
            outcomes.add(entry, digest: digest, rowsIn: output.rowsIn, rowsOut: rows, seconds: seconds)
        }
        guard let history = try S.history(run) else { return }
        // It outlives the tables, and nobody sees it before the run is published.
        let asOf = context.source.shop.asOf
        try queue.enqueue { try draft.loadHistory(history(), asOf: asOf) }
    }
}
