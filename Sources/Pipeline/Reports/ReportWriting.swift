internal import Analytics
internal import Domain
internal import Foundation
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
        let run = RunReport(stages: outcome.stages, totals: outcome.totals, outcome: outcome.state.rawValue)
        try write(.run, encoded(.run, run))
        try write(
            .dataQuality,
            encoded(.dataQuality, DataQualityReport(tables: bench.quality.tables, checks: outcome.checks, changes)))
        try write(.segments, of: .segments, plan) {
            let report = SegmentReport(bench.segmentation.model, bench.segmentation.scores, bench.totals)
            let contest = bench.segmentation.contest(bench.decision)
            return try encoded(.segments, Contested(report, contest ?? last(StoredSegmentModel.self, bench)))
        }
        try write(.archetypes, of: .segments, plan) {
            let order = bench.segmentation.model.archetypeDropOrder
            return try encoded(.archetypes, ArchetypeReport(bench.archetypes, bench.customerValues, dropOrder: order))
        }
        try write(.ltv, of: .lifetime, plan) {
            let tonight = bench.lifetime
            let report = LifetimeReport(
                tonight.model, isFitted: tonight.isFitted, reason: tonight.refusal, forecasts: tonight.forecasts,
                past: past)
            return try encoded(.ltv, Contested(report, tonight.contest ?? last(StoredLifetimeModel.self, bench)))
        }
        try write(.churn, of: .churn, plan) {
            let tonight = bench.churn
            let report = ChurnReport(
                tonight.model, isFitted: tonight.isFitted, reason: tonight.refusal, scores: tonight.scores,
                customers: bench.shop.customers.count)
            return try encoded(.churn, Contested(report, tonight.contest ?? last(StoredChurnModel.self, bench)))
        }
        try write(.cohorts, of: .cohorts, plan) {
            let head = try JSONEncoder.sortedKeys.encode(header(.cohorts))
            return Data(CohortReport.text(bench.cohorts, header: head).bytes) + Data("\n".utf8)
        }
        try write(.affinity, of: .affinity, plan) {
            let head = try JSONEncoder.sortedKeys.encode(header(.affinity))
            return Data(AffinityReport.text(bench.affinity, bench.shop, header: head).bytes) + Data("\n".utf8)
        }
        try write(.support, of: .support, plan) {
            try encoded(.support, SupportReport(bench.support, bench.customerValues))
        }
        try write(.agents, of: .support, plan) { try encoded(.agents, AgentReport(bench.support)) }
        try write(.sla, of: .clocks, plan) { try encoded(.sla, ServiceReport(bench.clocks)) }
    }

    /// How the last fit did against the champion, on a night without one.
    private func last<Model: StoredModel>(_ type: Model.Type, _ bench: Workbench) -> ChampionContest? {
        bench.models.lastContests[Model.name]
    }

    /// Writes the report of a stage: as computed, or the published run's under a new header where the stage is reused.
    private func write(_ name: ReportName, of stage: StageFile, _ plan: StagePlan, _ make: () throws -> Data) throws {
        guard let entry = plan.entries.first(where: { $0.stage == stage }), entry.action != .omit else { return }
        let old = previous.flatMap { runner.reports.data(name, run: $0.id.text) }
        if entry.action == .reuse, let old, let renewed = try header(name).replacing(in: old) {
            return try write(name, renewed)
        }
        try write(name, make())
    }

    private func write(_ name: ReportName, _ data: Data) throws {
        try runner.reports.write(data, name: name, run: outcome.run.text)
    }

    private func encoded(_ name: ReportName, _ body: some Encodable & Sendable) throws -> Data {
        try ReportFile(header: header(name), body: body).data()
    }

    private func header(_ name: ReportName) -> ReportHeader {
        ReportHeader(
            schema: name.schema, pipeline: runner.definition.name, runID: outcome.run.text, asOf: outcome.asOf,
            generatedAt: runner.now(), timezone: runner.definition.zone.identifier,
            currency: runner.definition.currency)
    }
}
