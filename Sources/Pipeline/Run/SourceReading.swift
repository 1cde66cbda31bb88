internal import Analytics
internal import Domain
internal import Ingest
internal import Store

/// Reads the source of a pipeline and decides by which models this run's results come.
struct SourceReading {
    private let runner: Runner
    private let store: RunStore

    init(_ runner: Runner, _ store: RunStore) {
        (self.runner, self.store) = (runner, store)
    }

    /// What the run knows before its first stage; `published` is the run that is published as yet.
    func context(_ request: RunRequest, _ published: PublishedRun?) throws -> RunContext {
        let source = try read(request)
        return RunContext(
            source, runner.definition,
            models: try ModelDecisions(
                Stages.all.flatMap { $0.models }, runner.definition, store, runner.models, asOf: source.shop.asOf),
            published: published, jobs: runner.jobs)
    }

    private func read(_ request: RunRequest) throws -> SourceData {
        let progress = runner.progress
        let result = try Ingest.read(try runner.source(request), jobs: runner.jobs) { table, _, done, total in
            progress(.advanced(stage: Stages.reading, done: done, total: total, unit: "bytes of \(table)"))
        }
        var shop = result.shop
        shop.tickets.tier = try TicketTiers(
            runner.definition.support, try store.current().map { try store.snapshot(run: $0) }
        ).tiers(of: shop)
        return SourceData(shop: shop, quality: result.quality, digest: result.digest)
    }
}
