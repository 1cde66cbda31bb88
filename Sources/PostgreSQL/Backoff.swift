internal import Glibc

/// How often, and with what pauses, something that failed for a while is tried again.
package struct Backoff: Sendable, Equatable {
    /// The first attempt included.
    package var attempts: Int
    /// The pause after the first failure; each further one is twice as long, up to ``longest``.
    package var first: Duration
    package var longest: Duration

    package init(attempts: Int = 6, first: Duration = .milliseconds(250), longest: Duration = .seconds(8)) {
        (self.attempts, self.first, self.longest) = (attempts, first, longest)
    }

    /// The pause after so many failures, from 1.
    package func pause(after failures: Int) -> Duration {
        let doubled = (1..<max(failures, 1)).reduce(first) { pause, _ in min(pause * 2, longest) }
        return min(doubled, longest)
    }

    /// Tries until it succeeds, fails for good, or has failed too often; blocks the calling thread in between.
    ///
    /// - Parameters:
    ///   - isWorthIt: whether another attempt may help after an error that this many came before.
    ///   - body: one attempt.
    /// - Returns: what the first attempt that succeeds returns.
    /// - Throws: the last attempt's error; one that is not worth another at once.
    package func retry<Result, Failure: Error>(
        while isWorthIt: (_ error: Failure, _ earlier: Int) -> Bool, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var failures = 0
        while true {
            do throws(Failure) {
                return try body()
            } catch {
                guard isWorthIt(error, failures), failures + 1 < attempts else { throw error }
                failures += 1
                Self.sleep(pause(after: failures))
            }
        }
    }

    /// Blocks the calling thread.
    private static func sleep(_ pause: Duration) {
        var left = timespec(
            tv_sec: Int(pause.components.seconds), tv_nsec: Int(pause.components.attoseconds / 1_000_000_000))
        var rest = timespec()
        while nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
    }
}
