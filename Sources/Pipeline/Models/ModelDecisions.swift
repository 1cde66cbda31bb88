internal import Analytics
internal import Domain
internal import Store

/// What this run does about each model.
struct ModelDecisions {
    private var decisions: [String: any Decision] = [:]
    /// In the order of the stages that use them.
    private(set) var names: [String] = []
    /// By model: how its last fit did against the champion.
    private(set) var lastContests: [String: ChampionContest] = [:]

    /// Decides about each of some models, which may be named more than once.
    init(
        _ models: [any FittedModel.Type], _ definition: PipelineDefinition, _ store: RunStore, _ folder: ModelFolder,
        _ last: LastRun, asOf: Instant
    ) throws {
        let registry = Registry(definition: definition, store: store, folder: folder, last: last)
        for model in models where decisions[model.name] == nil {
            try decide(model, registry, asOf: asOf)
        }
    }

    private mutating func decide<Model: FittedModel>(_ model: Model.Type, _ registry: Registry, asOf: Instant) throws {
        let standing = try registry.standing(of: Model.self)
        let definition = registry.definition
        decisions[Model.name] = ModelDecision<Model>(
            standing, asOf: asOf, refitDays: Model.refitDays(definition), objection: { $0.objection(definition) })
        lastContests[Model.name] = standing.contest
        names.append(Model.name)
    }

    subscript<Model: FittedModel>(_ model: Model.Type) -> ModelDecision<Model> {
        guard let decision = decisions[Model.name] as? ModelDecision<Model> else {
            preconditionFailure("no stage declares model \(Model.name)")
        }
        return decision
    }

    /// What is done about each model, and why.
    var texts: [(name: String, reason: String)] { names.map { ($0, decisions[$0]?.text ?? "") } }

    /// The identity of the model that a refit of this run competes with.
    func championIdentity(of name: String) -> String? { decisions[name]?.championIdentity }
}

/// What is decided about a model of any kind.
private protocol Decision: Sendable {
    var text: String { get }
    var championIdentity: String? { get }
}

extension ModelDecision: Decision {
    fileprivate var championIdentity: String? {
        switch self {
        case .fit(let refit): refit.champion?.identity
        case .score(let stored): stored.identity
        }
    }
}

/// Reads champions and what the ledger says about them.
private struct Registry {
    let definition: PipelineDefinition
    let store: RunStore
    let folder: ModelFolder
    let last: LastRun

    func standing<Model: FittedModel>(of model: Model.Type) throws -> ModelStanding<Model> {
        let versions = try store.models().filter { $0.name == Model.name }
        var standing = ModelStanding<Model>()
        standing.nextVersion = try store.nextModelVersion(Model.name)
        standing.lastFit = versions.last?.asOf
        standing.isHeld = try store.isModelHeld(Model.name)
        standing.contest = versions.last.flatMap { ContestRecord.read($0.metrics) }
        guard let version = versions.first(where: \.isChampion) else { return standing }
        do {
            standing.champion = try folder.read(version)
        } catch {
            standing.unreadable = RunError(describing: error)?.description ?? "the model cannot be read"
            last.miss("model.\(Model.name)", error)
        }
        standing.champion = standing.champion.map { numbered($0, version, versions) }
        return standing
    }

    /// An older version that was promoted again must not use the numbers of later ones anew.
    private func numbered<Model: FittedModel>(_ champion: Model, _ version: ModelVersion, _ versions: [ModelVersion])
        -> Model
    {
        guard let newest = versions.last, newest.version > version.version else { return champion }
        do {
            return champion.numbered(after: try folder.read(newest, as: Model.self))
        } catch {
            // Its numbers must not be given a second time.
            last.miss("model.\(Model.name)", error)
            return champion
        }
    }
}
