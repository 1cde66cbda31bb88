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
    if z < 0 {
        precondition(c > small, "₂F₁ at \(z) needs c above \(small), not \(c)")
        return logHypergeometric(large, c - small, c, at: z / (z - 1)) - large * log1p(-z)
    }
    if seriesLength(a, b, c, z) < 2_000 || c <= small { return logHypergeometricSeries(a, b, c, z) }
    return logEulerIntegral(large, small, c, z)
}

/// How many terms it takes until they fall for good, and then to nothing.
private func seriesLength(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
    // The terms are largest where (a + n)(b + n) z = (c + n)(1 + n).
    let (half, constant) = ((a * z + b * z - c - 1) / 2, a * b * z - c)
    let discriminant = half * half + (1 - z) * constant
    let largest = discriminant > 0 ? max(0, (half + discriminant.squareRoot()) / (1 - z)) : 0
    return 2 * largest + 40 / (1 - z)
}

private func logHypergeometricSeries(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
    var (term, sum, scale, n) = (1.0, 1.0, 0.0, 0.0)
    while true {
        let ratio = (a + n) * (b + n) / ((c + n) * (1 + n)) * z
        term *= ratio
        sum += term
        n += 1
        // What is left is below a geometric series, of ratio z at most once the ratios have come below z.
        if ratio < 1 && term < 0x1p-55 * sum * (1 - max(ratio, z)) { return log(sum) + scale }
        if sum > 1e250 {
            (term, sum, scale) = (term * 1e-250, sum * 1e-250, scale + log(1e250))
        }
    }
}

/// Euler's integral in the logit of its variable: e^(by) (1 + e^y)^(a−c) (1 + (1−z) e^y)^(−a), over B(b, c − b).
private func logEulerIntegral(_ a: Double, _ b: Double, _ c: Double, _ z: Double) -> Double {
    let shift = log(1 - z)
    let margin = 40 + log1p(a + c)
    let integral = logLineIntegral(core: -margin...margin - shift, leftSlope: b, rightSlope: c - b) { y in
        b * y + (a - c) * softplus(y) - a * softplus(y + shift)
    }
    return integral - logBeta(b, c - b)
}
