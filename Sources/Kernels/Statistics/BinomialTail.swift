internal import Foundation

/// The natural logarithm of P(X ≥ `hits`) for X of a binomial distribution.
///
/// Of independent trials with different chances, whose mean is `share`, the sum has a tail no heavier than this one beyond its
/// mean: the test of a mixture may take it.
///
/// - Parameters:
///   - hits: 0...`trials`.
///   - trials: how many there were.
///   - share: the chance of each, in 0...1.
/// - Returns: at most 0; 0 up to the mean, where nobody asks further.
///
/// Source: Hoeffding (1956), "On the distribution of the number of successes in independent trials".
package func logBinomialTail(_ hits: Int, of trials: Int, share: Double) -> Double {
    precondition(hits >= 0 && hits <= trials, "\(hits) hits of \(trials) trials")
    guard Double(hits) > Double(trials) * share else { return 0 }
    guard share > 0 else { return -.infinity }
    let (n, x) = (Double(trials), Double(hits))
    let first = logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1) + x * log(share) + (n - x) * log1p(-share)
    var (sum, term) = (1.0, 1.0)
    for count in hits..<trials {
        term *= Double(trials - count) / Double(count + 1) * share / (1 - share)
        sum += term
        if term < sum * 0x1p-54 { break }
    }
    return min(0, first + log(sum))
}
