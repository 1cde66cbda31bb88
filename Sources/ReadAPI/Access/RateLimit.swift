/// How many requests a key may make.
package struct Allowance: Sendable, Equatable {
    package let perMinute: Int
    package let perHour: Int

    /// - Parameter rate: requests a minute; an hour has ten times as many, as the usual 100 and 1,000. `nil` for 0: no limit.
    package init?(rate: Int) {
        guard rate > 0 else { return nil }
        perMinute = rate
        perHour = rate * 10
    }
}

/// Counts the requests of one key in windows that begin with a request: a minute long, and an hour.
///
/// Time is passed in, as seconds of any clock that only goes forward.
package struct RateWindows: Sendable {
    /// What a request is told about the window that leaves it the least.
    package struct Verdict: Equatable, Sendable {
        package let isAllowed: Bool
        package let limit: Int
        package let remaining: Int
        /// Whole seconds until that window ends, 1 or more.
        package let secondsToReset: Int

        package init(isAllowed: Bool, limit: Int, remaining: Int, secondsToReset: Int) {
            self.isAllowed = isAllowed
            self.limit = limit
            self.remaining = remaining
            self.secondsToReset = secondsToReset
        }
    }

    private struct Window {
        let limit: Int
        let length: Double
        var start = -Double.infinity
        var count = 0

        mutating func roll(to now: Double) {
            guard now - start >= length else { return }
            (start, count) = (now, 0)
        }

        func verdict(isAllowed: Bool, at now: Double) -> Verdict {
            let seconds = (start + length - now).rounded(.up)
            return Verdict(
                isAllowed: isAllowed, limit: limit, remaining: max(0, limit - count),
                secondsToReset: max(1, Int(seconds)))
        }
    }

    private var windows: [Window]

    package init(_ allowance: Allowance) {
        windows = [
            Window(limit: allowance.perMinute, length: 60), Window(limit: allowance.perHour, length: 3_600),
        ]
    }

    /// Counts a request, unless a window is used up: a request that is refused is not counted.
    package mutating func take(at now: Double) -> Verdict {
        for index in windows.indices { windows[index].roll(to: now) }
        // Of two that are used up, the later to end says when to come back.
        if let used = windows.last(where: { $0.count >= $0.limit }) { return used.verdict(isAllowed: false, at: now) }
        for index in windows.indices { windows[index].count += 1 }
        let verdicts = windows.map { $0.verdict(isAllowed: true, at: now) }
        return verdicts[1].remaining < verdicts[0].remaining ? verdicts[1] : verdicts[0]
    }
}
