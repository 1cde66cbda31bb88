internal import Domain
internal import Store

/// Computes the stages of a plan and writes their files, the one beside the other where there is a core for it.
struct StageWriting {
    private let runner: Runner
    private let draft: RunDraft
    private let previous: RunRecord?
    private let readingBegan: ContinuousClock.Instant

    init(_ runner: Runner, _ draft: RunDraft, _ previous: RunRecord?, readingBegan: ContinuousClock.Instant) {
        (self.runner, self.draft, self.previous, self.readingBegan) = (runner, draft, previous, readingBegan)
    }

    /// - Returns: how each stage went, in their order.
    func write(_ plan: StagePlan, _ bench: Workbench) throws -> [StageReport] {
        let queue = WriteQueue(jobs: runner.jobs)
        let reports = ReportCollector(progress: runner.progress)
        var digests = Dictionary(uniqueKeysWithValues: plan.entries.map { ($0.stage, $0.digest) })
        do {
            for entry in plan.entries where entry.action != .omit {
                guard let stage = Stage.named(entry.stage) else { continue }
                try write(stage, entry, bench, &digests, queue, reports)
                if stage.file == .segments, entry.action == .compute { try keepHistory(bench, queue) }
            }
        } catch {
            // A writer must not outlive the run that it writes for.
            try? queue.finish()
            throw error
        }
        try queue.finish()
        return reports.inOrder(plan.entries.map(\.stage))
    }

    /// Loads what outlives the tables; nobody sees it before the run is published.
    private func keepHistory(_ bench: Workbench, _ queue: WriteQueue) throws {
        let (draft, asOf) = (draft, bench.shop.asOf)
        let (ids, segmentation, features) = (bench.shop.customers.ids, bench.segmentation, bench.features)
        let (forecasts, churn) = (bench.lifetime.forecasts, bench.churn.scores)
        try queue.enqueue {
            try draft.loadHistory(HistoryFrame(segmentation, features, forecasts, churn, ids: ids), asOf: asOf)
        }
    }

    private func write(
        _ stage: Stage, _ entry: StagePlan.Entry, _ bench: Workbench, _ digests: inout [StageFile: String],
        _ queue: WriteQueue, _ reports: ReportCollector
    ) throws {
        // The reading has been going on since before there was a plan.
        let began = stage.file == .ingest ? readingBegan : ContinuousClock.now
        if stage.file != .ingest { runner.progress(.began(stage: stage.name)) }
        if entry.action == .reuse, let previous {
            try draft.linkStage(stage.file, from: previous.id)
            return reports.add(
                entry, digest: entry.digest, rowsIn: 0, rowsOut: 0, seconds: (ContinuousClock.now - began) / .seconds(1)
            )
        }
        let output = try stage.body(bench)
        let computing = ContinuousClock.now - began
        let (draft, digest) = (draft, try stage.digest(bench, digests, isComputed: true))
        digests[stage.file] = digest
        try queue.enqueue {
            let writingBegan = ContinuousClock.now
            let writer = try draft.writer(for: stage.file)
            try output.write { try writer.append($0) }
            let rows = writer.rowCount
            try writer.finish(digest: digest)
            let seconds = (computing + (ContinuousClock.now - writingBegan)) / .seconds(1)
            reports.add(entry, digest: digest, rowsIn: output.rowsIn, rowsOut: rows, seconds: seconds)
        }
    }
}
