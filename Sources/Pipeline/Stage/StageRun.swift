internal import Analytics
internal import Domain
internal import Store
internal import Tables

/// What one stage receives of a run.
struct StageRun<S: Stage> {
    private let context: RunContext
    let options: S.Options

    init(_ context: RunContext) {
        (self.context, options) = (context, S.options(context.definition))
    }

    var shop: Shop { context.source.shop }
    var quality: DataQuality { context.source.quality }
    /// Over the accepted rows, whatever their order in the source.
    var inputDigest: String { context.source.digest }
    var jobs: Int { context.jobs }

    /// The stage's own result.
    var result: S.Result { get throws { try context.result(of: S.self) } }

    /// The result of a stage that this one declares; computed once a run, when it is first asked for.
    ///
    /// - Precondition: ``Stage/reads(_:)`` declares it: otherwise the digest would not know of it.
    subscript<Read: Stage>(_ stage: Read.Type) -> Read.Result {
        get throws {
            declare(Read.self)
            return try context.result(of: Read.self)
        }
    }

    /// Whether the stage's own tables were taken over from the published run.
    var isTakenOver: Bool { !context.isComputed(S.file) }

    /// Whether a run went by the same configuration and program as this one.
    func isConfigured(as record: RunRecord) -> Bool {
        record.codeVersion == CodeVersion.full && record.configDigest == context.definition.digest
    }

    /// Whether the tables of a declared stage were taken over from the published run.
    func isTakenOver<Read: Stage>(_ stage: Read.Type) -> Bool {
        declare(Read.self)
        return !context.isComputed(Read.file)
    }

    private func declare(_ stage: any Stage.Type) {
        let isDeclared = S.reads(options).contains { $0 == stage }
        precondition(isDeclared, "stage \(S.name) reads \(stage.name) and does not declare it")
    }

    /// What is done about a model that the stage declares.
    func decision<Model: FittedModel>(of model: Model.Type = Model.self) -> ModelDecision<Model> {
        precondition(
            S.models.contains { $0 == model }, "stage \(S.name) uses model \(Model.name) and does not declare it")
        return context.models[Model.self]
    }

    /// How the last fit of a model did against the champion.
    func lastContest<Model: FittedModel>(of model: Model.Type) -> ChampionContest? {
        context.models.lastContests[Model.name]
    }

    /// What is stored with a fit of this run.
    func provenance<Model: FittedModel>(of model: Model.Type) -> FitProvenance {
        FitProvenance(
            identity: context.identity(of: Model.self), trainedFrom: shop.observedFrom, inputDigest: inputDigest,
            codeVersion: CodeVersion.full)
    }

    /// The run that was published before this one, for a stage that is compared with it.
    var published: PublishedRun? {
        precondition(
            S.comparesWithPublished, "stage \(S.name) does not declare that it is compared with the published run")
        return context.published
    }

    /// What the stage found when it looked back.
    var review: S.Review { get throws { try context.review(of: S.self) } }
}
