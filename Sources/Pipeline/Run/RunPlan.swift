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
        let last = try LastRun(store, file: definition.file, acceptsUncompared: request.acceptsUncompared)
        let context = try SourceReading(self, store, last).context(request)
        let plan = try StagePlan(context, store: store, previous: last.reusable, request)
        return RunPlan(
            asOf: context.source.shop.asOf, inputDigest: context.source.digest,
            tables: context.source.quality.tables, unreadFiles: context.source.quality.unreadFiles,
            stages: plan.entries, models: context.models.texts)
    }
}
