internal import Foundation
internal import Kernels

/// A two-sided 95 % interval; both ends are NaN where none can be given.
package struct Interval: Sendable, Equatable {
    package let lower: Double
    package let upper: Double

    static let missing = Interval(lower: .nan, upper: .nan)

    package static func == (left: Self, right: Self) -> Bool {
        left.lower.bitPattern == right.lower.bitPattern && left.upper.bitPattern == right.upper.bitPattern
    }
}

extension Interval {
    /// Wilson's score interval for a share, within 0...1; missing where `total` is 0.
    ///
    /// - Precondition: 0 ≤ `count` ≤ `total`.
    package static func wilson(_ count: Int, of total: Int) -> Interval {
        guard let range = wilsonInterval(successes: count, trials: total) else { return .missing }
        return Interval(lower: range.lowerBound, upper: range.upperBound)
    }

    /// The expanded percentile interval of bootstrap replicates.
    ///
    /// Plain percentiles are too narrow for few customers: they divide by n where the variance divides by n - 1, and know
    /// no more than the normal distribution. So the share cut off on each side is Φ(-t √(n / (n - 1))), with t the 97.5 %
    /// quantile of Student's distribution, instead of 2.5 %; at n = 1,000 there is no difference left. It stays too narrow
    /// where very few customers carry the figure: nobody can see a tail that has not come yet.
    ///
    /// - Parameters:
    ///   - replicates: values of the statistic; NaN where a replicate had nothing to divide by.
    ///   - customers: how many customers the replicates were drawn from.
    /// - Returns: missing with fewer than two customers, with fewer than half of the replicates, and where all replicates
    ///   agree: customers who do not differ show no spread.
    ///
    /// Source: Hesterberg (2015), "What teachers should know about the bootstrap", The American Statistician 69(4).
    static func percentiles(of replicates: UnsafeBufferPointer<Double>, customers: Int) -> Interval {
        guard customers >= 2 else { return .missing }
        var tails = Tails()
        for value in replicates where !value.isNaN { tails.insert(value) }
        guard tails.count * 2 > replicates.count else { return .missing }
        let share = expandedTailShare(customers)
        let interval = Interval(lower: tails.lowQuantile(share), upper: tails.highQuantile(share))
        let isSpread = interval.upper - interval.lower > 1e-12 * max(abs(interval.lower), abs(interval.upper))
        return isSpread ? interval : .missing
    }

    /// The share to cut off on each side instead of 0.025; see ``percentiles(of:customers:)``.
    private static func expandedTailShare(_ customers: Int) -> Double {
        let n = Double(customers)
        let bound = studentT975(degreesOfFreedom: customers - 1) * (n / (n - 1)).squareRoot()
        return 0.5 * erfc(bound / 2.0.squareRoot())
    }
}

/// The smallest and the largest of a few hundred numbers: enough for quantiles near the ends, and far cheaper than a sort.
private struct Tails {
    private(set) var count = 0
    private var lowest = SIMD8<Double>(repeating: .infinity)
    private var highest = SIMD8<Double>(repeating: -.infinity)

    mutating func insert(_ value: Double) {
        count += 1
        if value < lowest[7] {
            var place = 7
            while place > 0, lowest[place - 1] > value {
                lowest[place] = lowest[place - 1]
                place -= 1
            }
            lowest[place] = value
        }
        if value > highest[7] {
            var place = 7
            while place > 0, highest[place - 1] < value {
                highest[place] = highest[place - 1]
                place -= 1
            }
            highest[place] = value
        }
    }

    /// The type 7 quantile at a share of at most 0.025, of at most 280 numbers.
    func lowQuantile(_ share: Double) -> Double { Self.interpolate(lowest, share * Double(count - 1)) }

    /// The type 7 quantile at one less that share.
    func highQuantile(_ share: Double) -> Double { Self.interpolate(highest, share * Double(count - 1)) }

    private static func interpolate(_ ends: SIMD8<Double>, _ rank: Double) -> Double {
        let place = Int(rank)
        let fraction = rank - Double(place)
        return fraction > 0 ? ends[place] + fraction * (ends[place + 1] - ends[place]) : ends[place]
    }
}
