internal import Analytics
internal import Domain
internal import Ingest
internal import Store
internal import Tables

/// What a run reads and decides, and the results of its stages: each computed once, when it is first asked for.
///
/// Used from one thread; the values it hands out are free to go to others.
final class RunContext {
    let source: SourceData
    let definition: PipelineDefinition
    let models: ModelDecisions
    let published: PublishedRun?
    let jobs: Int
    /// Which stages are computed; see ``compute(_:)``.
    private var computed: Set<StageFile> = []
    private var results: [StageFile: any Sendable] = [:]
    private var reviews: [StageFile: any StageReview] = [:]
    /// By model: what is stored in this run is of this fit, once that is known.
    private var scoring: [String: String] = [:]

    init(
        _ source: SourceData, _ definition: PipelineDefinition, models: ModelDecisions, published: PublishedRun?,
        jobs: Int
    ) {
        (self.source, self.definition, self.models) = (source, definition, models)
        (self.published, self.jobs) = (published, jobs)
    }

    /// Takes note of what is computed, before the first result is asked for.
    func compute(_ stages: [any Stage.Type]) { computed = Set(stages.map { $0.file }) }

    func isComputed(_ stage: StageFile) -> Bool { computed.contains(stage) }

    func result<S: Stage>(of stage: S.Type) throws -> S.Result {
        if let known = results[S.file] as? S.Result { return known }
        let result = try S.compute(StageRun<S>(self))
        results[S.file] = result
        return result
    }

    /// What a stage found when it looked back.
    ///
    /// - Precondition: the stage was reviewed.
    func review<S: Stage>(of stage: S.Type) throws -> S.Review {
        guard let review = reviews[S.file] as? S.Review else {
            preconditionFailure("stage \(S.name) asks for its review before it is made")
        }
        return review
    }

    /// Lets a stage look back at earlier runs.
    func review<S: Stage>(_ stage: S.Type, _ earlier: EarlierRuns) throws -> any StageReview {
        let review = try S.review(StageRun<S>(self), earlier)
        reviews[S.file] = review
        return review
    }
}

extension RunContext {
    /// Over everything that can change a stage's result, given the digests of the stages before.
    ///
    /// That of what will be stored, or of what was: a model that is due for a refit has the identity of the refit until
    /// ``settle(_:)`` finds which model scores.
    func digest<S: Stage>(of stage: S.Type, _ digests: [StageFile: String]) throws -> String {
        let options = S.options(definition)
        var digest = Digest([CodeVersion.full, S.name, try Digest.json(options)])
        digest.add([source.digest, "\(source.shop.asOf)", source.shop.zone.identifier, source.shop.currency])
        digest.add(S.reads(options).map { digests[$0.file] ?? "" })
        digest.add(S.models.map { scoring[$0.name] ?? identity(of: $0) })
        digest.add(try S.conditions(StageRun<S>(self)))
        if S.comparesWithPublished { digest.add(published?.record.id.text ?? "") }
        return digest.hex
    }

    /// Equal texts mean equal models.
    ///
    /// A fit and the runs that score with it have the same one, so that a run after a fit on equal input finds nothing to do.
    func identity<Model: FittedModel>(of model: Model.Type) -> String {
        switch models[Model.self] {
        case .fit(let refit):
            var digest = Digest([CodeVersion.full, Model.name, "\(refit.version)"])
            digest.add([source.digest, source.shop.asOf.description, "\(definition.seed)"])
            digest.add([(try? Digest.json(Model.fitOptions(definition))) ?? "", refit.previous?.identity ?? ""])
            return digest.hex
        case .score(let stored): return stored.identity
        }
    }

    /// Finds which model scored: the champion where a refit lost.
    func settle<S: Stage>(_ stage: S.Type) throws -> StageRefit? {
        guard let refit = try S.refit(StageRun<S>(self)) else { return nil }
        let name = type(of: refit.model).name
        if !refit.isPromoted { scoring[name] = models.championIdentity(of: name) }
        return refit
    }
}
