internal import Analytics
internal import Domain
internal import Foundation
internal import Ingest
internal import Reports
internal import Store
internal import Tables

/// One run, from the first row read to the pointer that is moved.
struct RunInProgress {
    private let runner: Runner
    private let store: RunStore
    private let draft: RunDraft
    private let request: RunRequest
    private let last: LastRun

    init(_ runner: Runner, _ store: RunStore, _ draft: RunDraft, _ request: RunRequest) throws {
        (self.runner, self.store, self.draft, self.request) = (runner, store, draft, request)
        last = try LastRun(
            store, file: runner.definition.file, acceptsUncompared: request.acceptsUncompared)
    }

    private var definition: PipelineDefinition { runner.definition }

    /// Does everything, and publishes the run or holds it back.
    func finish() throws -> RunOutcome {
        let began = ContinuousClock.now
        runner.progress(.began(stage: Stages.reading))
        let context = try SourceReading(runner, store, last).context(request)
        try InputChecks.refuse(context.source.quality, definition.guards)
        let earlier = earlier(context)
        let sourceChecks = try RunReview.ofSource(context, earlier)
        // What the source alone holds back is held back before hours are spent on it.
        let isSound = !sourceChecks.contains { $0.outcome == .failed }
        let plan = try StagePlan(context, store: store, previous: last.reusable, request, readsOnly: !isSound)
        context.compute(plan.computed)
        var writing = StageWriting(runner, draft, last.reusable, context)
        let written = try writing.write(plan, readingBegan: began)
        let review = try RunReview(plan, context, earlier, sourceChecks)
        let failed = review.checks.filter { $0.outcome == .failed }
        let state: RunState = failed.isEmpty ? .published : .heldBack
        try write(review, written.stages)
        let outcome = RunOutcome(
            run: draft.id, state: state, asOf: context.source.shop.asOf, totals: RunTotals(of: context.source.shop),
            stages: written.stages, checks: review.checks, quality: context.source.quality,
            findings: try RunFindings(plan, context, review.checks).lines,
            reportFolder: runner.reports.path(ofRun: draft.id.text),
            tables: definition.store.place(tenant: definition.tenant, pipeline: definition.name, run: draft.id))
        try ReportWriting(runner, outcome, last.reusable).write(plan, context, review)
        return try end(outcome, context, plan, written.refits)
    }

    private func earlier(_ context: RunContext) -> EarlierRuns {
        EarlierRuns(
            store: store, draft: draft, last: last, published: context.published, definition: definition,
            now: runner.now(), isAsOfFixed: isAsOfFixed)
    }

    private var isAsOfFixed: Bool {
        if case .instant = request.asOf ?? definition.asOf { true } else { false }
    }

    private func write(_ review: RunReview, _ stages: [StageReport]) throws {
        let writer = try draft.writer(for: .checks)
        try writer.append(QualityTables.checks(review.checks))
        try writer.append(QualityTables.stageRuns(stages))
        for table in review.tables { try writer.append(table) }
        try writer.finish(digest: nil)
    }

    /// Publishes the run with its history, models and events, or holds it back.
    private func end(
        _ outcome: RunOutcome, _ context: RunContext, _ plan: StagePlan, _ refits: [StageRefit]
    ) throws -> RunOutcome {
        var result = RunResult()
        result.asOf = outcome.asOf
        result.totals = try Digest.json(outcome.totals)
        result.inputDigest = context.source.digest
        if let reason = outcome.holdBackReason {
            try store.close(draft, as: .heldBack, reason: reason, result, at: runner.now())
            return Aftermath.of(outcome, [.init("describe the run") { try store.keepManifest(of: draft.id) }])
        }
        result.models = try refits.map { try version(of: $0.model, $0) }
        for stage in plan.computed { result.events += try events(of: stage, context) }
        try publish(result)
        return Aftermath.of(
            outcome,
            [
                .init("describe the run") { try store.keepManifest(of: draft.id) },
                .init("point `latest` at its reports") { try runner.reports.pointLatest(at: draft.id.text) },
                .init("write registry.json") { try runner.models.writeRegistry(try store.models()) },
            ])
    }

