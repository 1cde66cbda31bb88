internal import Analytics
internal import Domain
internal import Ingest
internal import Store

/// Reads the source of a pipeline and decides by which models tonight's results come.
struct SourceReading {
    private let runner: Runner
    private let store: RunStore

    init(_ runner: Runner, _ store: RunStore) {
        (self.runner, self.store) = (runner, store)
    }

    func workbench(_ request: RunRequest) throws -> Workbench {
        let progress = runner.progress
        let result = try Ingest.read(try runner.source(request), jobs: runner.jobs) { table, _, done, total in
            progress(.advanced(stage: "ingest", done: done, total: total, unit: "bytes of \(table)"))
        }
        let definition = runner.definition
        var shop = result.shop
        shop.tickets.tier = try TicketTiers(definition.support, try store.current().map { try store.snapshot(run: $0) })
            .tiers(of: shop)
        let asOf = shop.asOf
        return Workbench(
            shop: shop, quality: result.quality, inputDigest: result.digest, definition: definition,
            models: try models(asOf), jobs: runner.jobs)
    }

    /// What is done about each model tonight.
    private func models(_ asOf: Instant) throws -> ModelsTonight {
        let definition = runner.definition
        let (segments, lifetime) = (try segmentStanding(), try standing(of: StoredLifetimeModel.self))
        let churn = try standing(of: StoredChurnModel.self)
        return ModelsTonight(
            segments: ModelDecision(segments, asOf: asOf, refitDays: definition.segments.refitDays),
            lifetime: ModelDecision(lifetime, asOf: asOf, refitDays: definition.lifetime.refitDays) { stored in
                let wish = definition.lifetime.wish
                return stored.wish == wish ? nil : "the model was fitted as \(stored.wish), and \(wish) is asked for"
            },
            churn: ModelDecision(churn, asOf: asOf, refitDays: definition.churn.refitDays) { stored in
                let wish = definition.churn.wish
                return stored.wish == wish ? nil : "the model was fitted for \(stored.wish), and \(wish) is asked for"
            },
            lastContests: [
                StoredSegmentModel.name: segments.contest, StoredLifetimeModel.name: lifetime.contest,
                StoredChurnModel.name: churn.contest,
            ].compactMapValues(\.self))
    }

    /// The champion of the segments; an older version that was promoted again must not use the numbers of later ones anew.
    private func segmentStanding() throws -> ModelStanding<StoredSegmentModel> {
        var standing = try standing(of: StoredSegmentModel.self)
        let last = try store.models().last { $0.name == StoredSegmentModel.name }
        if let champion = standing.champion, let last, last.version > champion.version,
            let latest = try? runner.models.read(last, as: StoredSegmentModel.self)
        {
            standing.champion = champion.numbered(after: latest)
        }
        return standing
    }

    private func standing<Model: StoredModel>(of type: Model.Type) throws -> ModelStanding<Model> {
        let versions = try store.models().filter { $0.name == Model.name }
        var standing = ModelStanding<Model>()
        standing.nextVersion = try store.nextModelVersion(Model.name)
        standing.lastFit = versions.last?.asOf
        standing.isHeld = try store.isModelHeld(Model.name)
        standing.contest = versions.last.flatMap { ContestRecord.read($0.metrics) }
        guard let version = versions.first(where: \.isChampion) else { return standing }
        do {
            standing.champion = try runner.models.read(version)
        } catch let error as RunError {
            standing.unreadable = error.description
        }
        return standing
    }
}
