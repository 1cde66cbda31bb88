import Foundation

/// The point at which a search for a minimum of a smooth function ended.
package struct Minimum: Equatable, Sendable {
    package let point: [Double]
    package let value: Double
    package let gradient: [Double]
    /// Steps taken; each costs one or a few evaluations.
    package let iterations: Int
    /// Coordinates that lie on the edge of the box, the function still falling outwards.
    package let onBound: [Int]
    /// The search's idea of the inverse of the Hessian, with which a search of a similar function may begin.
    package let inverseHessian: Matrix?

    /// The largest component of the gradient, those held by a bound left out.
    package var gradientNorm: Double {
        gradient.indices.reduce(0) { onBound.contains($1) ? $0 : max($0, abs(gradient[$1])) }
    }
}

/// A function to minimise: its value, and its gradient written into the second argument.
package typealias DifferentiableFunction = (_ point: [Double], _ gradient: inout [Double]) -> Double

extension Minimum {
    /// Searches for a minimum within a box, by BFGS with a line search.
    ///
    /// Meant for a few variables of the order of one, such as logarithms of parameters, and a function of the order of
    /// one, such as a mean log-likelihood. A coordinate that reaches the edge while the function still falls outwards
    /// stays there until the gradient turns.
    ///
    /// - Parameters:
    ///   - start: a point in the box at which the function is finite.
    ///   - inverseHessian: what is known of it there.
    ///   - bounds: the box, the same for every coordinate.
    ///   - tolerance: the search ends when no free component of the gradient is larger.
    ///   - maximumIterations: the search ends after this many steps; ``gradientNorm`` then tells how far it came.
    ///   - function: need not be finite everywhere in the box.
    /// - Returns: the best point found.
    ///
    /// Source: Nocedal & Wright (2006), "Numerical optimization", algorithm 6.1 with the scaling (6.20).
    package static func search(
        from start: [Double], inverseHessian: Matrix? = nil, within bounds: ClosedRange<Double>, tolerance: Double,
        maximumIterations: Int, of function: DifferentiableFunction
    ) -> Minimum {
        var search = QuasiNewtonSearch(from: start, inverse: inverseHessian, within: bounds, of: function)
        while search.iterations < maximumIterations && search.gradientNorm > tolerance {
            guard search.step(function) else { break }
        }
        return search.minimum
    }
}

/// The state of a BFGS search between two steps.
private struct QuasiNewtonSearch {
    private var here: SearchPoint
    private let bounds: ClosedRange<Double>
    /// The approximate inverse of the Hessian; `nil` before the first step and after a reset.
    private var inverse: Matrix?
    private(set) var iterations = 0

    init(
        from start: [Double], inverse: Matrix?, within bounds: ClosedRange<Double>, of function: DifferentiableFunction
    ) {
        (self.bounds, self.inverse) = (bounds, inverse)
        here = SearchPoint(at: start, of: function)
    }

    var minimum: Minimum {
        Minimum(
            point: here.point, value: here.value, gradient: here.gradient, iterations: iterations,
            onBound: here.point.indices.filter { !isFree($0) }, inverseHessian: inverse)
    }

    var gradientNorm: Double { minimum.gradientNorm }

    private func isFree(_ i: Int) -> Bool {
        here.gradient[i] > 0 ? here.point[i] > bounds.lowerBound : here.point[i] < bounds.upperBound
    }

    /// Goes one step down; false where no step leads further down.
    mutating func step(_ function: DifferentiableFunction) -> Bool {
        var direction = descent()
        if here.slope(along: direction) >= 0 {
            inverse = nil
            direction = descent()
        }
        guard let next = here.lineSearch(along: direction, within: bounds, of: function) else {
            // A wrong idea of the curvature can spoil a direction; steepest descent gets one more try.
            guard inverse != nil else { return false }
            inverse = nil
            return true
        }
        iterations += 1
        update(to: next)
        return true
    }

    /// The quasi-Newton direction over the free coordinates, no component longer than two.
    private func descent() -> [Double] {
        let n = here.point.count
        var direction = (0..<n).map { isFree($0) ? -here.gradient[$0] : 0 }
        if let inverse {
            let free = direction
            direction = (0..<n).map { i in
                isFree(i) ? (0..<n).reduce(0) { $0 + inverse[i, $1] * free[$1] } : 0
            }
        }
        let longest = direction.reduce(0) { max($0, abs($1)) }
        let limit = inverse == nil ? 0.5 : 2.0
        return longest > limit || inverse == nil ? direction.map { $0 * limit / max(longest, 1e-300) } : direction
    }

    /// The curvature is learnt among the free coordinates only, and not from a step that ends at a bound or leaves it.
    private mutating func update(to next: SearchPoint) {
        let n = here.point.count
        let wereFree = (0..<n).map(isFree)
        let s = (0..<n).map { next.point[$0] - here.point[$0] }
        var y = (0..<n).map { next.gradient[$0] - here.gradient[$0] }
        here = next
        guard (0..<n).map(isFree) == wereFree else { return }
        for i in 0..<n where !wereFree[i] { y[i] = 0 }
        let (sy, yy) = (dot(s, y), dot(y, y))
        guard sy > 1e-12 * (dot(s, s) * yy).squareRoot() else { return }
        var old = inverse ?? Matrix(rows: n, columns: n)
        if inverse == nil { for i in 0..<n { old[i, i] = sy / yy } }
        let hy = (0..<n).map { i in (0..<n).reduce(0) { $0 + old[i, $1] * y[$1] } }
        let factor = (1 + dot(y, hy) / sy) / sy
        for i in 0..<n {
            for j in 0..<n { old[i, j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / sy }
        }
        inverse = old
    }
}

/// Σ aᵢ bᵢ.
func dot(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}
