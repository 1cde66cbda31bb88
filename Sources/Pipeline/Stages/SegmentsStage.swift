internal import Analytics
internal import Domain
internal import Foundation
internal import Ingest
internal import Reports
internal import Store
internal import Tables

/// Segments, their definitions, and archetypes.
enum SegmentsStage: Stage {
    struct Options: Codable, Sendable {
        let minSupport: Double
        let seed: UInt64
    }

    struct Result: Sendable {
        let segmentation: Segmentation
        let totals: SegmentTotals
        let archetypes: Archetypes
        /// What models say of customers, by segment.
        let values: CustomerValues
    }

    static let file = StageFile.segments
    static let models: [any FittedModel.Type] = [StoredSegmentModel.self]

    static var defaults: PipelineDefinition.SegmentOptions { PipelineDefinition.SegmentOptions() }

    static func settings(_ yaml: StrictYAML, _ definition: PipelineDefinition) throws(ConfigurationError)
        -> PipelineDefinition.SegmentOptions
    {
        try PipelineDefinition.SegmentOptions(yaml)
    }

    static func options(_ definition: PipelineDefinition) -> Options {
        Options(minSupport: definition.segments.minSupport, seed: definition.seed)
    }

    static func reads(_ options: Options) -> [any Stage.Type] {
        [IngestStage.self, FeaturesStage.self, LifetimeStage.self, ChurnStage.self]
    }

    static func compute(_ run: StageRun<Self>) throws -> Result {
        let features = try run[FeaturesStage.self]
        let (segmentation, net) = (Segmentation(run, features), features.summaries.net)
        let forecasts = try run[LifetimeStage.self].forecasts
        let value = forecasts.map { forecasts in
            (0..<run.shop.customers.count).map { forecasts.value(of: $0, month: 12) }
        }
        return Result(
            segmentation: segmentation,
            totals: SegmentTotals(segmentation.model, segmentation.scores, net: net),
            archetypes: Archetypes(
                segmentation.model, segmentation.scores, net: net, support: run.options.minSupport),
            values: CustomerValues(
                lifetimeValue: value ?? [], churnRisk: try run[ChurnStage.self].scores?.probability ?? [],
                segments: segmentation.valueGroups))
    }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let (ids, features, result) = (run.shop.customers.ids, try run[FeaturesStage.self].matrix, try run.result)
        let segmentation = result.segmentation
        return StageOutput(rowsIn: features.rowCount) { append in
            for range in Partitions.ranges(of: features.rowCount) {
                try append(
                    segmentation.model.customerSegments(
                        ids: ids, features: features, scores: segmentation.scores, customers: range))
            }
            try append(segmentation.model.segmentDefinitions(result.totals))
            try append(result.archetypes.table(result.values))
        }
    }

    static func refit(_ run: StageRun<Self>) throws -> StageRefit? {
        let segmentation = try run.result.segmentation
        guard segmentation.isFitted else { return nil }
        let model = StoredSegmentModel(
            run.provenance(of: StoredSegmentModel.self), cutoff: run.shop.asOf,
            try run[FeaturesStage.self].population, segmentation.model)
        let quality = Dictionary(
            uniqueKeysWithValues: model.segments.axes.map { ($0.axis.rawValue, $0.quality.silhouette) })
        return StageRefit(
            model: model, contest: segmentation.contest(run.decision()), metrics: ["silhouette": quality])
    }

    static func history(_ run: StageRun<Self>) throws -> (@Sendable () -> HistoryFrame)? {
        let (ids, segmentation) = (run.shop.customers.ids, try run.result.segmentation)
        let (features, forecasts) = (try run[FeaturesStage.self].matrix, try run[LifetimeStage.self].forecasts)
        let churn = try run[ChurnStage.self].scores
        return { HistoryFrame(segmentation, features, forecasts, churn, ids: ids) }
    }

    /// What a refit did to the segments before it.
    static func events(_ run: StageRun<Self>) throws -> [StoredEvent] {
        try run.result.segmentation.events.map { event in
            StoredEvent(
                kind: "segment_\(event.kind.rawValue)", subject: event.segment, detail: try Digest.json(event))
        }
    }

    static func checks(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> [QualityCheck] {
        let segmentation = try run.result.segmentation
        let features = try run[FeaturesStage.self].matrix
        var checks = [ResultChecks.memberships(segmentation.model, features, jobs: run.jobs)]
        if !segmentation.isFitted {
            checks.append(ResultChecks.collapse(segmentation.model, segmentation.scores))
        }
        if let published = earlier.published {
            checks += published.compare("customers_kept") { try customersKept(run, since: $0) } ?? []
            checks +=
                published.compare("drift") {
                    try drift(run, segmentation, features, from: $0, earlier.guards)
                } ?? []
        }
        return checks
    }

    /// Customers beside those of the published run.
    private static func customersKept(_ run: StageRun<Self>, since before: Snapshot) throws -> [QualityCheck] {
        guard let customers = try RunTotals(before)?.customers else { return [] }
        return [ResultChecks.customersKept(before: customers, now: run.shop.customers.count)]
    }

    /// The population against that of the published run, under the model that run had.
    private static func drift(
        _ run: StageRun<Self>, _ segmentation: Segmentation, _ features: FeatureMatrix, from before: Snapshot,
        _ guards: PipelineDefinition.Guards
    ) throws -> [QualityCheck] {
        let decision = run.decision(of: StoredSegmentModel.self)
        guard let model = decision.previous?.segments, before.has(SegmentDefinitionsTable.table) else { return [] }
        let definitions = try before.readBlocking { try $0.segmentDefinitions() }
        guard let customers = try RunTotals(before)?.customers,
            definitions.allSatisfy({ $0.modelVersion == model.version })
        else { return [] }
        let scores = segmentation.isFitted ? model.score(features, jobs: run.jobs) : segmentation.scores
        let counts = Dictionary(
            definitions.map { ($0.segmentID, $0.customers) }, uniquingKeysWith: { first, _ in first })
        return ResultChecks.drift(
            before: counts, customersBefore: customers, model: model, scores: scores, allowed: guards.maxDrift)
    }

    static var reports: [ReportSource<Self>] {
        [
            ReportSource { run in
                let (result, segmentation) = (try run.result, try run.result.segmentation)
                let contest = segmentation.contest(run.decision()) ?? run.lastContest(of: StoredSegmentModel.self)
                return SegmentReport(segmentation.model, segmentation.scores, result.totals, contest: contest)
            },
            ReportSource { run in
                let result = try run.result
                return ArchetypeReport(
                    result.archetypes, result.values, dropOrder: result.segmentation.model.archetypeDropOrder)
            },
        ]
    }

    static func findings(_ run: StageRun<Self>) throws -> [Finding] {
        let result = try run.result
        let (model, scores) = (result.segmentation.model, result.segmentation.scores)
        let observed = model.axes.filter { axis in scores[axis.axis].segment.contains { $0 >= 0 } }
        let structured = observed.filter { $0.k > 1 }
        var line = "segments: \(structured.map(\.k).reduce(0, +)) on \(structured.count) axes"
        if observed.count > structured.count { line += ", no structure on \(observed.count - structured.count)" }
        let unobserved = model.axes.count - observed.count
        if unobserved > 0 { line += ", nobody observed on \(unobserved) (`quimbi report segments` says why)" }
        let fitted = result.segmentation.isFitted ? " fitted tonight" : ""
        let archetypes = result.archetypes.list.count { $0.level == 2 }
        return [Finding(line + "; model v\(model.version)\(fitted), \(archetypes) archetypes")]
    }
}

