import Foundation

/// ln ₂F₁(a, b; c; z), Gauss's hypergeometric function with positive parameters.
///
/// - Parameters:
///   - a: > 0.
///   - b: > 0.
///   - c: > 0, and above the smaller of a and b unless z is in 0...0.99.
///   - z: < 1; on the negative side Pfaff's transformation brings it into 0..<1.
/// - Returns: the logarithm, right to about twelve digits of the function: every sum here is over positive terms.
///
/// Source: Abramowitz & Stegun 15.1.1 (series), 15.3.1 (Euler's integral), 15.3.4 (Pfaff).
package func logHypergeometric(_ a: Double, _ b: Double, _ c: Double, at z: Double) -> Double {
    precondition(a > 0 && b > 0 && c > 0, "₂F₁ needs positive parameters, not \(a), \(b), \(c)")
    precondition(z < 1, "₂F₁ needs an argument below 1, not \(z)")
    let (large, small) = (max(a, b), min(a, b))
    guard z < 0 else { return logHypergeometric(large, small, c, z, complement: 1 - z) }
    precondition(c > small, "₂F₁ at \(z) needs c above \(small), not \(c)")
    // The smaller power of 1 − z where there is a choice.
    let (kept, swapped) = c > large ? (small, c - large) : (large, c - small)
    let transformed = logHypergeometric(
        max(kept, swapped), min(kept, swapped), c, z / (z - 1), complement: 1 / (1 - z))
    return transformed - kept * log1p(-z)
}

/// For 0 ≤ z < 1, with 1 − z given apart, a ≥ b.
private func logHypergeometric(_ a: Double, _ b: Double, _ c: Double, _ z: Double, complement: Double) -> Double {
    if c <= b || seriesLength(a, b, c, z, complement) < 2_000 { return logSeries(a, b, c, z, complement) }
    return logEulerIntegral(a, b, c, complement)
}

/// How many terms it takes until they fall for good, and then to nothing.
private func seriesLength(_ a: Double, _ b: Double, _ c: Double, _ z: Double, _ complement: Double) -> Double {
    // The terms are largest where (a + n)(b + n) z = (c + n)(1 + n).
    let (half, constant) = ((a * z + b * z - c - 1) / 2, a * b * z - c)
    let discriminant = half * half + complement * constant
    let largest = discriminant > 0 ? max(0, (half + discriminant.squareRoot()) / complement) : 0
    return 2 * largest + 40 / complement
}

private func logSeries(_ a: Double, _ b: Double, _ c: Double, _ z: Double, _ complement: Double) -> Double {
    var (term, sum, scale, n) = (1.0, 1.0, 0.0, 0.0)
    while true {
        let ratio = (a + n) * (b + n) / ((c + n) * (1 + n)) * z
        term *= ratio
        sum += term
        n += 1
        // What is left is below a geometric series, of ratio z at most once the ratios have come below z.
        if ratio < 1 && term < 0x1p-55 * sum * min(1 - ratio, complement) { return log(sum) + scale }
        if sum > 1e250 {
            (term, sum, scale) = (term * 1e-250, sum * 1e-250, scale + log(1e250))
        }
    }
}

/// Euler's integral in the logit of its variable: e^(by) (1 + e^y)^(a−c) (1 + (1−z) e^y)^(−a), over B(b, c − b).
private func logEulerIntegral(_ a: Double, _ b: Double, _ c: Double, _ complement: Double) -> Double {
    let shift = log(complement)
    let margin = 40 + log1p(a + c)
    let integral = logLineIntegral(core: -margin...margin - shift, leftSlope: b, rightSlope: c - b) { y in
        b * y + (a - c) * softplus(y) - a * softplus(y + shift)
    }
    return integral - logBeta(b, c - b)
}
