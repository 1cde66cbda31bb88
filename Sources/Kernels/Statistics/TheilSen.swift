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
    return slopes.withUnsafeMutableBufferPointer { median(reordering: $0) }
}

/// The median slope of values at positions 0, 1, 2…, without further memory once `slopes` has grown.
///
/// - Parameters:
///   - values: finite numbers, or infinite ones that are no two of one sign.
///   - slopes: memory for the slopes; what it holds is lost.
/// - Returns: units of the values a position; `nil` below two values.
/// - Complexity: O(n²) in time and memory: 4 MB for a thousand values. Cut longer ones.
package func theilSenSlope(_ values: ArraySlice<Double>, slopes: inout [Double]) -> Double? {
    let pairs = values.count * (values.count - 1) / 2
    slopes.removeAll(keepingCapacity: true)
    slopes.append(contentsOf: repeatElement(0, count: pairs))
    return slopes.withUnsafeMutableBufferPointer { slopes in
        values.withUnsafeBufferPointer { values in
            var pair = 0
            for second in 0..<values.count {
                for first in 0..<second {
                    slopes[pair] = (values[second] - values[first]) / Double(second - first)
                    pair += 1
                }
            }
        }
        return median(reordering: slopes)
    }
}

/// The median slope of values at positions 0, 1, 2…; `nil` below two values.
package func theilSenSlope(_ values: [Double]) -> Double? {
    var slopes: [Double] = []
    return theilSenSlope(values[...], slopes: &slopes)
}
