internal import Analytics
internal import Domain
internal import Foundation
internal import Reports
internal import Store

/// Writes the reports of a run into its folder, before it is published.
struct ReportWriting {
    private let runner: Runner
    private let outcome: RunOutcome
    private let previous: RunRecord?
    private let past: [PastPredictions]
    private let changes: CohortChanges?

    /// `past` is how predictions of earlier nights turned out, `changes` what cohorts are otherwise than last night.
    init(
        _ runner: Runner, _ outcome: RunOutcome, _ previous: RunRecord?, past: [PastPredictions],
        _ changes: CohortChanges?
    ) {
        (self.runner, self.outcome, self.previous, self.past) = (runner, outcome, previous, past)
        self.changes = changes
    }

    func write(_ bench: Workbench, _ plan: StagePlan) throws {
        try write(
            RunReport(stages: outcome.stages.map(\.entry), totals: outcome.totals, outcome: outcome.state.rawValue))
        try write(DataQualityReport(bench.quality, checks: outcome.checks, changes))
        try write(of: .segments, plan) {
            let contest = bench.segmentation.contest(bench.decision) ?? last(StoredSegmentModel.self, bench)
            return SegmentReport(
                bench.segmentation.model, bench.segmentation.scores, bench.totals, contest: contest)
        }
        try write(of: .segments, plan) {
            ArchetypeReport(
                bench.archetypes, bench.customerValues, dropOrder: bench.segmentation.model.archetypeDropOrder)
        }
        try write(of: .lifetime, plan) {
            let tonight = bench.lifetime
            return LifetimeReport(
                tonight.model, isFitted: tonight.isFitted, reason: tonight.refusal, forecasts: tonight.forecasts,
                past: past, contest: tonight.contest ?? last(StoredLifetimeModel.self, bench))
        }
        try write(of: .churn, plan) {
            let tonight = bench.churn
            return ChurnReport(
                tonight.model, isFitted: tonight.isFitted, reason: tonight.refusal, scores: tonight.scores,
                customers: bench.shop.customers.count,
                contest: tonight.contest ?? last(StoredChurnModel.self, bench))
        }
        try write(of: .cohorts, plan) { CohortReport(bench.cohorts) }
        try write(of: .affinity, plan) { AffinityReport(bench.affinity, bench.shop) }
        try write(of: .support, plan) { SupportReport(bench.support, bench.customerValues) }
        try write(of: .support, plan) { AgentReport(bench.support) }
        try write(of: .clocks, plan) { ServiceReport(bench.clocks) }
    }

    /// How the last fit did against the champion, on a night without one.
    private func last<Model: StoredModel>(_ type: Model.Type, _ bench: Workbench) -> ChampionContest? {
        bench.models.lastContests[Model.name]
    }

    /// Writes the report of a stage: as computed, or the published run's under a new header where the stage is reused.
    private func write<Body: Report>(of stage: StageFile, _ plan: StagePlan, _ make: () throws -> Body) throws {
        guard let entry = plan.entries.first(where: { $0.stage == stage }), entry.action != .omit else { return }
        let old = previous.flatMap { runner.reports.data(Body.name, run: $0.id.text) }
        if entry.action == .reuse, let old, let renewed = try header(Body.name).replacing(in: Array(old)) {
            return try write(Body.name, renewed)
        }
        try write(make())
    }

    private func write<Body: Report>(_ body: Body) throws {
        try write(Body.name, ReportFile(header: header(Body.name), body: body).bytes())
    }

    private func write(_ name: ReportName, _ bytes: [UInt8]) throws {
        try runner.reports.write(Data(bytes), name: name, run: outcome.run.text)
    }

    private func header(_ name: ReportName) -> ReportHeader {
        ReportHeader(
            schema: name.schema, pipeline: runner.definition.name, runID: outcome.run.text, asOf: outcome.asOf,
            generatedAt: runner.now(), timezone: runner.definition.zone.identifier,
            currency: runner.definition.currency)
    }
}
