internal import Domain
internal import HTTPTypes
internal import Store
internal import Synchronization

/// How far the run of an answer is behind what could be known.
enum Freshness: String, CaseIterable, Sendable {
    case current
    /// A newer run is served; the client asked for this one.
    case superseded
    /// A later run was held back by its checks.
    case heldBack = "held_back"
    /// A later run failed.
    case failed
    /// No run has been published for longer than there should be between two.
    case old
}

/// Tells with every answer how old its data are, and whether newer ones should be there.
///
/// The ledger is asked at most once a second.
final class FreshnessWatch: Sendable {
    private let store: RunStore
    private let clock: @Sendable () -> Instant
    /// Seconds after which the served run is old.
    private let staleAfter: Double
    private let ended = Mutex<(at: ContinuousClock.Instant, run: RunRecord?)?>(nil)

    init(_ store: RunStore, staleAfter: Double, clock: @escaping @Sendable () -> Instant) {
        self.store = store
        self.staleAfter = staleAfter
        self.clock = clock
    }

    /// The headers of an answer from a run.
    func headers(of run: PublishedRun) throws(StoreError) -> HTTPFields {
        var headers = run.headers
        headers[.quimbiFreshness] = try freshness(of: run).rawValue
        if let age = age(of: run) { headers[.quimbiAge] = String(Int(saturating: age)) }
        headers[.quimbiDataAge] = String(Int(saturating: dataAge(of: run)))
        return headers
    }

    /// Seconds since the run was published.
    func age(of run: PublishedRun) -> Double? { run.snapshot.run.age(at: clock()).map { max(0, $0) } }

    /// Seconds from the instant up to which the run's data count to now.
    func dataAge(of run: PublishedRun) -> Double { max(0, clock().days(since: run.asOf) * 86_400) }

    func freshness(of run: PublishedRun) throws(StoreError) -> Freshness {
        guard run.isServed else { return .superseded }
        if let last = try lastEnded(), last.started > run.snapshot.run.started {
            if last.state == .heldBack { return .heldBack }
            if last.state == .failed { return .failed }
        }
        return (age(of: run) ?? 0) > staleAfter ? .old : .current
    }

    /// The run that ended last, as of a second ago.
    func lastEnded() throws(StoreError) -> RunRecord? {
        let now = ContinuousClock.now
        if let known = ended.withLock({ $0 }), now - known.at < .seconds(1) { return known.run }
        let last = try store.runs(limit: 10).first { $0.state != .running && $0.state != .skipped }
        ended.withLock { $0 = (now, last) }
        return last
    }
}
