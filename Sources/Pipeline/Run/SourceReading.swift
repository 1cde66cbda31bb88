internal import Analytics
internal import Domain
internal import Ingest
internal import Store

/// Reads the source of a pipeline and decides by which models this run's results come.
struct SourceReading {
    private let runner: Runner
    private let store: RunStore
    private let last: LastRun

    init(_ runner: Runner, _ store: RunStore, _ last: LastRun) {
        (self.runner, self.store, self.last) = (runner, store, last)
    }

    /// What the run knows before its first stage.
    func context(_ request: RunRequest) throws -> RunContext {
        let source = try read(request)
        return RunContext(
            source, runner.definition,
            models: try ModelDecisions(
                Stages.all.flatMap { $0.models }, runner.definition, store, runner.models, last,
                asOf: source.shop.asOf),
            published: PublishedRun(last), jobs: runner.jobs)
    }

    private func read(_ request: RunRequest) throws -> SourceData {
        let progress = runner.progress
        let result = try Ingest.read(try runner.source(request), jobs: runner.jobs) { table, _, done, total in
            progress(.advanced(stage: Stages.reading, done: done, total: total, unit: "bytes of \(table)"))
        }
        var shop = result.shop
        shop.tickets.tier =
            last.compare("tiers") { try TicketTiers(runner.definition.support, $0).tiers(of: shop) } ?? []
        return SourceData(shop: shop, quality: result.quality, digest: result.digest)
    }
}
