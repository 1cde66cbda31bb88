internal import Domain
internal import Store

/// One step of a run: what it reads, what can change its result, and what it makes.
///
/// `body` is a function of the workbench alone: it opens no connection, reads no clock and draws no unseeded number, so a
/// second run over equal inputs writes the same rows.
struct Stage: Sendable {
    let file: StageFile
    let reads: [StageFile]
    /// What of the pipeline and the model enters the result beside what the stage reads.
    ///
    /// A model that is due for a refit has two identities: the refit's before it is computed, and then that of the model that
    /// scores, which is the champion's where the refit lost.
    let parameters: @Sendable (Workbench, _ isComputed: Bool) throws -> [String]
    let body: @Sendable (Workbench) throws -> StageOutput

    var name: String { file.rawValue }

    /// What it reads in a pipeline: cohorts read segments only where they are cut by them.
    func reads(in definition: PipelineDefinition) -> [StageFile] {
        let isCut = definition.cohorts.breakdowns.contains { $0.knowledge == .tonight }
        return file == .cohorts && isCut ? reads + [.segments] : reads
    }
}

extension Stage {
    /// Over everything that can change the result, given the digests of the stages before; see ``parameters``.
    func digest(_ bench: Workbench, _ digests: [StageFile: String], isComputed: Bool) throws -> String {
        let read = reads(in: bench.definition).map { digests[$0] ?? "" }
        return Digest([CodeVersion.full, name] + read + (try parameters(bench, isComputed))).hex
    }
}

/// What a stage hands to the store: parts of tables, made while they are written.
struct StageOutput: Sendable {
    let rowsIn: Int
    /// Calls its argument with each part, in the order of the table's key.
    let write: @Sendable (_ append: (Table) throws -> Void) throws -> Void
}

extension Stage {
    /// Every stage but the checks, in an order in which each comes after what it reads.
    static let all: [Stage] = [
        .ingest, .clocks, .lifetime, .churn, .features, .segments, .actions, .profiles, .changes,
        .cohorts, .affinity, .support,
    ]

    static func named(_ file: StageFile) -> Stage? {
        all.first { $0.file == file }
    }
}
