internal import Analytics
package import Domain
internal import Foundation
package import Ingest
internal import Store

/// Runs a pipeline: reads, computes, checks, publishes.
///
/// Whatever happens on the way, what was published before stays as it was until the new run is whole.
package struct Runner: Sendable {
    package let definition: PipelineDefinition
    package let jobs: Int
    let progress: ProgressHandler
    /// The clock: it names runs and stamps the ledger, and enters no result but through `as_of: now`.
    let now: @Sendable () -> Instant

    /// - Parameters:
    ///   - definition: the pipeline.
    ///   - jobs: threads; no result depends on them.
    ///   - progress: told what goes on.
    ///   - now: the clock.
    package init(
        _ definition: PipelineDefinition, jobs: Int, progress: @escaping ProgressHandler = { _ in },
        now: @escaping @Sendable () -> Instant = Runner.systemClock
    ) {
        (self.definition, self.jobs, self.progress, self.now) = (definition, jobs, progress, now)
    }

    @Sendable package static func systemClock() -> Instant {
        Instant(microseconds: Int64(Date().timeIntervalSince1970 * 1e6))
    }

    package var reports: ReportFolder {
        ReportFolder(root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name)
    }

    package var models: ModelFolder {
        ModelFolder(root: definition.modelsPath, tenant: definition.tenant, pipeline: definition.name)
    }

    /// Runs the pipeline once.
    ///
    /// - Returns: how it ended; a run that was held back is an outcome too.
    /// - Throws: ``RunError`` where there is no outcome; the ledger then says why, if it could be reached.
    package func run(_ request: RunRequest = RunRequest()) throws -> RunOutcome {
        let store = try RunStore(definition.store, tenant: definition.tenant, pipeline: definition.name)
        let lock = try store.acquireLock(holder: "quimbi run \(definition.file)", at: now())
        try reports.claim(store)
        try models.claim(store)
        try repair(store)
        let draft = try store.beginRun(
            codeVersion: CodeVersion.full, configDigest: definition.digest, at: now(), under: lock)
        let outcome: RunOutcome
        do {
            outcome = try RunInProgress(self, store, draft, request).finish()
        } catch {
            // The reason is worth keeping; where even that cannot be written, the error below says so.
            let reason = RunError(describing: error)?.description ?? "\(error)"
            try? store.close(draft, as: .failed, reason: reason, at: now())
            try? reports.removeRuns(goneFrom: store)
            throw error
        }
        return Aftermath.of(outcome, [.init("remove old runs") { try prune(store, lock) }])
    }

    /// Brings the copies for people in line with the ledger, which a killed run may have left behind.
    private func repair(_ store: RunStore) throws {
        try models.writeRegistry(try store.models())
        guard let current = try store.current(),
            FileManager.default.fileExists(atPath: reports.path(.run, run: current.text))
        else { return }
        // Where that fails still, the run's own attempt says so once it is published.
        try? reports.pointLatest(at: current.text)
    }

    private func prune(_ store: RunStore, _ lock: RunLock) throws {
        _ = try store.prune(keepRuns: definition.keepRuns, under: lock)
        try reports.removeRuns(goneFrom: store)
    }

    /// The description of the source that ingestion takes.
    ///
    /// - Throws: a variable of the environment that the pipeline names and that is not set.
    package func source(_ request: RunRequest = RunRequest()) throws(ConfigurationError) -> SourceDescription {
        let asOf: SourceDescription.AsOf =
            switch request.asOf ?? definition.asOf {
            case .latest: .latest
            case .now: .now(now())
            case .instant(let instant): .instant(instant)
            }
        let database = try database()
        var source = SourceDescription(
            paths: database == nil ? [definition.source.path] : [], database: database,
            mapping: definition.source.mapping, asOf: asOf, zone: definition.zone, currency: definition.currency,
            rates: definition.rates)
        source.mappingText = definition.source.mappingText
        source.keywords = definition.queue.keywords.map(\.keywords)
        return source
    }

    /// What is read in place of files.
    private func database() throws(ConfigurationError) -> DatabaseSource? {
        let source = definition.source
        if let server = source.server { return .server(uri: try server.resolved(), schema: source.schema) }
        return source.isDatabase ? .file(source.path) : nil
    }
}
