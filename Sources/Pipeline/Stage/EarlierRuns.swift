internal import Domain
internal import Foundation
internal import Reports
internal import Store

/// The run that is published while this one is made.
///
/// Used from one thread.
struct PublishedRun {
    let record: RunRecord
    let asOf: Instant
    private let last: LastRun

    /// `nil` before the first run, and where its tables cannot be read, which ``LastRun`` has noted.
    init?(_ last: LastRun) {
        guard let record = last.reusable, let asOf = record.asOf else { return nil }
        (self.record, self.asOf, self.last) = (record, asOf, last)
    }

    /// Compares with its tables; where they cannot be read, the check of that name holds the run back.
    func compare<T>(_ name: String, _ body: (Snapshot) throws -> T?) -> T? { last.compare(name, body) }
}

extension RunTotals {
    /// Those of a run; `nil` where it is of before there were totals.
    init?(_ snapshot: Snapshot) throws {
        guard let text = snapshot.run.totals else { return nil }
        self = try JSONDecoder().decode(RunTotals.self, from: Data(text.utf8))
    }
}

/// What a stage may look back at: the ledger, the published run, and the limits of the pipeline's guards.
struct EarlierRuns {
    let store: RunStore
    let draft: RunDraft
    /// The published run as the ledger and the store have it, and the comparisons that could not be made.
    let last: LastRun
    /// The same with its tables; `nil` where they are gone.
    let published: PublishedRun?
    let definition: PipelineDefinition
    let now: Instant
    /// A fixed instant asks for old data.
    let isAsOfFixed: Bool

    var guards: PipelineDefinition.Guards { definition.guards }
    /// What the ledger says of the published run.
    var previous: RunRecord? { last.record }
}
