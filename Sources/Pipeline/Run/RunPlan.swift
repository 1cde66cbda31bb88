package import Domain
internal import Store

/// What a run would do, found out without writing anything.
package struct RunPlan: Sendable {
    package let asOf: Instant
    package let inputDigest: String
    package let tables: [Reconciliation]
    /// Files of the source that no table takes.
    package let unreadFiles: [String]
    package let stages: [StagePlan.Entry]
    /// By name: whether each model would be fitted, and why.
    package let models: [(name: String, reason: String)]
}

extension Runner {
    /// Reads the source and says what a run would do with each stage.
    ///
    /// - Throws: ``RunError`` and the errors of the source and the store.
    package func plan(_ request: RunRequest = RunRequest()) throws -> RunPlan {
        let store = try RunStore(definition.store, tenant: definition.tenant, pipeline: definition.name)
        let bench = try SourceReading(self, store).workbench(request)
        let previous = try store.current().flatMap { try store.run($0) }
        let plan = try StagePlan(bench, store: store, previous: previous, request)
        return RunPlan(
            asOf: bench.shop.asOf, inputDigest: bench.inputDigest, tables: bench.quality.tables,
            unreadFiles: bench.quality.unreadFiles, stages: plan.entries,
            models: [
                (StoredLifetimeModel.name, bench.models.lifetime.text),
                (StoredChurnModel.name, bench.models.churn.text),
                (StoredSegmentModel.name, bench.models.segments.text),
            ])
    }
}
