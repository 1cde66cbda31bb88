/// When a customer is expected to order next, given an order within the horizon: local days since 1970-01-01.
package struct NextOrder: Equatable, Sendable {
    package let median: Int32
    /// The next order falls before the one and after the other with probability 0.05 each.
    package let earliest, latest: Int32

    /// `nil` where an order within the horizon is less likely than not.
    ///
    /// - Parameters:
    ///   - horizon: in time units.
    ///   - day: the last day that is known.
    ///   - unit: of times.
    ///   - noOrder: the probability of no order up to a time.
    init?(within horizon: Double, after day: Int32, unit: LifetimeTimeUnit, noOrder: (Double) -> Double) {
        let any = 1 - noOrder(horizon)
        guard any >= 0.5 else { return nil }
        func quantile(_ share: Double, from start: Double) -> Double {
            var (low, high) = (start, horizon)
            // To a quarter of a day: a date is all that is told.
            while (high - low) * unit.days > 0.25 {
                let middle = (low + high) / 2
                if 1 - noOrder(middle) < share * any { low = middle } else { high = middle }
            }
            return high
        }
        func date(_ time: Double) -> Int32 { day + max(1, Int32((time * unit.days).rounded(.up))) }
        let early = quantile(0.05, from: 0)
        let middle = quantile(0.5, from: early)
        earliest = date(early)
        median = date(middle)
        latest = date(quantile(0.95, from: middle))
    }
}
