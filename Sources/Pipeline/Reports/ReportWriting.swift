internal import Analytics
internal import Domain
internal import Foundation
internal import Store

/// Writes the reports of a run into its folder, before it is published.
struct ReportWriting {
    private let runner: Runner
    private let outcome: RunOutcome
    private let previous: RunRecord?

    init(_ runner: Runner, _ outcome: RunOutcome, _ previous: RunRecord?) {
        (self.runner, self.outcome, self.previous) = (runner, outcome, previous)
    }

    func write(_ bench: Workbench, _ plan: StagePlan) throws {
        try write(
            .run,
            RunReport(stages: outcome.stages, totals: outcome.totals, outcome: outcome.state.rawValue))
        try write(.dataQuality, DataQualityReport(tables: bench.quality.tables, checks: outcome.checks))
        try write(.segments, of: .segments, plan) {
            SegmentReport(bench.segmentation.model, bench.segmentation.scores, bench.totals)
        }
        try write(.archetypes, of: .segments, plan) {
            ArchetypeReport(bench.archetypes, dropOrder: bench.segmentation.model.archetypeDropOrder)
        }
        try write(.cohorts, of: .cohorts, plan) { CohortReport(bench.cohorts) }
    }

    /// Writes the report of a stage: as computed, or the published run's under a new header where the stage is reused.
    private func write(
        _ name: ReportName, of stage: StageFile, _ plan: StagePlan, _ body: () -> some Encodable & Sendable
    ) throws {
        guard let entry = plan.entries.first(where: { $0.stage == stage }), entry.action != .omit else { return }
        let old = previous.flatMap { runner.reports.data(name, run: $0.id.text) }
        if entry.action == .reuse, let old, let renewed = try header(name).replacing(in: old) {
            return try runner.reports.write(renewed, name: name, run: outcome.run.text)
        }
        try write(name, body())
    }

    private func write(_ name: ReportName, _ body: some Encodable & Sendable) throws {
        let data = try ReportFile(header: header(name), body: body).data()
        try runner.reports.write(data, name: name, run: outcome.run.text)
    }

    private func header(_ name: ReportName) -> ReportHeader {
        ReportHeader(
            schema: name.schema, pipeline: runner.definition.name, runID: outcome.run.text, asOf: outcome.asOf,
            generatedAt: runner.now(), timezone: runner.definition.zone.identifier,
            currency: runner.definition.currency)
    }
}
