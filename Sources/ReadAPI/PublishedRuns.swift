internal import Domain
internal import Store

/// A published run that requests are answered from: all tables of one run, whatever is published meanwhile.
struct PublishedRun: Sendable {
    /// Counts the forms that answers have had, so that a tag tells the answers of another version apart.
    private static let form = 1

    let id: String
    let asOf: Instant
    let snapshot: Snapshot

    /// - Throws: ``StoreError/Code/nothingPublished`` where the run was never published.
    init(_ snapshot: Snapshot) throws(StoreError) {
        guard snapshot.run.state == .published, let asOf = snapshot.run.asOf else {
            throw StoreError(.nothingPublished, "run \(snapshot.run.id) was not published")
        }
        id = snapshot.run.id.text
        self.asOf = asOf
        self.snapshot = snapshot
    }

    /// The entity tag of everything that is answered from the run.
    var tag: String { #""\#(id).\#(Self.form)""# }

    /// An answer that names the run.
    func answer(_ json: JSON) -> Answer {
        Answer(json.merging(["run_id": .text(id), "as_of": JSON(asOf)]))
    }
}

/// The runs that requests are answered from; every look at them blocks on the disk.
struct PublishedRuns: Sendable {
    let store: RunStore

    func current() throws(StoreError) -> PublishedRun {
        try PublishedRun(store.snapshot())
    }

    /// The run that a call is answered from: the one that its list began with, or the current one.
    ///
    /// - Throws: 422 where the cursor is none, or its run is no longer kept.
    func run(for call: Call) throws -> PublishedRun {
        guard let cursor = try call.cursor() else { return try current() }
        let served = try current()
        guard cursor.run != served.id else { return served }
        guard let id = try? RunID(cursor.run), let snapshot = try? store.snapshot(run: id),
            let run = try? PublishedRun(snapshot)
        else { throw APIError.invalid("cursor", "belongs to a run that is no longer kept; begin the list again") }
        return run
    }
}
