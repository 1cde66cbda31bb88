internal import Foundation

/// The 97.5 % quantile of Student's *t* distribution, to five digits.
///
/// One and two degrees of freedom in closed form, more by Hill's expansion.
///
/// - Precondition: `degreesOfFreedom` ≥ 1.
///
/// Source: Hill (1970), Algorithm 396, Communications of the ACM 13(10).
package func studentT975(degreesOfFreedom: Int) -> Double {
    precondition(degreesOfFreedom >= 1, "Student's distribution needs a degree of freedom, not \(degreesOfFreedom)")
    let p = 0.05  // both tails
    guard degreesOfFreedom > 1 else { return 1 / tan(p * .pi / 2) }
    guard degreesOfFreedom > 2 else { return (2 / (p * (2 - p)) - 2).squareRoot() }
    let n = Double(degreesOfFreedom)
    let a = 1 / (n - 0.5)
    let b = 48 / (a * a)
    var c = ((20_700 * a / b - 98) * a - 16) * a + 96.36
    let d = ((94.5 / (b + c) - 3) / b + 1) * (a * .pi / 2).squareRoot() * n
    var y = pow(d * p, 2 / n)
    if y > 0.05 + a {
        let x = -1.959963984540054
        y = x * x
        if degreesOfFreedom < 5 { c += 0.3 * (n - 4.5) * (x + 0.6) }
        c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
        y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
        y = expm1(a * y * y)
    } else {
        let inner = 1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)
        y = (inner * y - 1) * (n + 1) / (n + 2) + 1 / y
    }
    return (n * y).squareRoot()
}
