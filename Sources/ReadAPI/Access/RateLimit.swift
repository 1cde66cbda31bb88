/// Counts the requests of one key in windows of a minute that begin with a request.
///
/// Time is passed in, as seconds of any clock that only goes forward.
package struct RateWindow: Sendable {
    /// What a request learns about the window.
    package struct Verdict: Equatable, Sendable {
        package let isAllowed: Bool
        package let limit: Int
        package let remaining: Int
        /// Whole seconds until the window ends, 1 or more.
        package let secondsToReset: Int

        package init(isAllowed: Bool, limit: Int, remaining: Int, secondsToReset: Int) {
            self.isAllowed = isAllowed
            self.limit = limit
            self.remaining = remaining
            self.secondsToReset = secondsToReset
        }
    }

    private static let length = 60.0

    private let limit: Int
    private var start = -Double.infinity
    private var count = 0

    /// - Parameter rate: requests a minute; `nil` for 0: no limit.
    package init?(rate: Int) {
        guard rate > 0 else { return nil }
        limit = rate
    }

    /// Counts a request, unless the window is used up: a request that is refused is not counted.
    package mutating func take(at now: Double) -> Verdict {
        if now - start >= Self.length { (start, count) = (now, 0) }
        let isAllowed = count < limit
        if isAllowed { count += 1 }
        return Verdict(
            isAllowed: isAllowed, limit: limit, remaining: limit - count,
            secondsToReset: max(1, Int((start + Self.length - now).rounded(.up))))
    }
}
