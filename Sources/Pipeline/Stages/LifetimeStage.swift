package import Analytics
internal import Domain
internal import Foundation
internal import Ingest
internal import Kernels
internal import Reports
internal import Store
internal import Tables

/// What every customer is expected to order and to be worth.
enum LifetimeStage: Stage {
    struct Options: Codable, Sendable {
        let model: RepeatPurchaseModelKind?
        let timeUnit: LifetimeTimeUnit
        let horizonMonths: [Int]
        let discountRate: Double
        let seed: UInt64
    }

    static let file = StageFile.lifetime
    static let models: [any FittedModel.Type] = [StoredLifetimeModel.self]

    static var defaults: LifetimeOptions { LifetimeOptions() }

    static func settings(_ yaml: StrictYAML, _ definition: PipelineDefinition) throws(ConfigurationError)
        -> LifetimeOptions
    {
        try LifetimeOptions(yaml)
    }

    static func options(_ definition: PipelineDefinition) -> Options {
        let lifetime = definition.lifetime
        return Options(
            model: lifetime.model, timeUnit: lifetime.timeUnit, horizonMonths: lifetime.horizonMonths,
            discountRate: lifetime.discountRate, seed: definition.seed)
    }

    static func reads(_ options: Options) -> [any Stage.Type] { [IngestStage.self] }

    static func compute(_ run: StageRun<Self>) -> LifetimeRun { LifetimeRun(run) }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let (ids, result) = (run.shop.customers.ids, try run.result)
        return StageOutput(rowsIn: run.shop.orders.count) { append in
            for range in Partitions.ranges(of: ids.count) {
                try append(LifetimeTable.part(range, ids: ids, of: result.forecasts, without: result.refusal))
            }
        }
    }

    static func refit(_ run: StageRun<Self>) throws -> StageRefit? {
        let result = try run.result
        guard let model = result.refit else { return nil }
        let holdout = model.holdout
        let figures = [
            "log_likelihood": model.logLikelihood, "mean_log_likelihood": holdout.meanLogLikelihood,
            "bias": holdout.value?.bias ?? holdout.orders.bias,
            "coverage_90": holdout.value?.coverage90 ?? holdout.orders.coverage90,
        ]
        return StageRefit(
            model: StoredLifetimeModel(
                run.provenance(of: StoredLifetimeModel.self), wish: run.options.fit.wish, model),
            contest: result.contest, metrics: [model.name: figures])
    }

    /// Predictions are kept by the first computed run of a month, and scored by the first run after their horizon.
    static func review(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> LifetimeReview {
        let keeping = try PredictionKeeping(earlier)
        if !run.isTakenOver { try keeping.keep(try run.result, run.options, run.shop) }
        return LifetimeReview(past: try keeping.outcomes(run.shop))
    }

    static func checks(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> [QualityCheck] {
        try run.result.forecasts.map { [ResultChecks.forecasts($0)] } ?? []
    }

    static var reports: [ReportSource<Self>] {
        [
            ReportSource { run in
                let result = try run.result
                return LifetimeReport(
                    result.model, isFitted: result.isFitted, reason: result.refusal, forecasts: result.forecasts,
                    past: try run.review.past,
                    contest: result.contest ?? run.lastContest(of: StoredLifetimeModel.self))
            }
        ]
    }

    static func findings(_ run: StageRun<Self>) throws -> [Finding] {
        let result = try run.result
        guard let model = result.model, let year = result.forecasts?.totals.first(where: { $0.month == 12 }) else {
            return [Finding("lifetime value: \(result.refusal ?? "no model")")]
        }
        let name = "\(model.name) v\(model.version)\(result.isFitted ? " fitted tonight" : "")"
        guard let expected = year.expected, let lower = year.lower, let upper = year.upper else {
            return [
                Finding(
                    "lifetime value: \(whole(year.expectedOrders)) orders expected in 12 months; \(name), no spend model"
                )
            ]
        }
        return [
            Finding(
                "lifetime value: \(whole(expected)) expected of these customers in 12 months "
                    + "(90 %: \(whole(lower)) to \(whole(upper)) \(run.shop.currency)); \(name)")
        ]
    }

    private static func whole(_ number: Double) -> String { String(format: "%.0f", number) }
}

extension LifetimeStage.Options {
    /// What a fit is asked for.
    var fit: LifetimeOptions {
        var options = LifetimeOptions()
        (options.model, options.timeUnit) = (model, timeUnit)
        return options
    }
}

/// How predictions of earlier runs turned out.
struct LifetimeReview: StageReview {
    let past: [PastPredictions]
}

/// The lifetime model of this run and its forecasts.
struct LifetimeRun: Sendable {
    /// The model that scores; `nil` where there has never been one that can be used.
    let model: LifetimeModel?
    /// The refit of this run, promoted or not.
    let refit: LifetimeModel?
    /// How that did against the champion.
    let contest: ChampionContest?
    /// Why there is no refit though one was due.
    let refusal: String?
    let forecasts: LifetimeForecasts?

    /// Whether the model was fitted in this run, rather than in an earlier one.
    var isFitted: Bool { refit != nil && refit?.version == model?.version }

    init(_ run: StageRun<LifetimeStage>) {
        let (options, shop, jobs) = (run.options, run.shop, run.jobs)
        switch run.decision(of: StoredLifetimeModel.self) {
        case .score(let stored): (model, refit, contest, refusal) = (stored.model, nil, nil, nil)
        case .fit(let due):
            switch LifetimeFitting.fit(shop, options.fit, version: due.version, seed: options.seed, jobs: jobs) {
            case .fitted(let fitted):
                let contest = Self.contest(of: fitted, due, shop, jobs: jobs)
                model = contest.isPromoted ? fitted : due.champion?.model
                (refit, self.contest, refusal) = (fitted, contest, nil)
            // A model that knows what came after `as_of` must not score this run.
            case .refused(let reason):
                let last = due.previous.flatMap { $0.cutoff <= shop.asOf ? $0.model : nil }
                (model, refit, contest, refusal) = (last, nil, nil, reason)
            }
        }
        forecasts = model.map {
            LifetimeForecasts(shop, $0, discountRate: options.discountRate, seed: options.seed, jobs: jobs)
        }
    }

    private static func contest(
        of fitted: LifetimeModel, _ due: Refit<StoredLifetimeModel>, _ shop: Shop, jobs: Int
    ) -> ChampionContest {
        guard let champion = due.champion else {
            return ChampionContest(
                promoting: .init(version: fitted.version, fittedAsOf: fitted.cutoff), because: due.reason)
        }
        return fitted.contest(against: champion.model, on: shop, jobs: jobs)
    }
}

extension PipelineDefinition {
    /// How lifetime value is modelled.
    package var lifetime: LifetimeOptions {
        get { stages[LifetimeStage.self] }
        set { stages[LifetimeStage.self] = newValue }
    }
}
