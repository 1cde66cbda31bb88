import Foundation

/// The logarithm of the integral of exp(f(y)) over the whole line, for an f that rises, peaks and falls.
///
/// By the trapezoidal rule, which converges exponentially for a function that is analytic in a strip around the line: with
/// a strip of half-width π/2, a step of 1/4 leaves exp(−π² / 0.25), nothing that a `Double` could hold. Beyond `core`
/// exp(f) is an exponential to the last digit, and the rest of the sum a geometric series.
///
/// - Parameters:
///   - core: outside of it f is a straight line.
///   - leftSlope: the slope of f left of `core`, > 0.
///   - rightSlope: minus the slope of f right of `core`, > 0.
///   - f: the logarithm of the integrand, unimodal.
/// - Returns: the logarithm of the integral, to about thirteen digits of the integral.
///
/// Source: Trefethen & Weideman (2014), "The exponentially convergent trapezoidal rule", theorem 5.1.
func logLineIntegral(
    core: ClosedRange<Double>, leftSlope: Double, rightSlope: Double, _ f: (Double) -> Double
) -> Double {
    let peak = maximum(of: f, in: core)
    let top = f(peak)
    let step = trapezoidStep(of: f, at: peak)
    func tail(_ direction: Double, _ slope: Double) -> Double {
        var (sum, y) = (0.0, peak + direction * step)
        while core.contains(y) {
            let term = exp(f(y) - top)
            sum += term
            guard term > 1e-19 else { return sum }
            y += direction * step
        }
        return sum + exp(f(y) - top) / -expm1(-slope * step)
    }
    return top + log(step * (tail(-1, leftSlope) + 1 + tail(1, rightSlope)))
}

/// Where a unimodal function is largest, to about 10⁻⁴ of the range.
private func maximum(of f: (Double) -> Double, in range: ClosedRange<Double>) -> Double {
    let ratio = (5.0.squareRoot() - 1) / 2
    var (low, high) = (range.lowerBound, range.upperBound)
    var (left, right) = (high - ratio * (high - low), low + ratio * (high - low))
    var (atLeft, atRight) = (f(left), f(right))
    for _ in 0..<40 {
        if atLeft < atRight {
            (low, left, atLeft) = (left, right, atRight)
            right = low + ratio * (high - low)
            atRight = f(right)
        } else {
            (high, right, atRight) = (right, left, atLeft)
            left = high - ratio * (high - low)
            atLeft = f(left)
        }
    }
    return (low + high) / 2
}

/// A quarter, or less where the peak is narrow: 0.6 standard deviations of the normal density with its curvature.
private func trapezoidStep(of f: (Double) -> Double, at peak: Double) -> Double {
    let delta = 1e-3
    let curvature = (2 * f(peak) - f(peak - delta) - f(peak + delta)) / (delta * delta)
    return curvature > 0 ? min(0.25, 0.6 / curvature.squareRoot()) : 0.25
}
