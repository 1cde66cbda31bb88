import ReadAPI
import Testing

struct RateLimitTests {
    @Test func `a rate of zero is no limit`() {
        #expect(RateWindow(rate: 0) == nil)
    }

    @Test func `a minute begins with a request and ends sixty seconds later`() throws {
        var window = try #require(RateWindow(rate: 2))
        #expect(window.take(at: 10) == .init(isAllowed: true, limit: 2, remaining: 1, secondsToReset: 60))
        #expect(window.take(at: 40.5) == .init(isAllowed: true, limit: 2, remaining: 0, secondsToReset: 30))
        #expect(window.take(at: 69.9) == .init(isAllowed: false, limit: 2, remaining: 0, secondsToReset: 1))
        #expect(window.take(at: 70) == .init(isAllowed: true, limit: 2, remaining: 1, secondsToReset: 60))
    }

    @Test func `no longer window hides behind the minute`() throws {
        var window = try #require(RateWindow(rate: 100))
        let allowed = (0..<60).map { minute in
            (0..<100).filter { _ in window.take(at: Double(minute) * 60).isAllowed }.count
        }
        #expect(allowed == Array(repeating: 100, count: 60))
    }
}
