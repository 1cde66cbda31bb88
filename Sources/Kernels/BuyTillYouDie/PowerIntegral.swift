import Foundation

/// The integral of (m + τ)⁻ᵖ (M + τ)⁻ᵍ over an interval, with 0 < m ≤ M, and means under that density.
///
/// It is the part of the Pareto/NBD likelihood that belongs to customers who left. The published form is a difference of
/// two ₂F₁, which cancels as the interval shrinks and needs derivatives by their parameters; this sum over positive terms
/// does not, and gives the derivatives from the same nodes. With v = ln (m + τ) the integrand is log-concave and analytic
/// within ±π of the real line, so that Gauss-Legendre rules of 8 to 32 nodes reach thirteen digits.
///
/// Source of the likelihood: Fader & Hardie (2005), "A note on deriving the Pareto/NBD model and related expressions".
struct PowerIntegral {
    let near, nearPower, far, farPower: Double

    struct Moments {
        /// The logarithm of the integral.
        let log: Double
        /// Means of ln (m + τ), ln (M + τ), 1 / (m + τ) and 1 / (M + τ).
        let logNear, logFar, inverseNear, inverseFar: Double
    }

    /// - Precondition: 0 ≤ `from` < `to`.
    func moments(from: Double, to: Double) -> Moments {
        let (base, gap) = (near + from, far - near)
        // y = v − ln (m + from), in 0...length.
        let support = support(base: base, length: log1p((to - from) / base))
        let rule = QuadratureRule.reaching(length: support.length, drop: support.drop)
        let half = support.length / Double(2 * rule.panels)
        var (sum, meanY, meanLog, meanNear, meanFar) = (0.0, 0.0, 0.0, 0.0, 0.0)
        for panel in 0..<rule.panels {
            let middle = half * Double(2 * panel + 1)
            for node in rule.nodes.indices {
                let y = middle + half * rule.nodes[node]
                let tau = base * exp(y)
                let logFar = log(tau + gap)
                let density = rule.weights[node] * exp((1 - nearPower) * y - farPower * logFar - support.top)
                sum += density
                meanY += density * y
                meanLog += density * logFar
                meanNear += density / tau
                meanFar += density / (tau + gap)
            }
        }
        let logBase = log(base)
        return Moments(
            log: support.top + (1 - nearPower) * logBase + log(half * sum), logNear: logBase + meanY / sum,
            logFar: meanLog / sum, inverseNear: meanNear / sum, inverseFar: meanFar / sum)
    }

    /// The part of 0...length that matters, the rest being below e⁻⁴² of the integrand at one of the ends; with the height
    /// at the higher end, and how much lower the other one is.
    private func support(base: Double, length: Double) -> (length: Double, top: Double, drop: Double) {
        let gap = far - near
        func height(_ y: Double) -> Double { (1 - nearPower) * y - farPower * log(base * exp(y) + gap) }
        var (end, last) = (length, height(length))
        let first = height(0)
        // Newton's steps from the right stay right of the root, as the height is concave.
        for _ in 0..<12 where first - last > 45 {
            let tau = base * exp(end)
            let slope = nearPower - 1 + farPower * tau / (tau + gap)
            end -= (first - last - 42) / slope
            last = height(end)
        }
        return (end, max(first, last), abs(first - last))
    }
}

/// A Gauss-Legendre rule, used on one or several panels.
struct QuadratureRule {
    let nodes, weights: [Double]
    let panels: Int

    private static let small = GaussLegendre(count: 8)
    private static let medium = GaussLegendre(count: 12)
    private static let large = GaussLegendre(count: 16)
    private static let largest = GaussLegendre(count: 32)

    /// The rule that reaches about thirteen digits on a log-concave function, analytic within ±π of the real line.
    ///
    /// - Parameters:
    ///   - length: of the interval.
    ///   - drop: how far the logarithm of the function falls, ≤ 50.
    /// - Returns: few nodes for short and flat pieces, several panels for long ones.
    static func reaching(length: Double, drop: Double) -> QuadratureRule {
        switch (length, drop) {
        case (...1.5, ...5): QuadratureRule(small, panels: 1)
        case (...3, ...13): QuadratureRule(medium, panels: 1)
        case (...4.5, ...22): QuadratureRule(large, panels: 1)
        default: QuadratureRule(largest, panels: max(1, Int((length / 6).rounded(.up))))
        }
    }

    private init(_ rule: GaussLegendre, panels: Int) {
        (nodes, weights, self.panels) = (rule.nodes, rule.weights, panels)
    }
}
