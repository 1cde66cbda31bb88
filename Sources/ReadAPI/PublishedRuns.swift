internal import Dispatch
internal import Domain
internal import HTTPTypes
internal import Store
internal import Synchronization

/// A published run that requests are answered from: all tables of one run, whatever is published meanwhile.
struct PublishedRun: Sendable {
    /// Counts the forms that answers have had, so that a tag tells the answers of another version apart.
    private static let form = 2

    let id: String
    let asOf: Instant
    let snapshot: Snapshot
    /// Whether it is the one that is served, and not an earlier one that a client asked for.
    let isServed: Bool
    /// What every answer from it says in its head, and in its body.
    let headers: HTTPFields
    private let marks: JSON

    /// - Throws: ``StoreError/Code/nothingPublished`` where the run was never published.
    init(_ snapshot: Snapshot, isServed: Bool) throws(StoreError) {
        guard snapshot.run.state == .published, let asOf = snapshot.run.asOf else {
            throw StoreError(.nothingPublished, "run \(snapshot.run.id) was not published")
        }
        id = snapshot.run.id.text
        self.asOf = asOf
        self.snapshot = snapshot
        self.isServed = isServed
        headers = [.quimbiRun: id, .quimbiAsOf: asOf.description]
        marks = ["run_id": .text(id), "as_of": JSON(asOf)]
    }

    /// The entity tag of what is answered from the run in a type.
    func tag(of type: String) -> String {
        #""\#(id).\#(Self.form)\#(type.hasPrefix("text/csv") ? ".csv" : "")""#
    }

    /// An answer that names the run.
    func answer(_ json: JSON) -> Answer {
        Answer(json.merging(marks))
    }
}

/// The runs that requests are answered from; every look at them blocks on the disk.
///
/// A run that is no longer served, or that a client names, stays open for a while: the next page of a list that began with it,
/// or a roll-back to it, finds it as warm as it was. Its files are kept meanwhile.
final class PublishedRuns: Sendable {
    /// How many runs stay open beside the one that is served, and for how long after they were last asked for.
    private static let (most, patience) = (2, Duration.seconds(60))

    private struct State {
        var served: PublishedRun?
        /// The one that was asked for last is the last.
        var earlier: [(snapshot: Snapshot, used: ContinuousClock.Instant)] = []
    }

    let store: RunStore
    private let state = Mutex(State())

    init(_ store: RunStore) {
        self.store = store
    }

    /// The run that is served, made ready once for all requests until another one is.
    func current() throws(StoreError) -> PublishedRun {
        let snapshot = try store.snapshot()
        let (known, oldest) = state.withLock { ($0.served, $0.earlier.first?.used) }
        if let oldest, .now - oldest >= Self.patience { keepOpen(nil) }
        if let known, known.snapshot === snapshot { return known }
        let run = try PublishedRun(snapshot, isServed: true)
        let before = state.withLock { state in
            defer { state.served = run }
            return state.served
        }
        if let before, before.snapshot !== snapshot { keepOpen(before.snapshot) }
        return run
    }

    /// The run that a call is answered from: the one that it names, or that its list began with, or the current one.
    ///
    /// - Throws: 404 where the run that it names is not kept, 422 where that is true of the cursor's or where the two differ.
    func run(for call: Call) throws -> PublishedRun {
        let (pinned, cursor) = (call.pinnedRun, try call.cursor())
        if let pinned {
            guard cursor == nil || cursor?.run == pinned else {
                throw APIError.invalid("cursor", "belongs to another run than X-Quimbi-Run names")
            }
            guard let run = try kept(pinned) else { throw APIError.unknownRun }
            return run
        }
        guard let cursor else { return try current() }
        guard let run = try kept(cursor.run) else {
            throw APIError.invalid("cursor", "belongs to a run that is no longer kept; begin the list again")
        }
        return run
    }

    /// A published run whose files are kept.
    private func kept(_ id: String) throws -> PublishedRun? {
        let served = try current()
        guard id != served.id else { return served }
        guard let id = try? RunID(id), let snapshot = try? store.snapshot(run: id),
            let run = try? PublishedRun(snapshot, isServed: false)
        else { return nil }
        keepOpen(snapshot)
        return run
    }

    /// Keeps a snapshot open, and lets go of those that were not asked for lately.
    private func keepOpen(_ snapshot: Snapshot?) {
        let now = ContinuousClock.now
        let closed = state.withLock { state -> [Snapshot] in
            let all = state.earlier.filter { $0.snapshot !== snapshot } + (snapshot.map { [($0, now)] } ?? [])
            state.earlier = all.filter { now - $0.used < Self.patience }.suffix(Self.most)
            return all.count == state.earlier.count ? [] : all.map(\.snapshot)
        }
        // Closing what was mapped of large files takes tens of milliseconds, for which no request should wait.
        if !closed.isEmpty { DispatchQueue.global().async { withExtendedLifetime(closed) {} } }
    }
}

extension APIError {
    static let unknownRun = APIError(
        .runNotFound, "there is no such run, or it is no longer kept; /api/runs lists those there are")
}
