internal import Analytics
internal import Domain
internal import Foundation
internal import Ingest
internal import Reports
internal import Store
internal import Tables

/// How cohorts of customers hold.
enum CohortsStage: Stage {
    struct Options: Codable, Sendable {
        let granularities: [CohortGranularity]
        /// By their names.
        let breakdowns: [String]
        let start: CohortStart
        let seed: UInt64
    }

    static let file = StageFile.cohorts

    static var defaults: PipelineDefinition.CohortOptions { PipelineDefinition.CohortOptions() }

    static func settings(_ yaml: StrictYAML, _ definition: PipelineDefinition) throws(ConfigurationError)
        -> PipelineDefinition.CohortOptions
    {
        try PipelineDefinition.CohortOptions(yaml)
    }

    static func options(_ definition: PipelineDefinition) -> Options {
        let cohorts = definition.cohorts
        return Options(
            granularities: cohorts.granularities, breakdowns: cohorts.breakdowns.map(\.rawValue),
            start: cohorts.start, seed: definition.seed)
    }

    /// Segments only where cohorts are cut by them.
    static func reads(_ options: Options) -> [any Stage.Type] {
        let isCut = options.analysis.breakdowns.contains { $0.knowledge == .tonight }
        return isCut ? [IngestStage.self, SegmentsStage.self] : [IngestStage.self]
    }

    static func compute(_ run: StageRun<Self>) throws -> CohortAnalysis {
        Cohorts.analyze(run.shop, run.options.analysis, labels: try labels(run), jobs: run.jobs)
    }

    /// The part of every customer, for the breakdowns that this run finds itself.
    private static func labels(_ run: StageRun<Self>) throws -> [CohortBreakdown: CohortLabels] {
        try run.options.analysis.breakdowns.reduce(into: [:]) { labels, breakdown in
            switch breakdown {
            case .channel, .country, .firstCategory, .firstDiscount: break
            case .archetype:
                let archetypes = try run[SegmentsStage.self].archetypes
                labels[breakdown] = CohortLabels(names: archetypes.list.map(\.name), ofCustomer: archetypes.first)
            case .segment(let axis):
                let segmentation = try run[SegmentsStage.self].segmentation
                labels[breakdown] = CohortLabels(
                    names: segmentation.model[axis].segments.map(\.name),
                    ofCustomer: segmentation.scores[axis].segment.map { Int32($0) })
            }
        }
    }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let cohorts = try run.result
        return StageOutput(rowsIn: run.shop.orders.count) { append in
            try append(CohortTable.table(cohorts))
            try append(CohortTable.insights(cohorts))
        }
    }

    static func checks(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> [QualityCheck] {
        ResultChecks.cohorts(try run.result, run.shop)
    }

    static func review(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> CohortReview {
        guard let published = earlier.published else { return CohortReview(changes: nil) }
        let cohorts = run
        return CohortReview(
            changes: published.compare("cohorts") { try CohortComparison(published, cohorts).changes(from: $0) })
    }

    static var reports: [ReportSource<Self>] {
        [ReportSource { CohortReport(try $0.result) }]
    }

    static func findings(_ run: StageRun<Self>) throws -> [Finding] {
        guard let lines = try run.result.granularities.first, !lines.cohorts.isEmpty else { return [] }
        let first = lines.overall.first { $0.period == 1 }.map { $0[.retention].value }
        let share = first.map { String(format: "%.1f %%", $0 * 100) } ?? "too little to say how many"
        return [
            Finding(
                "cohorts: \(lines.cohorts.count) by \(lines.granularity.rawValue); \(share) order again in the next one",
                isBrief: true)
        ]
    }
}

extension CohortsStage.Options {
    var analysis: CohortOptions {
        CohortOptions(
            granularities: granularities, breakdowns: breakdowns.compactMap(CohortBreakdown.init(rawValue:)),
            start: start, seed: seed)
    }
}

/// What cohorts are otherwise than in the published run.
struct CohortReview: StageReview {
    /// `nil` where there is nothing to compare.
    let changes: CohortChanges?

    var checks: [QualityCheck] { ResultChecks.cohortCells(changes) }
    var tables: [Table] { changes.map { [CohortTable.changes($0)] } ?? [] }
    var cohortChanges: CohortChanges? { changes }
}

extension PipelineDefinition {
    /// Which cohorts are followed.
    package var cohorts: CohortOptions {
        get { stages[CohortsStage.self] }
        set { stages[CohortsStage.self] = newValue }
    }
}
