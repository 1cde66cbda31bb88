package import Analytics
internal import Domain
internal import Ingest
internal import Reports
internal import Store
internal import Tables

/// How likely every customer is to leave, and why.
enum ChurnStage: Stage {
    struct Options: Codable, Sendable {
        /// `nil` lets a contest choose.
        let horizonDays: Int?
        let margin: Double
        let questionCategories: [String]
        let agreement: ServiceAgreement
        let seed: UInt64
    }

    static let file = StageFile.churn
    static let models: [any FittedModel.Type] = [StoredChurnModel.self]

    static var defaults: ChurnOptions { ChurnOptions() }

    static func settings(_ yaml: StrictYAML, _ definition: PipelineDefinition) throws(ConfigurationError)
        -> ChurnOptions
    {
        try ChurnOptions(yaml)
    }

    static func options(_ definition: PipelineDefinition) -> Options {
        Options(
            horizonDays: definition.churn.horizonDays, margin: definition.churn.margin,
            questionCategories: definition.questionCategories.sorted(), agreement: definition.support.withUsedTiers,
            seed: definition.seed)
    }

    static func reads(_ options: Options) -> [any Stage.Type] {
        [IngestStage.self, ClocksStage.self, LifetimeStage.self]
    }

    static func compute(_ run: StageRun<Self>) throws -> ChurnRun {
        ChurnRun(run, lifetime: try run[LifetimeStage.self].model)
    }

    static func tables(_ run: StageRun<Self>) throws -> StageOutput {
        let (shop, result) = (run.shop, try run.result)
        let ids = shop.customers.ids
        return StageOutput(rowsIn: shop.orders.count + shop.lines.count + shop.ticketEvents.count) { append in
            for range in Partitions.ranges(of: ids.count) {
                try append(ChurnTable.part(range, ids: ids, of: result.scores, without: result.refusal))
            }
        }
    }

    static func refit(_ run: StageRun<Self>) throws -> StageRefit? {
        let result = try run.result
        guard let model = result.refit else { return nil }
        let holdout = model.holdout
        let figures = [
            "auc": holdout?.auc, "auc_active": holdout?.activeAUC, "brier": holdout?.brier, "ece": holdout?.ece,
            "lift_top_decile": holdout?.liftTopDecile, "log_loss": holdout?.logLoss,
        ].compactMapValues(\.self)
        return StageRefit(
            model: StoredChurnModel(run.provenance(of: StoredChurnModel.self), wish: run.options.fit.wish, model),
            contest: result.contest, metrics: [model.name: figures])
    }

    static func checks(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> [QualityCheck] {
        try run.result.scores.map { [ResultChecks.churn($0)] } ?? []
    }

    static var reports: [ReportSource<Self>] {
        [
            ReportSource { run in
                let result = try run.result
                return ChurnReport(
                    result.model, isFitted: result.isFitted, reason: result.refusal, scores: result.scores,
                    customers: run.shop.customers.count,
                    contest: result.contest ?? run.lastContest(of: StoredChurnModel.self))
            }
        ]
    }

    static func findings(_ run: StageRun<Self>) throws -> [Finding] {
        let result = try run.result
        guard let model = result.model, let scores = result.scores else {
            return [Finding("churn: \(result.refusal ?? "no model")")]
        }
        let counts = scores.levels.filter { $0.customers > 0 }.map { "\($0.customers) \($0.level.rawValue)" }
        let name = "\(model.name) v\(model.version)\(result.isFitted ? " fitted tonight" : "")"
        return [Finding("churn in \(model.horizonDays) days: \(counts.joined(separator: ", ")); \(name)")]
    }
}

extension ChurnStage.Options {
    /// What a fit is asked for.
    var fit: ChurnOptions {
        var options = ChurnOptions()
        (options.horizonDays, options.margin) = (horizonDays, margin)
        return options
    }
}

/// The churn model of this run and its scores.
struct ChurnRun: Sendable {
    /// The model that scores; `nil` where there has never been one that can be used.
    let model: ChurnModel?
    /// The refit of this run, promoted or not.
    let refit: ChurnModel?
    /// How that did against the champion.
    let contest: ChampionContest?
    /// Why there is no refit though one was due.
    let refusal: String?
    let scores: ChurnScores?

    /// Whether the model was fitted in this run, rather than in an earlier one.
    var isFitted: Bool { refit != nil && refit?.version == model?.version }

    init(_ run: StageRun<ChurnStage>, lifetime: LifetimeModel?) {
        let (options, jobs) = (run.options, run.jobs)
        let source = ChurnSource(
            run.shop, questionCategories: options.questionCategories, agreement: options.agreement)
        switch run.decision(of: StoredChurnModel.self) {
        case .score(let stored): (model, refit, contest, refusal) = (stored.model, nil, nil, nil)
        case .fit(let due):
            switch ChurnFitting.fit(source, options.fit, version: due.version, seed: options.seed, jobs: jobs) {
            case .fitted(let fitted):
                let contest = fitted.contest(
                    against: due.champion?.model, because: due.reason, on: source, jobs: jobs)
                model = contest.isPromoted ? fitted : due.champion?.model
                (refit, self.contest, refusal) = (fitted, contest, nil)
            // A model that knows what came after `as_of` must not score this run.
            case .refused(let reason):
                let last = due.previous.flatMap { $0.cutoff <= source.shop.asOf ? $0.model : nil }
                (model, refit, contest, refusal) = (last, nil, nil, reason)
            }
        }
        scores = model.map { ChurnScores(source, $0, lifetime: lifetime, margin: options.margin, jobs: jobs) }
    }
}

extension PipelineDefinition {
    /// How churn is modelled.
    package var churn: ChurnOptions {
        get { stages[ChurnStage.self] }
        set { stages[ChurnStage.self] = newValue }
    }
}
