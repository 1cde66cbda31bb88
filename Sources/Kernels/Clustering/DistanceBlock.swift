import CLAPACK

/// Squared distances of a block of rows from all centres, by one matrix product.
///
/// Laid out one centre after the other, so that every later step runs along rows. The product loses digits where a row
/// lies close to a centre; such distances are computed again from the differences, and are exactly 0 on a centre.
struct DistanceBlock {
    /// Rows in a full block: few enough that a block stays in a core's cache, and the same on every machine.
    static func rows(centres: Int) -> Int { max(128, min(1_024, 16_384 / max(1, centres))) }

    /// A distance below this share of the row's own square is computed again.
    private static let cancellation = 1e-6

    /// Fills `distances` and `nearest` for the rows from `first` on.
    ///
    /// - Parameters:
    ///   - data: the rows.
    ///   - first: the first row of the block.
    ///   - count: the rows of the block.
    ///   - centres: the centres, at least one.
    ///   - distances: gets `count` squared distances a centre, in weighted squared units, ≥ 0.
    ///   - nearest: gets the smallest of each row.
    static func fill(
        _ data: ClusterView, first: Int, count: Int, centres: CentresView,
        distances: UnsafeMutablePointer<Double>, nearest: UnsafeMutablePointer<Double>
    ) {
        let width = data.width
        cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(centres.count), Int32(count), Int32(width), 1,
            centres.coefficients, Int32(width), data.cells + first * width, Int32(width), 0, distances, Int32(count))
        let squares = data.squares + first
        let weights = data.rowWeights.map { $0 + first }
        for centre in 0..<centres.count {
            finish(distances + centre * count, squares: squares, weights: weights, count: count)
            lower(nearest, to: distances + centre * count, count: count, isFirst: centre == 0)
        }
        for row in 0..<count where nearest[row] <= cancellation * squares[row] {
            recompute(data, row: first + row, centres: centres, distances: distances + row, stride: count)
            nearest[row] = smallest(distances + row, stride: count, count: centres.count)
        }
    }

    /// Adds the rows' own squares, cuts rounding below 0, and applies the rows' weights.
    private static func finish(
        _ distances: UnsafeMutablePointer<Double>, squares: UnsafePointer<Double>, weights: UnsafePointer<Double>?,
        count: Int
    ) {
        if let weights {
            for row in 0..<count {
                let sum = distances[row] + squares[row]
                distances[row] = sum > 0 ? sum * weights[row] : 0
            }
        } else {
            for row in 0..<count {
                let sum = distances[row] + squares[row]
                distances[row] = sum > 0 ? sum : 0
            }
        }
    }

    private static func lower(
        _ nearest: UnsafeMutablePointer<Double>, to distances: UnsafePointer<Double>, count: Int, isFirst: Bool
    ) {
        guard !isFirst else {
            nearest.update(from: distances, count: count)
            return
        }
        for row in 0..<count { nearest[row] = distances[row] < nearest[row] ? distances[row] : nearest[row] }
    }

    /// Computes a row's small distances from the differences.
    private static func recompute(
        _ data: ClusterView, row: Int, centres: CentresView, distances: UnsafeMutablePointer<Double>, stride: Int
    ) {
        let x = data.cells + row * data.width
        let weight = data.rowWeights.map { $0[row] } ?? 1
        let limit = cancellation * data.squares[row] * max(1, weight)
        for centre in 0..<centres.count where distances[centre * stride] <= limit {
            let v = centres.coordinates + centre * data.features
            var sum = 0.0
            for feature in 0..<data.features {
                let observed = data.rowWeights == nil ? 1 : x[data.features + feature]
                let difference = x[feature] - v[feature]
                sum += observed * difference * difference
            }
            distances[centre * stride] = sum * weight
        }
    }

    private static func smallest(_ distances: UnsafePointer<Double>, stride: Int, count: Int) -> Double {
        var best = distances[0]
        for centre in 1..<max(1, count) where distances[centre * stride] < best { best = distances[centre * stride] }
        return best
    }
}

/// Borrowed pointers into a ``ClusterData``.
struct ClusterView {
    let features: Int
    let width: Int
    let cells: UnsafePointer<Double>
    let squares: UnsafePointer<Double>
    /// `nil` for complete data.
    let rowWeights: UnsafePointer<Double>?
}

/// Borrowed pointers into a ``Centres``.
struct CentresView {
    let count: Int
    let coordinates: UnsafePointer<Double>
    let coefficients: UnsafePointer<Double>
}
