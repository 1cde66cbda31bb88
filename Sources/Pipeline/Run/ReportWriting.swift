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

    init(_ runner: Runner, _ outcome: RunOutcome, _ previous: RunRecord?) {
        (self.runner, self.outcome, self.previous) = (runner, outcome, previous)
    }

    /// Those of the run as a whole, then those of every stage.
    func write(_ plan: StagePlan, _ context: RunContext, _ review: RunReview) throws {
        try write(
            RunReport(stages: outcome.stages.map(\.entry), totals: outcome.totals, outcome: outcome.state.rawValue))
        try write(
            DataQualityReport(
                context.source.quality, checks: review.checks, review.cohortChanges))
        for stage in plan.kept { try write(stage, context) }
        try runner.reports.seal(run: outcome.run.text)
    }

    /// As computed, or the published run's under a new header where the stage's tables were taken over.
    private func write<S: Stage>(_ stage: S.Type, _ context: RunContext) throws {
        for report in S.reports {
            let (name, header) = (report.name, header(report.name))
            // One that is damaged is made anew.
            let old = previous.flatMap { try? runner.reports.data(name, run: $0.id.text) }
            if !context.isComputed(S.file), let old, let renewed = try header.replacing(in: Array(old)) {
                try write(name, renewed)
            } else {
                try write(name, report.bytes(StageRun<S>(context), header))
            }
        }
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
