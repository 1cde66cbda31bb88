/// The median slope over all pairs of points: a trend that a few wild points cannot turn.
///
/// - Parameters:
///   - x: positions.
///   - y: values at these positions, the same number.
/// - Returns: y units per x unit; `nil` where no two positions differ.
/// - Complexity: O(n²) in time and memory: meant for some hundred points.
///
/// Source: Sen (1968), "Estimates of the regression coefficient based on Kendall's tau".
package func theilSenSlope(x: [Double], y: [Double]) -> Double? {
    precondition(x.count == y.count, "\(x.count) positions and \(y.count) values")
    var slopes: [Double] = []
    slopes.reserveCapacity(x.count * (x.count - 1) / 2)
    for second in x.indices {
        for first in 0..<second where x[first] != x[second] {
            slopes.append((y[second] - y[first]) / (x[second] - x[first]))
        }
    }
    return median(slopes)
}

/// The median slope of values at positions 0, 1, 2…; `nil` below two values.
package func theilSenSlope(_ values: [Double]) -> Double? {
    theilSenSlope(x: values.indices.map(Double.init), y: values)
}
