import Foundation

/// ln Γ(a).
///
/// - Precondition: `a` > 0 and finite.
package func logGamma(_ a: Double) -> Double {
    precondition(a > 0 && a.isFinite, "ln Γ needs a positive number, not \(a)")
    var (y, product) = (a, 1.0)
    while y < stirlingFrom {
        product *= y
        y += 1
    }
    let inverse = 1 / y
    let square = inverse * inverse
    let series = stirling.reversed().reduce(0) { $0 * square + $1 } * inverse
    return (y - 0.5) * log(y) - y + 0.5 * log(2 * Double.pi) + series - log(product)
}

/// ln Γ(a + n) − ln Γ(a), without the cancellation that two logarithms of gamma functions suffer.
///
/// - Parameters:
///   - a: > 0 and finite.
///   - n: ≥ 0; whole numbers up to ten are a plain product, (a)(a + 1)…(a + n − 1).
/// - Returns: the difference, with an absolute error of a few units in the last place of its largest part; for n far
///   below a the relative error is as small.
///
/// Source: Stirling's series at a and a + n, joined term by term after both were raised above ten.
package func logGammaRatio(_ a: Double, _ n: Double) -> Double {
    precondition(a > 0 && a.isFinite && n >= 0, "ln Γ(a + n) − ln Γ(a) needs a > 0 and n ≥ 0, not \(a) and \(n)")
    if n <= 10 && n == n.rounded() && a < 1e25 { return log(risingFactorial(a, Int(n))) }
    var (y, raised) = (a, 0.0)
    while y < stirlingFrom {
        raised += log1p(n / y)
        y += 1
    }
    let q = n / y
    return n * log(y + n) - 0.5 * log1p(q) + y * log1pMinus(q) + stirlingDifference(y, n) - raised
}

private func risingFactorial(_ a: Double, _ n: Int) -> Double {
    var product = 1.0
    for k in 0..<n { product *= a + Double(k) }
    return product
}

/// Above this, eight terms of Stirling's series leave nothing that a `Double` could hold.
let stirlingFrom = 10.0

/// The coefficients B₂ₖ / (2k (2k − 1)) of 1/y, 1/y³… in ln Γ(y).
private let stirling: [Double] = [
    1 / 12, -1 / 360, 1 / 1_260, -1 / 1_680, 1 / 1_188, -691 / 360_360, 1 / 156, -3_617 / 122_400,
]

/// Stirling's series at y + n minus the one at y, each difference of powers taken without subtracting.
private func stirlingDifference(_ y: Double, _ n: Double) -> Double {
    let (first, second) = (1 / y, 1 / (y + n))
    let base = n / (y * (y + n))  // first − second
    var (difference, power, sum) = (base, second, 0.0)
    for coefficient in stirling {
        sum -= coefficient * difference
        difference = first * first * difference + power * base * (first + second)
        power *= second * second
    }
    return sum
}
