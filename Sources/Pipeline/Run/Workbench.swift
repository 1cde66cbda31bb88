internal import Analytics
internal import Domain
internal import Store

/// What the stages of a run compute from one another: each thing once, and only when somebody needs it.
///
/// Used from one thread; the values it hands out are free to go to others.
final class Workbench {
    let shop: Shop
    let quality: DataQuality
    /// Over the accepted rows, whatever their order in the source.
    let inputDigest: String
    let definition: PipelineDefinition
    let models: ModelsTonight
    let jobs: Int

    init(
        shop: Shop, quality: DataQuality, inputDigest: String, definition: PipelineDefinition,
        models: ModelsTonight, jobs: Int
    ) {
        (self.shop, self.quality, self.inputDigest) = (shop, quality, inputDigest)
        (self.definition, self.models, self.jobs) = (definition, models, jobs)
    }

    var decision: ModelDecision<StoredSegmentModel> { models.segments }

    /// The yardsticks of the shop: read tonight where the model is fitted, as stored otherwise.
    private(set) lazy var reference: ShopReference =
        switch decision {
        case .fit: Features.reference(of: shop, frame: .tonight, jobs: jobs)
        case .score(let stored): stored.population.reference
        }

    private(set) lazy var facts: ShopFacts = Features.facts(
        of: shop, frame: .tonight, reference: reference, questionCategories: definition.questionCategories, jobs: jobs)

    /// What is true of the whole shop: estimated tonight where the model is fitted, as stored otherwise.
    private(set) lazy var population: FeaturePopulation =
        switch decision {
        case .fit: FeaturePopulation(of: facts, serviceLevels: serviceLevels)
        case .score(let stored): stored.population
        }

    /// By which lifetime model tonight's forecasts come, and they themselves.
    private(set) lazy var lifetime = LifetimeTonight(self)

    /// By which churn model tonight's scores come, and they themselves.
    private(set) lazy var churn = ChurnTonight(self)

    private(set) lazy var features: FeatureMatrix = Features.matrix(
        of: facts, population: population, probabilityAlive: lifetime.forecasts?.probabilityAlive,
        serviceLevels: serviceLevels, jobs: jobs)

    /// The clocks of all tickets, as of tonight.
    private(set) lazy var clocks = TicketClocks(of: shop, definition.support, jobs: jobs)

    /// What tickets amount to by agent, day and customer.
    private(set) lazy var support = SupportAnalysis(clocks, jobs: jobs)

    /// How service levels were kept, by customer; `nil` where there are no tickets.
    private(set) lazy var serviceLevels: ServiceLevels? = shop.has.tickets ? clocks.serviceLevels : nil

    private(set) lazy var summaries: CustomerSummaries = .init(of: facts)

    /// Where everyone stands tonight, by a new fit or by the stored model.
    private(set) lazy var segmentation: Segmentation =
        switch decision {
        case .fit(let refit):
            Segmentation(
                SegmentFit(
                    features, medianOrderValue: population.medianOrderValue, cutoff: shop.asOf, version: refit.version,
                    seed: definition.seed, previous: refit.previous?.segments, jobs: jobs))
        case .score(let stored):
            Segmentation(
                model: stored.segments, scores: stored.segments.score(features, jobs: jobs), events: [],
                isFitted: false)
        }

    private(set) lazy var totals = SegmentTotals(segmentation.model, segmentation.scores, net: summaries.net)

    private(set) lazy var archetypes = Archetypes(
        segmentation.model, segmentation.scores, net: summaries.net, support: definition.segments.minSupport)

    /// What rules are held against.
    private(set) lazy var figures: CustomerFigures = makeFigures()

    /// The run that was published before tonight, once it is known; see ``changes``.
    var earlier: EarlierRun?

    /// Who is not as in that run.
    private(set) lazy var changes: CustomerChanges = makeChanges()

    private(set) lazy var cohorts: CohortAnalysis = Cohorts.analyze(
        shop,
        CohortOptions(
            granularities: definition.cohorts.granularities, breakdowns: definition.cohorts.breakdowns,
            start: definition.cohorts.start, seed: definition.seed),
        labels: cohortLabels, jobs: jobs)

    private(set) lazy var affinity = AffinityAnalysis(
        of: shop, definition.affinity, isOver: Deadline(seconds: definition.affinity.budgetSeconds)?.isOver, jobs: jobs)

    /// The fit as it is to be stored; `nil` on a night without one.
    var modelToStore: StoredSegmentModel? {
        guard segmentation.isFitted else { return nil }
        return StoredSegmentModel(
            identity: modelIdentity, cutoff: shop.asOf, trainedFrom: shop.observedFrom, inputDigest: inputDigest,
            codeVersion: CodeVersion.full, population: population, segments: segmentation.model)
    }

    /// Equal texts mean equal models.
    ///
    /// A fit and the nights that score with it have the same one, so that a night after a
    /// fit on equal input finds nothing to do.
    var modelIdentity: String {
        switch decision {
        case .fit(let refit):
            Digest([
                CodeVersion.full, "\(refit.version)", inputDigest, shop.asOf.description, "\(definition.seed)",
                refit.previous?.identity ?? "",
            ]).hex
        case .score(let stored): stored.identity
        }
    }
}

/// The segments of tonight and who belongs to which.
struct Segmentation: Sendable {
    let model: SegmentModel
    let scores: SegmentScores
    /// What a refit did to the segments before it.
    let events: [SegmentEvent]
    let isFitted: Bool

    init(model: SegmentModel, scores: SegmentScores, events: [SegmentEvent], isFitted: Bool) {
        (self.model, self.scores, self.events, self.isFitted) = (model, scores, events, isFitted)
    }

    init(_ fit: SegmentFit) {
        self.init(model: fit.model, scores: fit.scores, events: fit.events, isFitted: true)
    }
}
