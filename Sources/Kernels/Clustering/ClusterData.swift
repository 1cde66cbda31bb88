/// Rows prepared for clustering: centred, weighted, and with their missing cells marked.
///
/// With `o_if = 1` where feature f of row i was observed and `w_i = Σ weights / Σ observed weights`, the distance of a
/// row from a centre v is `d² = w_i Σ_f weight_f o_if (x_if - v_f)²`: missing cells are left out and the rest stands
/// for them. Nothing is imputed.
///
/// Every row is stored as `[x | o]`, x being the scaled deviation from the feature's observed mean and 0 where missing;
/// complete data need one column of ones in place of the mask. One matrix product of these rows with `[-2v | v²]` then
/// gives all distances but for `Σ x²`, and one product with `u^m` gives the sums that new centroids are made of.
package struct ClusterData: Sendable {
    /// The number of rows.
    package let count: Int
    /// The number of features.
    package let features: Int
    /// The weight of each feature's squared difference.
    package let featureWeights: [Double]
    /// Whether no cell is missing.
    package let isComplete: Bool

    /// Each feature's observed mean: the origin of the stored coordinates.
    let origin: [Double]
    /// The square root of each feature's weight: the unit of the stored coordinates.
    let scale: [Double]
    /// `[x | o]` row after row, ``width`` numbers each.
    let cells: [Double]
    /// `Σ_f x²` of each row.
    let squares: [Double]
    /// `w_i` of each row, 0 for a row without any observed feature; empty for complete data, where all are 1.
    let rowWeights: [Double]
    /// The squared distance up to which two places are one.
    ///
    /// A centre is a mean, so that it meets the rows it is made of to the rounding of sums, which differs from one BLAS
    /// kernel to another: a ten-thousand-millionth of the largest row's length is far above that and below any difference
    /// that matters.
    let onePlace: Double

    /// The number of stored columns.
    var width: Int { isComplete ? features + 1 : 2 * features }

    /// Prepares the rows of a matrix.
    ///
    /// - Parameters:
    ///   - matrix: n rows of d ≥ 1 features, NaN where missing, all other cells finite.
    ///   - weights: one positive weight a feature; all 1 if `nil`.
    package init(_ matrix: Matrix, weights: [Double]? = nil) {
        let features = matrix.columns
        let weights = weights ?? [Double](repeating: 1, count: features)
        precondition(features > 0, "at least one feature is needed")
        precondition(weights.count == features, "\(features) weights are needed, \(weights.count) found")
        precondition(weights.allSatisfy { $0 > 0 && $0.isFinite }, "weights must be positive, not \(weights)")
        let isComplete = matrix.withUnsafeElements { cells in !cells.contains { $0.isNaN } }
        let origin = observedMeans(of: matrix)
        let scale = weights.map { $0.squareRoot() }
        let prepared = ClusterRows(matrix, origin: origin, scale: scale, isComplete: isComplete)
        self.init(
            count: matrix.rows, features: features, featureWeights: weights, isComplete: isComplete, origin: origin,
            scale: scale, cells: prepared.cells, squares: prepared.squares, rowWeights: prepared.rowWeights,
            onePlace: 1e-20 * (prepared.squares.max() ?? 0))
    }

    private init(
        count: Int, features: Int, featureWeights: [Double], isComplete: Bool, origin: [Double], scale: [Double],
        cells: [Double], squares: [Double], rowWeights: [Double], onePlace: Double
    ) {
        self.count = count
        self.features = features
        self.featureWeights = featureWeights
        self.isComplete = isComplete
        self.origin = origin
        self.scale = scale
        self.cells = cells
        self.squares = squares
        self.rowWeights = rowWeights
        self.onePlace = onePlace
    }

    /// Some of the rows, in the order given, with unchanged weights and origin.
    package func selecting(rows indices: [Int]) -> ClusterData {
        var chosen: [Double] = []
        chosen.reserveCapacity(indices.count * width)
        for index in indices { chosen.append(contentsOf: cells[index * width..<(index + 1) * width]) }
        return ClusterData(
            count: indices.count, features: features, featureWeights: featureWeights, isComplete: isComplete,
            origin: origin, scale: scale, cells: chosen, squares: indices.map { squares[$0] },
            rowWeights: isComplete ? [] : indices.map { rowWeights[$0] }, onePlace: onePlace)
    }
}

/// Each feature's mean over the rows where it was observed; 0 where it never was.
private func observedMeans(of matrix: Matrix) -> [Double] {
    var moments = [Moments](repeating: Moments(), count: matrix.columns)
    matrix.withUnsafeElements { cells in
        for row in 0..<matrix.rows {
            for feature in 0..<matrix.columns {
                let value = cells[row * matrix.columns + feature]
                if !value.isNaN { moments[feature].insert(value) }
            }
        }
    }
    return moments.map(\.mean)
}

/// The stored form of the rows of a matrix.
private struct ClusterRows {
    var cells: [Double]
    var squares: [Double]
    var rowWeights: [Double]

    init(_ matrix: Matrix, origin: [Double], scale: [Double], isComplete: Bool) {
        let (count, features) = (matrix.rows, matrix.columns)
        let width = isComplete ? features + 1 : 2 * features
        var cells = [Double](repeating: 0, count: count * width)
        var squares = [Double](repeating: 0, count: count)
        var rowWeights = [Double](repeating: 0, count: isComplete ? 0 : count)
        let total = scale.reduce(0) { $0 + $1 * $1 }
        for row in 0..<count {
            var (square, observed) = (0.0, 0.0)
            for feature in 0..<features {
                let value = matrix.elements[row * features + feature]
                guard !value.isNaN else { continue }
                let x = (value - origin[feature]) * scale[feature]
                cells[row * width + feature] = x
                square += x * x
                observed += scale[feature] * scale[feature]
                if !isComplete { cells[row * width + features + feature] = 1 }
            }
            squares[row] = square
            if isComplete {
                cells[row * width + features] = 1
            } else {
                rowWeights[row] = observed > 0 ? total / observed : 0
            }
        }
        self.cells = cells
        self.squares = squares
        self.rowWeights = rowWeights
    }
}
