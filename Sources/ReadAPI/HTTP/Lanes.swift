internal import HTTPTypes
internal import Store

/// The threads that requests are answered on: three kinds, so that none waits for another kind.
///
/// An event loop only reads and writes. Look-ups of a few rows share the reading threads. Requests whose body makes them
/// compute share a few threads of their own, with a short queue: beyond it they are refused at once, with when to come back.
/// Health and metrics have a thread that no other request can occupy.
struct Lanes: Sendable {
    /// Bodies beyond this many bytes are read and answered on the computing threads.
    static let largeBody = 16_384
    /// Requests that compute at one time, and with those that wait.
    static let (computing, most) = (2, 16)

    let reading = ReaderQueues(limit: 2_000)
    private let computing = ReaderQueues(width: Self.computing, limit: Self.most)
    private let health = ReaderQueues(width: 1, limit: 200)

    /// The threads on which a request is let in; for most requests also those on which it is answered.
    func entry(of route: Route?) -> ReaderQueues { route?.cost == .health ? health : reading }

    /// The threads for the rest of a request; `nil` where it may be answered where it was let in.
    func rest(of route: Route, bodyCount: Int) -> ReaderQueues? {
        route.cost == .computed || bodyCount > Self.largeBody ? computing : nil
    }
}

extension APIError {
    static let busy = APIError(
        .serviceUnavailable,
        "the server is working on as many such requests as it takes at a time; try again in a second",
        headers: [.retryAfter: "1"])
}
