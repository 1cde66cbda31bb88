internal import Domain
internal import Store

/// The run that is published while this one is made.
struct PublishedRun: Sendable {
    let record: RunRecord
    let asOf: Instant
    let snapshot: Snapshot
}

/// What a stage may look back at: the ledger, the published run, and the limits of the pipeline's guards.
struct EarlierRuns {
    let store: RunStore
    let draft: RunDraft
    /// What the ledger says of the published run.
    let previous: RunRecord?
    /// The same with its tables; `nil` where they are gone.
    let published: PublishedRun?
    let definition: PipelineDefinition
    let now: Instant
    /// A fixed instant asks for old data.
    let isAsOfFixed: Bool

    var guards: PipelineDefinition.Guards { definition.guards }
}
