internal import Domain
internal import Foundation
internal import Kernels

/// Places customers on one axis by the stored formula, one at a time and independently of each other.
///
/// With `w = Σ weights / Σ observed weights` and `d²_j = w Σ_f weight_f (x_f - v_jf)²` over the observed features,
/// `u_j = 1 / Σ_l (d_j / d_l)^(2/(m-1))`, from ratios to the smallest distance. On c coincident centres it is 1/c on each.
/// The row's factor w cancels out of it, so it is left out. A row without any observed feature belongs to all alike.
struct AxisScorer: Sendable {
    let k: Int
    let width: Int
    private let exponent: Double
    /// Centroids, one after the other.
    private let centroids: [Double]
    private let weights: [Double]

    init(_ model: AxisModel) {
        self.init(
            centroids: model.segments.map(\.centroid), weights: model.features.map(\.weight),
            fuzzifier: model.fuzzifier)
    }

    init(centroids: [[Double]], weights: [Double], fuzzifier: Double?) {
        k = centroids.count
        width = weights.count
        exponent = fuzzifier.map { 1 / ($0 - 1) } ?? 1
        self.centroids = centroids.flatMap(\.self)
        self.weights = weights
    }

    /// The memberships of the rows of a matrix: `k` numbers a row, each row with sum 1.
    func memberships(_ matrix: Matrix) -> [Double] {
        var result = [Double](repeating: 1, count: matrix.rows * k)
        guard k > 1 else { return result }
        matrix.withUnsafeElements { cells in
            centroids.withUnsafeBufferPointer { centroids in
                weights.withUnsafeBufferPointer { weights in
                    result.withUnsafeMutableBufferPointer { result in
                        for row in 0..<matrix.rows {
                            fill(
                                UnsafeMutableBufferPointer(rebasing: result[row * k..<(row + 1) * k]),
                                UnsafeBufferPointer(rebasing: cells[row * width..<(row + 1) * width]),
                                centroids: centroids, weights: weights)
                        }
                    }
                }
            }
        }
        return result
    }

    @inline(__always)
    private func fill(
        _ u: UnsafeMutableBufferPointer<Double>, _ x: UnsafeBufferPointer<Double>,
        centroids: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>
    ) {
        var nearest = Double.infinity
        for centre in 0..<k {
            var distance = 0.0
            for feature in 0..<width {
                let difference = x[feature] - centroids[centre * width + feature]
                // A missing cell makes the difference NaN.
                if difference == difference { distance += weights[feature] * difference * difference }
            }
            u[centre] = distance
            nearest = distance < nearest ? distance : nearest
        }
        var sum = 0.0
        for centre in 0..<k {
            let ratio = u[centre] > nearest ? nearest / u[centre] : 1
            u[centre] = exponent == 1 ? ratio : (ratio == 1 ? 1 : pow(ratio, exponent))
            sum += u[centre]
        }
        for centre in 0..<k { u[centre] /= sum }
    }
}

/// The largest membership of a row, the first of equals, and the largest of the others.
struct Dominance {
    let segment: Int
    let membership: Double
    /// -1 below two segments.
    let second: Int
    let secondMembership: Double

    init(_ memberships: ArraySlice<Double>) {
        let start = memberships.startIndex
        var (first, second) = (start, -1)
        for index in memberships.indices.dropFirst() {
            if memberships[index] > memberships[first] {
                (first, second) = (index, first)
            } else if second < 0 || memberships[index] > memberships[second] {
                second = index
            }
        }
        segment = first - start
        membership = memberships[first]
        self.second = second < 0 ? -1 : second - start
        secondMembership = second < 0 ? 0 : memberships[second]
    }
}
