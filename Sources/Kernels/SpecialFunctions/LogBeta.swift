import Foundation

/// ln B(a, b).
///
/// - Precondition: both are positive and finite.
package func logBeta(_ a: Double, _ b: Double) -> Double {
    let (small, large) = (min(a, b), max(a, b))
    return logGamma(small) - logGammaRatio(large, small)
}

/// ln B(a, b + n) − ln B(a, b): the log-probability of n failures in a row when the success rate is Beta(a, b).
///
/// - Parameters:
///   - a: > 0 and finite.
///   - b: > 0 and finite.
///   - n: ≥ 0.
/// - Returns: ≤ 0, with small relative error also where a or n is far below b.
package func logBetaRatio(_ a: Double, _ b: Double, _ n: Double) -> Double {
    if n <= 10 && n == n.rounded() { return -(0..<Int(n)).reduce(0) { $0 + log1p(a / (b + Double($1))) } }
    // Γ(b + n) Γ(a + b) / (Γ(b) Γ(a + b + n)), taken by the smaller of the two steps.
    return a < n
        ? logGammaRatio(b, a) - logGammaRatio(b + n, a) : logGammaRatio(b, n) - logGammaRatio(a + b, n)
}
