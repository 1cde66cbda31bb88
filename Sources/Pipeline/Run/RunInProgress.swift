internal import Analytics
internal import Domain
internal import Foundation
internal import Ingest
internal import Reports
internal import Store

/// One run, from the first row read to the pointer that is moved.
struct RunInProgress {
    private let runner: Runner
    private let store: RunStore
    private let draft: RunDraft
    private let request: RunRequest
    private let previous: RunRecord?

    init(_ runner: Runner, _ store: RunStore, _ draft: RunDraft, _ request: RunRequest) throws {
        (self.runner, self.store, self.draft, self.request) = (runner, store, draft, request)
        previous = try store.current().flatMap { try store.run($0) }
    }

    private var definition: PipelineDefinition { runner.definition }

    /// Does everything, and publishes the run or holds it back.
    func finish() throws -> RunOutcome {
        let began = ContinuousClock.now
        runner.progress(.began(stage: StageFile.ingest.rawValue))
        let bench = try SourceReading(runner, store).workbench(request)
        try InputChecks.refuse(bench.quality, definition.guards)
        bench.earlier = earlier()
        let plan = try StagePlan(bench, store: store, previous: previous, request)
        bench.earlier?.isTakenOver = !plan.computes(.profiles)
        let stages = try StageWriting(runner, draft, previous, readingBegan: began).write(plan, bench)
        let past = try predictions(bench, plan)
        let changes = try cohortChanges(bench, plan)
        let checks = try self.checks(bench, plan) + ResultChecks.cohortCells(changes)
        let failed = checks.filter { $0.outcome == .failed }
        let state: RunState = failed.isEmpty ? .published : .heldBack
        try writeChecks(checks, stages, changes)
        let outcome = RunOutcome(
            run: draft.id, state: state, asOf: bench.shop.asOf, totals: RunTotals(of: bench.shop), stages: stages,
            checks: checks, quality: bench.quality, findings: try RunFindings(bench, checks, stages).lines,
            reportFolder: runner.reports.path(ofRun: draft.id.text),
            tables: definition.store.place(tenant: definition.tenant, pipeline: definition.name, run: draft.id))
        try ReportWriting(runner, outcome, previous, past: past, changes).write(bench, plan)
        try end(outcome, bench, plan)
        return outcome
    }

    /// The run that is served as yet; `nil` on a first night, or where its files are gone.
    private func earlier() -> EarlierRun? {
        guard let previous, let asOf = previous.asOf, let snapshot = try? store.snapshot(run: previous.id) else {
            return nil
        }
        return EarlierRun(
            run: previous.id, asOf: asOf, configDigest: previous.configDigest, codeVersion: previous.codeVersion,
            snapshot: snapshot)
    }

    /// Keeps what is predicted tonight, and tells how earlier predictions turned out.
    private func predictions(_ bench: Workbench, _ plan: StagePlan) throws -> [PastPredictions] {
        let keeping = try PredictionKeeping(store, draft, previous: previous)
        if plan.computes(.lifetime) { try keeping.keep(bench) }
        return try keeping.outcomes(bench)
    }

    /// What is no longer as the published run told it.
    private func cohortChanges(_ bench: Workbench, _ plan: StagePlan) throws -> CohortChanges? {
        guard let previous, let before = try? store.snapshot(run: previous.id) else { return nil }
        let entry = plan.entries.first { $0.stage == .cohorts }
        return try CohortComparison(previous, bench).changes(from: before, entry)
    }

    private func checks(_ bench: Workbench, _ plan: StagePlan) throws -> [QualityCheck] {
        let before = previous.flatMap { try? store.snapshot(run: $0.id) }
        var checks = InputChecks.checks(bench.shop, bench.quality, guards: definition.guards, now: runner.now())
        if let before {
            let rows = try before.readBlocking { try $0.quality() }.filter { $0.kind == .table }
            let read = Dictionary(rows.map { ($0.tableName, $0.read ?? 0) }, uniquingKeysWith: max)
            checks.append(InputChecks.tablesKept(before: read, bench.quality))
        }
        checks += volumeChecks(bench)
        if plan.computes(.clocks) { checks += TicketChecks.checks(bench.clocks) }
        if plan.computes(.profiles) { checks += ResultChecks.totals(bench.shop, bench.summaries, bench.quality) }
        if plan.computes(.lifetime), let forecasts = bench.lifetime.forecasts {
            checks.append(ResultChecks.forecasts(forecasts))
        }
        if plan.computes(.churn), let scores = bench.churn.scores { checks.append(ResultChecks.churn(scores)) }
        if plan.computes(.cohorts) { checks += ResultChecks.cohorts(bench.cohorts, bench.summaries) }
        if plan.computes(.segments) {
            let (model, scores) = (bench.segmentation.model, bench.segmentation.scores)
            checks.append(ResultChecks.memberships(model, bench.features, jobs: runner.jobs))
            if !bench.segmentation.isFitted { checks.append(ResultChecks.collapse(model, scores)) }
            if let before { checks += try drift(bench, from: before) }
        }
        if let age = DataAge(of: bench.shop).check(ageGuards, now: runner.now()) { checks.append(age) }
        return checks.map { definition.guards.accepted.contains($0.name) ? $0.accepted : $0 }
    }

    /// Whether as much came in as before.
    private func volumeChecks(_ bench: Workbench) -> [QualityCheck] {
        let trend = [RecentVolume.trend(of: bench.shop)].compactMap(\.self)
        guard let before = previous?.totals.flatMap({ try? JSONDecoder().decode(RunTotals.self, from: Data($0.utf8)) }),
            let recent = before.recent
        else { return trend }
        let until = min(recent.until, bench.shop.asOf.microseconds)
        return trend + RecentVolume(of: bench.shop, until: until).checks(against: recent)
    }

