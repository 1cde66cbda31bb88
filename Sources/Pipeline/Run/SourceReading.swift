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
            decision: try decision(asOf: asOf, refitDays: definition.segments.refitDays),
            lifetimeDecision: try decision(asOf: asOf, refitDays: definition.lifetime.refitDays) { stored in
                let wish = definition.lifetime.wish
                return stored.wish == wish ? nil : "the model was fitted as \(stored.wish), and \(wish) is asked for"
            },
            jobs: runner.jobs)
    }

    private func decision<Model: StoredModel>(
        asOf: Instant, refitDays: Int, objection: (Model) -> String? = { _ in nil }
    ) throws -> ModelDecision<Model> {
        var (champion, unreadable): (Model?, String?) = (nil, nil)
        if let version = try store.champion(Model.name) {
            do {
                champion = try runner.models.read(version)
            } catch let error as RunError {
                unreadable = error.description
            }
        }
        return ModelDecision(
            champion: champion, unreadable: unreadable, nextVersion: try store.nextModelVersion(Model.name),
            asOf: asOf, refitDays: refitDays, objection: objection)
    }
}
