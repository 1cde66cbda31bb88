import Foundation

/// Nodes and weights of Gauss-Legendre quadrature on −1...1.
///
/// Exact for polynomials up to degree 2n − 1. For a function that is analytic in an ellipse with foci ±1 and half-axes
/// summing to ρ, the error falls like ρ⁻²ⁿ.
///
/// Source: Newton's iteration on the Legendre polynomial, from the guess cos(π (i + 3/4) / (n + 1/2)).
package struct GaussLegendre: Sendable {
    /// Ascending, within −1...1.
    package let nodes: [Double]
    package let weights: [Double]

    /// The rule with `count` nodes.
    ///
    /// - Precondition: `count` ≥ 2.
    package init(count: Int) {
        precondition(count >= 2, "a Gauss-Legendre rule needs two nodes, not \(count)")
        let pairs = (0..<count).map { Self.node(count - 1 - $0, of: count) }
        nodes = pairs.map(\.node)
        weights = pairs.map(\.weight)
    }

    private static func node(_ index: Int, of count: Int) -> (node: Double, weight: Double) {
        var x = cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
        var slope = 1.0
        for _ in 0..<8 {
            var (value, previous) = (x, 1.0)
            for k in 2...count {
                let degree = Double(k)
                (value, previous) = (((2 * degree - 1) * x * value - (degree - 1) * previous) / degree, value)
            }
            slope = Double(count) * (x * value - previous) / (x * x - 1)
            x -= value / slope
        }
        return (x, 2 / ((1 - x * x) * slope * slope))
    }
}
