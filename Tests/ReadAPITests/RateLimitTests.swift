import ReadAPI
import Testing

struct RateLimitTests {
    @Test func `an hour has ten times the requests of a minute`() throws {
        let allowance = try #require(Allowance(rate: 100))
        #expect(allowance.perMinute == 100 && allowance.perHour == 1_000)
    }

    @Test func `a rate of zero is no limit`() {
        #expect(Allowance(rate: 0) == nil)
    }

    @Test func `a minute begins with a request and ends sixty seconds later`() throws {
        var windows = RateWindows(try #require(Allowance(rate: 2)))
        #expect(windows.take(at: 10) == .init(isAllowed: true, limit: 2, remaining: 1, secondsToReset: 60))
        #expect(windows.take(at: 40.5) == .init(isAllowed: true, limit: 2, remaining: 0, secondsToReset: 30))
        #expect(windows.take(at: 69.9) == .init(isAllowed: false, limit: 2, remaining: 0, secondsToReset: 1))
        #expect(windows.take(at: 70) == .init(isAllowed: true, limit: 2, remaining: 1, secondsToReset: 60))
    }

    @Test func `an hour that is used up keeps later minutes closed`() throws {
        var windows = RateWindows(try #require(Allowance(rate: 1)))
        for minute in 0..<10 { #expect(windows.take(at: Double(minute) * 60).isAllowed) }
        #expect(windows.take(at: 600) == .init(isAllowed: false, limit: 10, remaining: 0, secondsToReset: 3_000))
        #expect(windows.take(at: 3_600).isAllowed)
    }
}
