extension FuzzyCMeans {
    /// How compact clusters are for their distance from each other; smaller is better.
    ///
    /// `Σ u² d² / (N · min ‖v_j - v_l‖²)`, the distances in weighted units as in the objective; the square of u stays
    /// whatever the fuzzifier.
    ///
    /// - Parameters:
    ///   - data: the rows.
    ///   - centroids: k × d, in the units of the data's matrix.
    ///   - fuzzifier: m of the fit.
    ///   - jobs: threads; the result has the same bytes for any number.
    /// - Returns: a number ≥ 0; `nil` below two centroids or where two of them coincide.
    ///
    /// Source: Xie & Beni (1991), "A validity measure for fuzzy clustering".
    package static func xieBeni(_ data: ClusterData, centroids: Matrix, fuzzifier: Double, jobs: Int = 1) -> Double? {
        guard let apart = smallestSeparation(centroids, weights: data.featureWeights), apart > 0, data.count > 0 else {
            return nil
        }
        let memberships = memberships(data, centroids: centroids, fuzzifier: fuzzifier, jobs: jobs)
        let distances = squaredDistances(data, centroids: centroids, jobs: jobs)
        var spread = 0.0
        for (u, distance) in zip(memberships.elements, distances.elements) { spread += u * u * distance }
        return spread / (Double(data.count) * apart * apart)
    }

    /// The smallest distance between two centroids, in weighted units; `nil` below two centroids.
    package static func smallestSeparation(_ centroids: Matrix, weights: [Double]) -> Double? {
        precondition(
            weights.count == centroids.columns, "\(centroids.columns) weights are needed, \(weights.count) found")
        var smallest: Double?
        for first in 0..<centroids.rows {
            for second in 0..<first {
                let square = weights.indices.reduce(0) { sum, feature in
                    let difference = centroids[first, feature] - centroids[second, feature]
                    return sum + weights[feature] * difference * difference
                }
                smallest = min(smallest ?? .infinity, square.squareRoot())
            }
        }
        return smallest
    }

    /// The mean over rows of `Σ u²`: 1 for crisp clusters, 1/k where every row belongs to all alike; `nil` without rows.
    ///
    /// Source: Bezdek (1973).
    package static func partitionCoefficient(_ memberships: Matrix) -> Double? {
        guard memberships.rows > 0 else { return nil }
        return memberships.elements.reduce(0) { $0 + $1 * $1 } / Double(memberships.rows)
    }
}
