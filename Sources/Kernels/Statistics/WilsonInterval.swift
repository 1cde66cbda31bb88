/// The interval for a proportion by Wilson's score.
///
/// - Parameters:
///   - successes: 0...`trials`.
///   - trials: how often it was tried.
///   - z: the normal quantile of the confidence; 1.959964 for 95 %.
/// - Returns: an interval within 0...1 that holds the observed share; `nil` without a trial.
///
/// Source: Wilson (1927), "Probable inference, the law of succession, and statistical inference".
package func wilsonInterval(successes: Int, trials: Int, z: Double = 1.959964) -> ClosedRange<Double>? {
    precondition(successes >= 0 && successes <= trials, "\(successes) successes of \(trials) trials")
    guard trials > 0 else { return nil }
    let interval = wilsonInterval(share: Double(successes) / Double(trials), trials: Double(trials), z: z)
    // The formula gives these ends exactly but for rounding.
    return (successes == 0 ? 0 : interval.lowerBound)...(successes == trials ? 1 : interval.upperBound)
}

/// The same for a share of trials that count for fewer, since some of them belong together.
package func wilsonInterval(share: Double, trials n: Double, z: Double = 1.959964) -> ClosedRange<Double> {
    let square = z * z
    let middle = (share + square / (2 * n)) / (1 + square / n)
    let half = z / (1 + square / n) * (share * (1 - share) / n + square / (4 * n * n)).squareRoot()
    return max(0, middle - half)...min(1, middle + half)
}