/// The segments of this run and the customers in them.
struct Segmentation: Sendable {
    let model: SegmentModel
    let scores: SegmentScores
    /// What a refit did to the segments before it.
    let events: [SegmentEvent]
    let isFitted: Bool

    /// By a refit or by the stored model.
    fileprivate init(_ run: StageRun<SegmentsStage>, _ features: FeaturesStage.Result) {
        switch run.decision(of: StoredSegmentModel.self) {
        case .fit(let due):
            let fit = SegmentFit(
                features.matrix, medianOrderValue: features.population.medianOrderValue, cutoff: run.shop.asOf,
                version: due.version, seed: run.options.seed, previous: due.previous?.segments, jobs: run.jobs)
            (model, scores, events, isFitted) = (fit.model, fit.scores, fit.events, true)
        case .score(let stored):
            (model, scores) = (stored.segments, stored.segments.score(features.matrix, jobs: run.jobs))
            (events, isFitted) = ([], false)
        }
    }

    /// Customers by what they spend; `nil` without that axis.
    fileprivate var valueGroups: CustomerGroups? {
        model.axes.first { $0.axis == .purchaseValue }.map { axis in
            CustomerGroups(
                names: axis.segments.map(\.name), ofCustomer: scores[.purchaseValue].segment.map { Int32($0) })
        }
    }
}

extension PipelineDefinition {
    package struct SegmentOptions: Codable, Sendable, Equatable {
        /// Days of data after which the segments are fitted again; runs in between score with the stored model.
        package var refitDays = 7
        /// The least share of customers that a level 2 archetype needs; 20 customers in any case.
        package var minSupport = 0.001
    }
}

extension PipelineDefinition.SegmentOptions {
    fileprivate init(_ yaml: StrictYAML) throws(ConfigurationError) {
        self.init()
        refitDays = try yaml.integer("refit_days", in: 0...100_000) ?? refitDays
        minSupport = try yaml.number("min_support", in: 0...1) ?? minSupport
    }
}

extension PipelineDefinition {
    /// How segments are made.
    package var segments: SegmentOptions {
        get { stages[SegmentsStage.self] }
        set { stages[SegmentsStage.self] = newValue }
    }
}
