import Foundation

/// How far probabilities are from the frequencies of what happened.
package struct CalibrationError: Codable, Equatable, Sendable {
    /// The expected calibration error: the mean over bins of equal count of |mean forecast − share of events|, weighted
    /// by their rows; 0...1.
    package let value: Double
    /// The 95 % quantile of the same figure if every event happened with exactly its forecast probability: a value below
    /// it is no sign of miscalibration at this number of rows.
    package let chanceQuantile: Double

    /// Rows in the order of their forecasts (equal ones in the order given) are cut into bins of as equal a count as
    /// possible.
    ///
    /// - Parameters:
    ///   - probabilities: the forecasts, 0...1.
    ///   - labels: what happened.
    ///   - bins: how many bins; fewer where there are fewer rows.
    ///   - simulations: worlds drawn from the forecasts for ``chanceQuantile``.
    ///   - seed: of the random numbers.
    ///   - jobs: threads.
    /// - Returns: `nil` without a row.
    ///
    /// Source: Naeini, Cooper & Hauskrecht (2015); the simulated reference as in Bröcker & Smith (2007).
    package static func of(
        _ probabilities: [Double], _ labels: [Bool], bins: Int = 15, simulations: Int = 1_000, seed: UInt64 = 15,
        jobs: Int
    ) -> CalibrationError? {
        precondition(probabilities.count == labels.count, "\(probabilities.count) forecasts for \(labels.count) labels")
        guard !labels.isEmpty else { return nil }
        let order = probabilities.indices.sorted {
            (probabilities[$0], $0) < (probabilities[$1], $1)
        }
        let sorted = order.map { probabilities[$0] }
        let bounds = (0...bins).map { $0 * sorted.count / bins }
        let value = error(sorted, bounds) { labels[order[$0]] }
        let worlds = inParts(simulations, jobs: jobs) { world -> Double in
            var random = CounterRandom(seed: seed, stream: UInt64(world))
            return error(sorted, bounds) { random.uniform() < sorted[$0] }
        }
        return CalibrationError(value: value, chanceQuantile: quantile(worlds.sorted(), 0.95) ?? 0)
    }

    /// The error over sorted forecasts; `happened` is called once for every place, ascending.
    private static func error(_ sorted: [Double], _ bounds: [Int], _ happened: (Int) -> Bool) -> Double {
        var total = 0.0
        for (start, end) in zip(bounds, bounds.dropFirst()) {
            var excess = 0.0
            for place in start..<end { excess += sorted[place] - (happened(place) ? 1 : 0) }
            total += abs(excess)
        }
        return total / Double(sorted.count)
    }
}
