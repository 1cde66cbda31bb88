import Foundation

/// The line a + b·x through log-odds, by maximum likelihood.
struct LogisticLine: Equatable {
    var intercept: Double
    var slope: Double

    /// Fits intercept and slope by Newton's method with step halving.
    ///
    /// - Parameters:
    ///   - x: finite numbers.
    ///   - targets: the outcome of each, 0...1.
    /// - Returns: the maximum, or the point where 100 steps ended where there is none in the finite.
    ///
    /// Source: Lin, Lin & Weng (2007), "A note on Platt's probabilistic outputs for support vector machines".
    static func fit(_ x: [Double], targets: [Double]) -> LogisticLine {
        let mean = targets.reduce(0, +) / Double(max(1, targets.count))
        var line = LogisticLine(intercept: log((mean + 1e-12) / (1 - mean + 1e-12)), slope: 0)
        var here = line.derivatives(x, targets)
        for _ in 0..<100 where max(abs(here.gradient.0), abs(here.gradient.1)) > 1e-12 * Double(x.count) {
            guard let next = line.improved(here, x, targets) else { break }
            (line, here) = next
        }
        return line
    }

    /// Fits the intercept alone, to log-odds that are taken as they are.
    static func intercept(for offsets: [Double], targets: [Double]) -> Double {
        var line = LogisticLine(intercept: 0, slope: 1)
        for _ in 0..<100 {
            let here = line.derivatives(offsets, targets)
            // A step of at most one keeps Newton's method from leaving the region where weights are above zero.
            let step = max(-1, min(1, -here.gradient.0 / max(here.hessian.0, 1e-300)))
            line.intercept += step
            if abs(step) < 1e-12 { break }
        }
        return line.intercept
    }

    /// The negative log-likelihood with its derivatives by intercept and slope.
    private struct Derivatives {
        var loss = 0.0
        var gradient = (0.0, 0.0)
        var hessian = (0.0, 0.0, 0.0)  // by intercept twice, by both, by slope twice
    }

    private func derivatives(_ x: [Double], _ targets: [Double]) -> Derivatives {
        var sum = Derivatives()
        for (x, target) in zip(x, targets) {
            let margin = intercept + slope * x
            let p = logistic(margin)
            sum.loss += softplus(margin) - target * margin
            sum.gradient.0 += p - target
            sum.gradient.1 += (p - target) * x
            let weight = p * (1 - p)
            sum.hessian.0 += weight
            sum.hessian.1 += weight * x
            sum.hessian.2 += weight * x * x
        }
        return sum
    }

    /// The point after one Newton step, halved until the loss falls; `nil` where it does not.
    private func improved(
        _ here: Derivatives, _ x: [Double], _ targets: [Double]
    ) -> (LogisticLine, Derivatives)? {
        let (h00, h01, h11) = (here.hessian.0 + 1e-12, here.hessian.1, here.hessian.2 + 1e-12)
        let determinant = h00 * h11 - h01 * h01
        guard determinant > 0 else { return nil }
        let step = (
            -(h11 * here.gradient.0 - h01 * here.gradient.1) / determinant,
            -(h00 * here.gradient.1 - h01 * here.gradient.0) / determinant
        )
        var length = 1.0
        while length > 1e-10 {
            let next = LogisticLine(intercept: intercept + length * step.0, slope: slope + length * step.1)
            let there = next.derivatives(x, targets)
            if there.loss < here.loss { return (next, there) }
            length /= 2
        }
        return nil
    }
}
