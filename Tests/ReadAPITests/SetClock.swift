import Synchronization

/// A clock that stands still until a test moves it.
final class SetClock: Sendable {
    private let start = ContinuousClock.now
    private let passed = Mutex(Duration.zero)

    var now: @Sendable () -> ContinuousClock.Instant {
        { self.start + self.passed.withLock { $0 } }
    }

    func advance(by seconds: Double) { passed.withLock { $0 += .seconds(seconds) } }
}
