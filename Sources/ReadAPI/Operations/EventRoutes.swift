internal import Domain
internal import HTTPTypes
internal import ServiceLifecycle
internal import Store
internal import Synchronization

/// Events as runs publish them, over a connection that stays open.
///
/// Source: HTML Standard, "Server-sent events".
struct EventRoutes: Sendable {
    /// Streams at one time.
    static let limit = 200

    let store: RunStore
    let gate: KeyGate
    let metrics: ServerMetrics

    var routes: [Route] {
        [
            Route(
                method: .get, path: "/api/events/stream",
                summary: "What runs publish, as server-sent events: segments changed, models fitted, service levels "
                    + "broken. With Last-Event-ID it goes on behind that event, else it begins with the next one.",
                answer: .none, types: ["text/event-stream"], errors: [.validationError, .serviceUnavailable],
                handler: .live(stream))
        ]
    }

    /// 422 where `Last-Event-ID` is no number of an event, 503 where too many streams are open.
    @Sendable private func stream(_ call: Call) throws -> Answer {
        var position: Int64?
        if let text = call.headers[.lastEventID] {
            guard let number = Int64(text), number >= 0 else {
                throw APIError.invalid("Last-Event-ID", "must be the id of an event that this stream sent")
            }
            position = number
        }
        let start = try position ?? store.lastEventSequence()
        guard metrics.countStream(1, limit: Self.limit) else {
            throw APIError(
                .serviceUnavailable, "\(Self.limit) streams are open already", headers: [.retryAfter: "30"])
        }
        let feed = EventFeed(self, after: start, pass: call.pass)
        return Answer(.feed { try await feed.next() }, type: "text/event-stream")
    }
}

/// One stream of events, taken by one reader.
///
/// It ends with the server, and once its key is no longer valid. Behind a slow reader nothing piles up: events are read
/// from the ledger when the reader takes them.
private final class EventFeed: Sendable {
    private static let page = 100
    private static let pause = Duration.seconds(1)
    /// Something is sent at least this often, so that what stands between does not hang up.
    private static let heartbeat = Duration.seconds(15)

    private struct State {
        var position: Int64
        /// The run that was current when the ledger had nothing more to tell.
        var seen: RunID?
        var isOpened = false
    }

    private let routes: EventRoutes
    private let pass: KeyGate.Pass
    private let state: Mutex<State>

    /// A stream that was counted before: a failable initializer would count -1 in `deinit` for each one it refuses.
    init(_ routes: EventRoutes, after position: Int64, pass: KeyGate.Pass) {
        (self.routes, self.pass) = (routes, pass)
        state = Mutex(State(position: position))
    }

    deinit { _ = routes.metrics.countStream(-1) }

    /// The next piece; `nil` at the end.
    func next() async throws -> [UInt8]? {
        guard state.withLock({ $0.isOpened }) else {
            state.withLock { $0.isOpened = true }
            // How long a client waits before it comes again, in milliseconds.
            return Array("retry: 3000\n\n".utf8)
        }
        let start = ContinuousClock.now
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            guard let events = try await routes.store.perform({ [self] _ in try news() }) else { return nil }
            if !events.isEmpty { return events.flatMap(\.frame) }
            if ContinuousClock.now - start >= Self.heartbeat { return Array(": still here\n\n".utf8) }
            try await Task.sleep(for: Self.pause)
        }
        return nil
    }

    /// Events that were not sent yet; `nil` once the key is no longer valid.
    ///
    /// Blocks.
    private func news() throws -> [EventRecord]? {
        guard try routes.gate.isStillValid(pass) else { return nil }
        let (known, current) = (state.withLock { $0 }, try routes.store.current())
        guard current != known.seen || known.seen == nil else { return [] }
        let events = try routes.store.events(after: known.position, limit: Self.page)
        state.withLock { state in
            state.position = events.last?.sequence ?? state.position
            state.seen = events.count < Self.page ? current : nil
        }
        return events
    }
}

extension EventRecord {
    /// The event as a stream carries it.
    fileprivate var frame: [UInt8] {
        let json: JSON = [
            "kind": .text(event.kind), "subject": .text(event.subject), "detail": .document(event.detail),
            "run_id": .text(run.text), "as_of": JSON(asOf),
        ]
        let name = event.kind.filter { !$0.isNewline }
        return Array("id: \(sequence)\nevent: \(name)\ndata: ".utf8) + json.bytes + Array("\n\n".utf8)
    }
}
