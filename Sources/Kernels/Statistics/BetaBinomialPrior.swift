/// What a population of success rates looks like before one's own trials are seen: a mean and a weight in trials.
///
/// Written as Beta(`m p`, `m (1 - p)`). The estimate is by moments of the observed shares: with a successes in b trials,
/// `p = Σa/Σb`, `B = Σb`, `S = Σ b (a/b - p)²` and N rows,
/// `rho = (S / (p (1-p)) - (N-1)) / (B - Σb²/B - (N-1))` and `m = 1/rho - 1`.
///
/// Source: Kleinman (1973), "Proportions with extraneous variance: single and independent samples".
package struct BetaBinomialPrior: Codable, Equatable, Sendable {
    /// The mean rate, in 0...1.
    package let p: Double
    /// The weight of the mean, in trials; 1...50.
    package let m: Double

    package init(p: Double, m: Double) {
        self.p = p
        self.m = m
    }

    /// Whether everybody has the same rate, 0 or 1: nothing to tell people apart by.
    package var isConstant: Bool { p == 0 || p == 1 }

    /// Estimates the prior from a population.
    ///
    /// - Parameters:
    ///   - successes: a, each in 0...its trials.
    ///   - trials: b, ≥ 0; rows without a trial are left out.
    /// - Returns: the prior, its `m` cut to 1...50; `m` is 50 where shares differ no more than chance makes them
    ///   (rho ≤ 0, or p of 0 or 1), and 10 where the trials cannot tell (the denominator is ≤ 0). `nil` without a trial.
    package static func byMoments(successes: [Double], trials: [Double]) -> BetaBinomialPrior? {
        precondition(successes.count == trials.count, "\(successes.count) successes for \(trials.count) trials")
        let (total, successful) = (trials.reduce(0, +), successes.reduce(0, +))
        guard total > 0 else { return nil }
        let p = successful / total
        guard p > 0 && p < 1 else { return BetaBinomialPrior(p: p, m: 50) }
        var (rows, spread, squares) = (0.0, 0.0, 0.0)
        for (a, b) in zip(successes, trials) where b > 0 {
            let difference = a / b - p
            rows += 1
            spread += b * difference * difference
            squares += b * b
        }
        let denominator = total - squares / total - (rows - 1)
        guard denominator > 0 else { return BetaBinomialPrior(p: p, m: 10) }
        let rho = (spread / (p * (1 - p)) - (rows - 1)) / denominator
        return BetaBinomialPrior(p: p, m: rho > 0 ? min(50, max(1, 1 / rho - 1)) : 50)
    }

    /// The rate of one row, drawn towards the population's: `(a + m p) / (b + m)`.
    ///
    /// - Parameters:
    ///   - successes: a, in 0...b.
    ///   - trials: b.
    /// - Returns: 0...1; `nil` without a trial: an unknown rate is missing, never the mean.
    package func rate(successes: Double, trials: Double) -> Double? {
        trials > 0 ? (successes + m * p) / (trials + m) : nil
    }
}
