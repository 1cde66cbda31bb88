import Foundation

/// ψ(a), the derivative of ln Γ.
///
/// - Precondition: `a` > 0 and finite.
///
/// Source: Abramowitz & Stegun 6.3.18, after ψ(a) = ψ(a + 1) − 1/a has raised a above ten.
package func digamma(_ a: Double) -> Double {
    precondition(a > 0 && a.isFinite, "ψ needs a positive number, not \(a)")
    var (y, raised) = (a, 0.0)
    while y < stirlingFrom {
        raised += 1 / y
        y += 1
    }
    let square = 1 / (y * y)
    let series = digammaTerms.reversed().reduce(0) { $0 * square + $1 } * square
    return log(y) - 0.5 / y - series - raised
}

/// ψ(a + n) − ψ(a), without cancellation.
///
/// - Parameters:
///   - a: > 0 and finite.
///   - n: ≥ 0.
/// - Returns: the difference; for a whole n it is Σ 1 / (a + k), k = 0…n − 1.
package func digammaDifference(_ a: Double, _ n: Double) -> Double {
    precondition(a > 0 && a.isFinite && n >= 0, "ψ(a + n) − ψ(a) needs a > 0 and n ≥ 0, not \(a) and \(n)")
    if n <= 10 && n == n.rounded() { return (0..<Int(n)).reduce(0) { $0 + 1 / (a + Double($1)) } }
    var (y, raised) = (a, 0.0)
    while y < stirlingFrom {
        raised += n / (y * (y + n))
        y += 1
    }
    let (first, second) = (1 / y, 1 / (y + n))
    let base = n / (y * (y + n))  // first − second
    let squares = base * (first + second)  // first² − second²
    var (difference, power, sum) = (squares, second * second, 0.0)
    for term in digammaTerms {
        sum += term * difference
        difference = first * first * difference + power * squares
        power *= second * second
    }
    return log1p(n / y) + 0.5 * base + sum + raised
}

/// ψ′(a), the second derivative of ln Γ.
///
/// - Precondition: `a` > 0 and finite.
///
/// Source: Abramowitz & Stegun 6.4.12, after ψ′(a) = ψ′(a + 1) + 1/a² has raised a above ten.
package func trigamma(_ a: Double) -> Double {
    precondition(a > 0 && a.isFinite, "ψ′ needs a positive number, not \(a)")
    var (y, raised) = (a, 0.0)
    while y < stirlingFrom {
        raised += 1 / (y * y)
        y += 1
    }
    let square = 1 / (y * y)
    let series = bernoulli.reversed().reduce(0) { $0 * square + $1 } * square
    return (1 + 0.5 / y + series) / y + raised
}

/// The Bernoulli numbers with even indices from 2 on.
private let bernoulli: [Double] = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2_730, 7 / 6, -3_617 / 510]

/// The coefficients B₂ₖ / 2k of 1/y², 1/y⁴… in −ψ(y).
private let digammaTerms = bernoulli.enumerated().map { $1 / Double(2 * $0 + 2) }
