/// The product-limit estimate of how long things last when some have not ended yet.
///
/// Whoever looks only at what has ended sees the quick ones; here an unended duration counts as at risk until it was seen
/// last. Durations that end at one time as others are censored come first.
///
/// Source: Kaplan & Meier (1958), "Nonparametric Estimation from Incomplete Observations".
package struct KaplanMeier: Equatable, Sendable {
    /// The times at which something ended, rising, and the share that lasts longer.
    package let times: [Double]
    package let survival: [Double]

    /// - Parameters:
    ///   - durations: ≥ 0, in any unit.
    ///   - ended: of the same length; false where the duration is a lower bound.
    package init(durations: [Double], ended: [Bool]) {
        precondition(durations.count == ended.count, "\(durations.count) durations, \(ended.count) ends")
        let order = durations.indices.sorted { a, b in
            durations[a] != durations[b] ? durations[a] < durations[b] : ended[a] && !ended[b]
        }
        var (times, survival, share): ([Double], [Double], Double) = ([], [], 1)
        var index = 0
        while index < order.count {
            let (time, atRisk) = (durations[order[index]], Double(order.count - index))
            var ends = 0.0
            while index < order.count, durations[order[index]] == time {
                if ended[order[index]] { ends += 1 }
                index += 1
            }
            guard ends > 0 else { continue }
            share *= 1 - ends / atRisk
            times.append(time)
            survival.append(share)
        }
        (self.times, self.survival) = (times, survival)
    }

    /// The earliest time by which a share (more than 0, less than 1) has ended; `nil` where so many were not seen to end.
    package func quantile(_ share: Double) -> Double? {
        // Half of a rounding error must not push the median to the next time.
        zip(times, survival).first { $0.1 <= 1 - share + 1e-12 }?.0
    }
}
