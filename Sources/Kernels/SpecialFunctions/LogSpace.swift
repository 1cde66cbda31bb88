import Foundation

/// ln(1 + eˣ), right to the last digits for every x.
package func softplus(_ x: Double) -> Double {
    max(x, 0) + log1p(exp(-abs(x)))
}

/// 1 / (1 + e⁻ˣ): the probability that belongs to log-odds.
///
/// - Returns: 0...1; small values keep their digits, so take `logistic(-x)` for one minus this.
package func logistic(_ x: Double) -> Double {
    let e = exp(-abs(x))
    return x >= 0 ? 1 / (1 + e) : e / (1 + e)
}

/// ln(eˣ + eʸ); either may be -∞.
package func logSumExp(_ x: Double, _ y: Double) -> Double {
    let top = max(x, y)
    return top == -.infinity ? top : top + log1p(exp(min(x, y) - top))
}

/// ln(1 + y) − y, without the cancellation near 0.
///
/// - Precondition: `y` > −1.
///
/// With u = y / (2 + y), ln(1 + y) = 2 artanh u and y = 2u / (1 − u).
package func log1pMinus(_ y: Double) -> Double {
    guard abs(y) < 0.4 else { return log1p(y) - y }
    let u = y / (2 + y)
    let square = u * u
    var (power, sum, odd) = (1.0, 0.0, 3.0)
    while power > 0x1p-54 * odd {
        sum += power / odd
        power *= square
        odd += 2
    }
    return 2 * u * square * sum - u * y
}