    /// A fixed instant asks for old data.
    private var ageGuards: PipelineDefinition.Guards {
        var guards = definition.guards
        if case .instant = request.asOf ?? definition.asOf { guards.maxDataAge = .never }
        return guards
    }

    /// The population against that of the published run, under the model that run had.
    private func drift(_ bench: Workbench, from before: Snapshot) throws -> [QualityCheck] {
        guard let model = bench.decision.previous?.segments, before.has(.segmentDefinitions) else { return [] }
        let definitions = try before.readBlocking { try $0.segmentDefinitions() }
        let totals = try before.run.totals.map { try JSONDecoder().decode(RunTotals.self, from: Data($0.utf8)) }
        guard let customers = totals?.customers, definitions.allSatisfy({ $0.modelVersion == model.version }) else {
            return []
        }
        let tonight = bench.segmentation
        let scores = tonight.isFitted ? model.score(bench.features, jobs: runner.jobs) : tonight.scores
        let counts = Dictionary(
            definitions.map { ($0.segmentID, $0.customers) }, uniquingKeysWith: { first, _ in first })
        return [ResultChecks.customersKept(before: customers, now: bench.shop.customers.count)]
            + ResultChecks.drift(
                before: counts, customersBefore: customers, model: model, scores: scores,
                allowed: definition.guards.maxDrift)
    }

    private func writeChecks(
        _ checks: [QualityCheck], _ stages: [StageReport], _ changes: CohortChanges?
    ) throws {
        let writer = try draft.writer(for: .checks)
        try writer.append(QualityTables.checks(checks))
        try writer.append(QualityTables.stageRuns(stages))
        if let changes { try writer.append(CohortTable.changes(changes)) }
        try writer.finish(digest: nil)
    }

    /// Publishes the run with its history, models and events, or holds it back.
    private func end(_ outcome: RunOutcome, _ bench: Workbench, _ plan: StagePlan) throws {
        var result = RunResult()
        result.asOf = outcome.asOf
        result.totals = String(decoding: try JSONEncoder.sortedKeys.encode(outcome.totals), as: UTF8.self)
        result.inputDigest = bench.inputDigest
        if let reason = outcome.holdBackReason {
            try store.close(draft, as: .heldBack, reason: reason, result, at: runner.now())
            return
        }
        if plan.computes(.lifetime), let model = bench.lifetime.modelToStore(bench) {
            try add(model, bench.lifetime.contest, to: &result)
        }
        if plan.computes(.churn), let model = bench.churn.modelToStore(bench) {
            try add(model, bench.churn.contest, to: &result)
        }
        if plan.computes(.segments), let model = bench.modelToStore { try add(model, bench, to: &result) }
        if plan.computes(.changes) { result.events += bench.customerEvents }
        try store.publish(draft, result, at: runner.now())
        // Copies for people: the run is published whether they can be written or not, and the next one mends them.
        try? runner.reports.pointLatest(at: draft.id.text)
        try? runner.models.writeRegistry(try store.models())
    }

    private func add(_ model: StoredSegmentModel, _ bench: Workbench, to result: inout RunResult) throws {
        let quality = Dictionary(
            uniqueKeysWithValues: model.segments.axes.map { ($0.axis.rawValue, $0.quality.silhouette) })
        let contest = bench.segmentation.contest(bench.decision)
        result.models.append(try version(of: model, contest, metrics: ["silhouette": quality]))
        result.events += try bench.segmentation.events.map { event in
            StoredEvent(
                kind: "segment_\(event.kind.rawValue)", subject: event.segment,
                detail: String(decoding: try JSONEncoder.sortedKeys.encode(event), as: UTF8.self))
        }
    }

    private func add(
        _ stored: StoredLifetimeModel, _ contest: ChampionContest?, to result: inout RunResult
    ) throws {
        let (model, holdout) = (stored.model, stored.model.holdout)
        let figures = [
            "log_likelihood": model.logLikelihood, "mean_log_likelihood": holdout.meanLogLikelihood,
            "bias": holdout.value?.bias ?? holdout.orders.bias,
            "coverage_90": holdout.value?.coverage90 ?? holdout.orders.coverage90,
        ]
        result.models.append(try version(of: stored, contest, metrics: [model.name: figures]))
    }

    private func add(
        _ stored: StoredChurnModel, _ contest: ChampionContest?, to result: inout RunResult
    ) throws {
        let holdout = stored.model.holdout
        let figures = [
            "auc": holdout?.auc, "auc_active": holdout?.activeAUC, "brier": holdout?.brier, "ece": holdout?.ece,
            "lift_top_decile": holdout?.liftTopDecile, "log_loss": holdout?.logLoss,
        ].compactMapValues(\.self)
        result.models.append(try version(of: stored, contest, metrics: [stored.model.name: figures]))
    }

    /// Writes the file of a model; the ledger names it when the run is published.
    private func version(
        of model: some StoredModel, _ contest: ChampionContest?, metrics: some Encodable & Sendable
    ) throws -> ModelVersion {
        let figures = try JSONEncoder.sortedKeys.encode(Contested(metrics, contest))
        return ModelVersion(
            name: type(of: model).name, version: model.version, path: try runner.models.write(model),
            isChampion: contest?.isPromoted ?? true, metrics: String(decoding: figures, as: UTF8.self),
            asOf: model.cutoff)
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
