/// B-splines on a clamped sequence of knots.
///
/// Between neighbouring knots every spline is a polynomial, at most `degree + 1` of them are not zero, and together they
/// are 1. A value beyond the outer knots counts as the nearest one: a sum of splines is constant there.
///
/// Source: de Boor (1978), "A practical guide to splines"; the recursion as in Piegl & Tiller (1997), algorithm A2.2.
package struct SplineBasis: Codable, Equatable, Sendable {
    package let degree: Int
    /// Ascending; the outer ones stand `degree + 1` times.
    package let knots: [Double]

    /// The number of splines.
    package var count: Int { knots.count - degree - 1 }

    /// Splines over given outer and inner knots.
    ///
    /// - Precondition: `inner` ascends strictly within `range`, which is not empty; `degree` in 1...3.
    package init(degree: Int, range: ClosedRange<Double>, inner: [Double]) {
        precondition((1...3).contains(degree), "a degree of 1, 2 or 3 is needed, not \(degree)")
        let ends = [Double](repeating: 0, count: degree + 1)
        self.degree = degree
        knots = ends.map { _ in range.lowerBound } + inner + ends.map { _ in range.upperBound }
        precondition(
            zip(knots[degree...], knots[(degree + 1)...]).prefix(inner.count + 1).allSatisfy(<), "knots must ascend")
    }

    /// Cubic splines with knots at evenly spaced quantiles of a sample, the outer ones at 0.5 % and 99.5 %.
    ///
    /// Equal quantiles make one knot, and there are no more splines than different values: of two values the splines
    /// are straight lines. `nil` where all values are the same.
    ///
    /// - Parameters:
    ///   - sorted: finite values, ascending.
    ///   - innerKnots: how many knots lie between the outer ones, at most.
    package init?(quantilesOf sorted: [Double], innerKnots: Int) {
        guard let least = sorted.first, let greatest = sorted.last, least < greatest,
            let low = quantile(sorted, 0.005), let high = quantile(sorted, 0.995)
        else { return nil }
        let range = low < high ? low...high : least...greatest
        let values = differentValues(sorted, upTo: innerKnots + 4)
        let degree = min(3, values - 1)
        let most = min(innerKnots, values - degree - 1)
        var inner: [Double] = []
        for step in stride(from: 1, through: most, by: 1) {
            guard let knot = quantile(sorted, Double(step) / Double(most + 1)) else { continue }
            if knot > inner.last ?? range.lowerBound, knot < range.upperBound { inner.append(knot) }
        }
        self.init(degree: degree, range: range, inner: inner)
    }

    /// The splines that are not zero at a value.
    ///
    /// - Parameters:
    ///   - value: a finite number.
    ///   - splines: gets `degree + 1` numbers.
    /// - Returns: the number of the first of them.
    func evaluate(_ value: Double, into splines: UnsafeMutablePointer<Double>) -> Int {
        knots.withUnsafeBufferPointer { knots in
            let last = knots.count - degree - 2
            let x = min(knots[last + 1], max(knots[degree], value))
            var span = degree
            while span < last, knots[span + 1] <= x { span += 1 }
            splines[0] = 1
            for order in stride(from: 1, through: degree, by: 1) {
                var saved = 0.0
                for place in 0..<order {
                    let (right, left) = (knots[span + place + 1], knots[span + 1 - order + place])
                    let share = splines[place] / (right - left)
                    splines[place] = saved + (right - x) * share
                    saved = (x - left) * share
                }
                splines[order] = saved
            }
            return span - degree
        }
    }
}

/// How many different values there are, counted up to a limit.
private func differentValues(_ sorted: [Double], upTo limit: Int) -> Int {
    var count = sorted.isEmpty ? 0 : 1
    for (value, next) in zip(sorted, sorted.dropFirst()) where next > value {
        count += 1
        if count == limit { break }
    }
    return count
}