    /// A commit that reports an error may have been kept: the ledger says whether it was.
    private func publish(_ result: RunResult) throws {
        do {
            try store.publish(draft, result, at: runner.now())
        } catch {
            guard try store.run(draft.id)?.state == .published else { throw error }
        }
    }

    private func events<S: Stage>(of stage: S.Type, _ context: RunContext) throws -> [StoredEvent] {
        try S.events(StageRun<S>(context))
    }

    /// Writes the file of a model; the ledger names it when the run is published.
    private func version<Model: FittedModel>(of model: Model, _ refit: StageRefit) throws -> ModelVersion {
        ModelVersion(
            name: Model.name, version: model.version, path: try runner.models.write(model),
            isChampion: refit.isPromoted, metrics: try contested(refit.metrics, refit.contest), asOf: model.cutoff)
    }

    private func contested(_ metrics: some Encodable & Sendable, _ contest: ChampionContest?) throws -> String {
        try Digest.json(Contested(metrics, contest))
    }
}

/// What the stages find when they look back, and every check of the run.
struct RunReview {
    let checks: [QualityCheck]
    let tables: [Table]
    let cohortChanges: CohortChanges?

    /// - Parameters:
    ///   - plan: what the run computes and keeps.
    ///   - context: its results.
    ///   - earlier: the runs it is compared with.
    ///   - sourceChecks: those of ``ofSource(_:_:)``, which were made before the plan.
    /// - Throws: what keeps a stage from looking back.
    init(
        _ plan: StagePlan, _ context: RunContext, _ earlier: EarlierRuns, _ sourceChecks: [QualityCheck]
    ) throws {
        let reviews = try plan.kept.map { try context.review($0, earlier) }
        let computed = plan.computed.filter { !Self.isSource($0) }
        let found = try computed.flatMap { try Self.checks(of: $0, context, earlier) } + reviews.flatMap(\.checks)
        checks = sourceChecks + Self.accepting(found + earlier.last.missed, earlier)
        tables = reviews.flatMap(\.tables)
        cohortChanges = reviews.lazy.compactMap(\.cohortChanges).first
    }

    /// What the stages that read nothing but the source check: enough to hold a run back before the others compute.
    static func ofSource(_ context: RunContext, _ earlier: EarlierRuns) throws -> [QualityCheck] {
        accepting(
            try Stages.all.filter(isSource).flatMap { try checks(of: $0, context, earlier) }, earlier)
    }

    private static func isSource(_ stage: any Stage.Type) -> Bool { !stage.isReusable }

    private static func accepting(_ checks: [QualityCheck], _ earlier: EarlierRuns) -> [QualityCheck] {
        checks.map { earlier.guards.accepted.contains($0.name) ? $0.accepted : $0 }
    }

    private static func checks<S: Stage>(
        of stage: S.Type, _ context: RunContext, _ earlier: EarlierRuns
    ) throws -> [QualityCheck] {
        try S.checks(StageRun<S>(context), earlier)
    }
}

extension Snapshot {
    /// How many customers the run had; `nil` where it is of before there were totals.
    fileprivate func customers() throws -> Int? {
        try run.totals.map { try JSONDecoder().decode(RunTotals.self, from: Data($0.utf8)).customers }
    }
}

extension RunOutcome {
    /// Why the run is held back; `nil` where it is published.
    package var holdBackReason: String? {
        let failed = checks.filter { $0.outcome == .failed }
        guard let first = failed.first else { return nil }
        let more = failed.count > 1 ? " (and \(failed.count - 1) more)" : ""
        return "run \(run) is held back by check \(first.name): found \(first.found), allowed \(first.allowed)\(more); "
            + "the last good run stays published, `quimbi runs show \(run)` tells more"
    }
}
