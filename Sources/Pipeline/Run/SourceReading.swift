internal import Domain
internal import Ingest
internal import Store

/// Reads the source of a pipeline and decides by which model tonight's segments come.
struct SourceReading {
    private let runner: Runner
    private let store: RunStore

    init(_ runner: Runner, _ store: RunStore) {
        (self.runner, self.store) = (runner, store)
    }

    func workbench(_ request: RunRequest) throws -> Workbench {
        let progress = runner.progress
        let result = try Ingest.read(runner.source(request), jobs: runner.jobs) { table, _, done, total in
            progress(.advanced(stage: "ingest", done: done, total: total, unit: "bytes of \(table)"))
        }
        return Workbench(
            shop: result.shop, quality: result.quality, inputDigest: result.digest, definition: runner.definition,
            decision: try decision(asOf: result.shop.asOf), jobs: runner.jobs)
    }

    private func decision(asOf: Instant) throws -> ModelDecision {
        let version = try store.nextModelVersion(StoredModel.name)
        guard let champion = try store.champion(StoredModel.name) else {
            return ModelDecision(
                champion: nil, unreadable: nil, nextVersion: version, asOf: asOf,
                refitDays: runner.definition.segments.refitDays)
        }
        do {
            let model = try runner.models.read(champion)
            return ModelDecision(
                champion: model, unreadable: nil, nextVersion: version, asOf: asOf,
                refitDays: runner.definition.segments.refitDays)
        } catch let error as RunError {
            return ModelDecision(
                champion: nil, unreadable: error.description, nextVersion: version, asOf: asOf,
                refitDays: runner.definition.segments.refitDays)
        }
    }
}
