internal import Glibc

/// What a population of means looks like before one's own observations are seen: a mean and a spread between rows.
///
/// Row `i` has `n_i` observations with mean `x_i`; all rows share the variance within, `s²` (pooled over the rows). With
/// weights `w_i = n_i / s²`, `Q = Σ w_i (x_i - x̄_w)²` and N rows, the variance between rows is
/// `tau² = max(0, (Q - (N - 1)) / (Σw - Σw² / Σw))`, and the mean of the population that with weights
/// `1 / (tau² + s² / n_i)`.
///
/// Source: DerSimonian & Laird (1986), "Meta-analysis in clinical trials"; for drawing rows towards the mean, Morris (1983),
/// "Parametric empirical Bayes inference".
package struct NormalPrior: Equatable, Sendable {
    /// The mean of the population.
    package let mean: Double
    /// The variance within rows and that between them, in squared units; ≥ 0.
    package let within, between: Double

    /// Estimates the prior from a population.
    ///
    /// - Parameter rows: the observations of each row; rows without one are left out.
    /// - Returns: `nil` where no row has two observations: then nothing tells chance from difference.
    package static func byMoments(_ rows: [[Double]]) -> NormalPrior? {
        let rows = rows.filter { !$0.isEmpty }
        let means = rows.map { $0.reduce(0, +) / Double($0.count) }
        let freedom = rows.reduce(0) { $0 + $1.count - 1 }
        guard freedom > 0 else { return nil }
        let squares = zip(rows, means).reduce(0) { sum, row in
            sum + row.0.reduce(0) { $0 + ($1 - row.1) * ($1 - row.1) }
        }
        let within = squares / Double(freedom)
        let counts = rows.map { Double($0.count) }
        guard within > 0 else {
            return NormalPrior(mean: weighted(means, counts), within: 0, between: spread(means))
        }
        let weights = counts.map { $0 / within }
        let (total, centre) = (weights.reduce(0, +), weighted(means, weights))
        let q = zip(weights, means).reduce(0) { $0 + $1.0 * ($1.1 - centre) * ($1.1 - centre) }
        let scale = total - weights.reduce(0) { $0 + $1 * $1 } / total
        let between = scale > 0 ? max(0, (q - Double(rows.count - 1)) / scale) : 0
        let mean = weighted(means, counts.map { 1 / (between + within / $0) })
        return NormalPrior(mean: mean, within: within, between: between)
    }

    /// The mean of a row of `count` observations, drawn towards the population's as far as chance makes it doubtful.
    package func mean(_ own: Double, count: Int) -> Double {
        guard between > 0 else { return within > 0 ? mean : own }
        let share = between / (between + within / Double(count))
        return mean + share * (own - mean)
    }

    /// The interval of a row's own mean at 95 %, by the variance that all rows share.
    package func interval(_ own: Double, count: Int) -> ClosedRange<Double> {
        let half = 1.959963984540054 * sqrt(within / Double(count))
        return own - half...own + half
    }

    private static func weighted(_ values: [Double], _ weights: [Double]) -> Double {
        zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    }

    private static func spread(_ means: [Double]) -> Double {
        let mean = means.reduce(0, +) / Double(means.count)
        return means.count > 1
            ? means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(means.count - 1) : 0
    }
}
