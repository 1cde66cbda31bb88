internal import Domain
internal import Store
package import Tables

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

    /// With `readsOnly` the run ends with the reading, because of what was read.
    init(
        _ context: RunContext, store: RunStore, previous: RunRecord?, _ request: RunRequest, readsOnly: Bool = false
    ) throws {
        guard !readsOnly else {
            let source = Stages.all.filter { !$0.isReusable }
            entries = source.map {
                Entry(
                    stage: $0.file, action: .compute, digest: "", reason: "the checks of the source hold the run back")
            }
            return
        }
        let wanted = request.only.map { Self.closure(of: $0, context.definition) }
        var (entries, digests): ([Entry], [StageFile: String]) = ([], [:])
        for stage in Stages.all {
            let digest = try context.digest(of: stage, digests)
            digests[stage.file] = digest
            let stored = try previous.flatMap { try store.wholeStageDigest(run: $0.id, stage.file) }
            entries.append(
                Self.entry(
                    stage, digest, isWanted: wanted?.contains(stage.file) ?? true, stored: stored,
                    force: request.force, previous: previous))
        }
        self.entries = entries
    }

    /// The stages that are computed, in their order.
    var computed: [any Stage.Type] { stages { $0 == .compute } }
    /// The stages that the run has, computed or taken over, in their order.
    var kept: [any Stage.Type] { stages { $0 != .omit } }

    private func stages(where isMeant: (Action) -> Bool) -> [any Stage.Type] {
        zip(Stages.all, entries).filter { isMeant($1.action) }.map(\.0)
    }

    /// A stage with everything that it reads, directly or not, and what every run computes.
    private static func closure(of file: StageFile, _ definition: PipelineDefinition) -> Set<StageFile> {
        let always = Stages.all.filter { !$0.isReusable }.map { $0.file }
        guard let stage = Stages.all.first(where: { $0.file == file }) else { return Set(always) }
        return reads(stage, definition).reduce(into: Set(always + [file])) {
            $0.formUnion(closure(of: $1, definition))
        }
    }

    private static func reads<S: Stage>(_ stage: S.Type, _ definition: PipelineDefinition) -> [StageFile] {
        S.reads(S.options(definition)).map { $0.file }
    }

    private static func entry(
        _ stage: any Stage.Type, _ digest: String, isWanted: Bool, stored: String?, force: Bool, previous: RunRecord?
    ) -> Entry {
        let name = previous?.id.text ?? ""
        func make(_ action: Action, _ reason: String) -> Entry {
            Entry(stage: stage.file, action: action, digest: digest, reason: reason)
        }
        if !stage.isReusable { return make(.compute, "the source is read on every run") }
        if stored == digest, !(force && isWanted) { return make(.reuse, "run \(name) read the same") }
        guard isWanted else { return make(.omit, "not asked for, and run \(name) read something else") }
        if force { return make(.compute, "asked for with --force") }
        guard previous != nil else { return make(.compute, "nothing is published yet") }
        return make(.compute, stored == nil ? "run \(name) does not have it" : "run \(name) read something else")
    }
}
