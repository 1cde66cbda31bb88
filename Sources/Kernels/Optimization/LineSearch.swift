/// A point of a search, with the function's value and gradient there.
struct SearchPoint {
    let point: [Double]
    let value: Double
    let gradient: [Double]

    init(at point: [Double], of function: DifferentiableFunction) {
        var gradient = [Double](repeating: 0, count: point.count)
        value = function(point, &gradient)
        self.point = point
        self.gradient = gradient
    }

    private var isFinite: Bool { value.isFinite && gradient.allSatisfy(\.isFinite) }

    func slope(along direction: [Double]) -> Double { dot(gradient, direction) }

    /// A point along `direction` at which the function has fallen enough and the slope has flattened enough.
    ///
    /// Steps that leave the box end at its edge. Where rounding hides the fall of the function, a flatter slope is
    /// taken as progress.
    ///
    /// - Returns: `nil` when forty trials find none.
    ///
    /// Source: Lewis & Overton (2013), "Nonsmooth optimization via quasi-Newton methods", algorithm 2.6 (weak Wolfe).
    func lineSearch(
        along direction: [Double], within bounds: ClosedRange<Double>, of function: DifferentiableFunction
    ) -> SearchPoint? {
        let start = slope(along: direction)
        guard start < 0 else { return nil }
        let rounding = 1e-14 * abs(value)
        var (low, high, length) = (0.0, Double.infinity, 1.0)
        for _ in 0..<40 {
            let (target, isCut) = moved(by: length, along: direction, within: bounds)
            let trial = SearchPoint(at: target, of: function)
            if !trial.isFinite || trial.value > value + 1e-4 * length * start + rounding {
                high = length
            } else if trial.slope(along: direction) < 0.9 * start && !isCut {
                low = length
            } else {
                return trial
            }
            length = high.isFinite ? (low + high) / 2 : 2.5 * length
        }
        return nil
    }

    /// The point at `length` along `direction`, each coordinate held within the bounds, and whether one was held.
    private func moved(
        by length: Double, along direction: [Double], within bounds: ClosedRange<Double>
    ) -> (point: [Double], isCut: Bool) {
        let free = zip(point, direction).map { $0 + length * $1 }
        let held = free.map { min(max($0, bounds.lowerBound), bounds.upperBound) }
        return (held, held != free)
    }
}
