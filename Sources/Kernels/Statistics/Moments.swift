/// Count, mean and variance of a column, in one pass and O(1) memory.
///
/// Parts may be reduced apart and joined with ``merge(_:)``. Join them in a fixed order: rounding
/// depends on it, and equal inputs must give equal reports.
///
/// Source: Welford (1962) for the update; Chan, Golub & LeVeque (1983) for the merge.
package struct Moments: Equatable, Sendable {
    package private(set) var count = 0
    package private(set) var mean = 0.0
    private var m2 = 0.0  // sum of squared deviations from the mean

    /// The moments of a column; NaN stands for a missing value and is left out.
    package init(_ column: [Double] = []) {
        column.withUnsafeBufferPointer { for value in $0 where !value.isNaN { insert(value) } }
    }

    /// Takes one more observation in.
    ///
    /// - Precondition: `value` is not NaN.
    package mutating func insert(_ value: Double) {
        count += 1
        let delta = value - mean
        mean += delta / Double(count)
        m2 += delta * (value - mean)
    }

    /// Takes in what another part has seen.
    package mutating func merge(_ other: Moments) {
        guard other.count > 0 else { return }
        let delta = other.mean - mean
        let share = Double(other.count) / Double(count + other.count)
        m2 += other.m2 + delta * delta * Double(count) * share
        mean += delta * share
        count += other.count
    }

    /// The unbiased sample variance, in squared input units; `nil` below two observations.
    package var sampleVariance: Double? {
        count < 2 ? nil : m2 / Double(count - 1)
    }

    /// The mean squared deviation from the mean, in squared input units; `nil` without an observation.
    package var populationVariance: Double? {
        count < 1 ? nil : m2 / Double(count)
    }

    /// The square root of ``sampleVariance``, in input units; `nil` below two observations.
    package var standardDeviation: Double? {
        sampleVariance?.squareRoot()
    }

    /// The standard error of the mean, in input units; `nil` below two observations.
    package var standardError: Double? {
        sampleVariance.map { ($0 / Double(count)).squareRoot() }
    }
}
