internal import Domain
package import Store

/// What a run will do with each stage, and why.
package struct StagePlan: Sendable {
    package enum Action: String, Sendable, Codable {
        case compute
        /// The published run has the same: its file is linked.
        case reuse
        /// Not asked for, and what the published run has does not fit the input any more.
        case omit
    }

    package struct Entry: Sendable, Equatable {
        package let stage: StageFile
        package let action: Action
        /// Over everything that can change the result.
        package let digest: String
        package let reason: String
    }

    /// In the order of the stages.
    package let entries: [Entry]

    init(_ bench: Workbench, store: RunStore, previous: RunRecord?, _ request: RunRequest) throws {
        let wanted = request.only.map { Self.closure(of: $0, bench.definition) }
        var (entries, digests): ([Entry], [StageFile: String]) = ([], [:])
        for stage in Stage.all {
            let digest = try stage.digest(bench, digests, isComputed: false)
            digests[stage.file] = digest
            let stored = try previous.flatMap { try store.stageDigest(run: $0.id, stage.file) }
            entries.append(
                Self.entry(
                    stage.file, digest, isWanted: wanted?.contains(stage.file) ?? true, stored: stored,
                    force: request.force, previous: previous))
        }
        self.entries = entries
    }

    package func computes(_ stage: StageFile) -> Bool {
        entries.contains { $0.stage == stage && $0.action == .compute }
    }

    /// A stage with everything that it reads, directly or not, and the reading of the source.
    private static func closure(of stage: StageFile, _ definition: PipelineDefinition) -> Set<StageFile> {
        let reads = Stage.named(stage)?.reads(in: definition) ?? []
        return reads.reduce(into: [stage, .ingest]) { $0.formUnion(closure(of: $1, definition)) }
    }

    private static func entry(
        _ stage: StageFile, _ digest: String, isWanted: Bool, stored: String?, force: Bool, previous: RunRecord?
    ) -> Entry {
        let name = previous?.id.text ?? ""
        func make(_ action: Action, _ reason: String) -> Entry {
            Entry(stage: stage, action: action, digest: digest, reason: reason)
        }
        if stage == .ingest { return make(.compute, "the source is read on every run") }
        if stored == digest, !(force && isWanted) { return make(.reuse, "run \(name) read the same") }
        guard isWanted else { return make(.omit, "not asked for, and run \(name) read something else") }
        if force { return make(.compute, "asked for with --force") }
        guard previous != nil else { return make(.compute, "nothing is published yet") }
        return make(.compute, stored == nil ? "run \(name) does not have it" : "run \(name) read something else")
    }
}
