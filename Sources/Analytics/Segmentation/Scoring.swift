internal import Domain
package import Kernels

extension SegmentModel {
    /// Places everyone by the stored centroids, on the night of a fit as on any other.
    ///
    /// - Parameters:
    ///   - features: as of tonight.
    ///   - jobs: threads; the result has the same bytes for any number.
    /// - Returns: everyone's dominant segments, in the order of the customers.
    package func score(_ features: FeatureMatrix, jobs: Int) -> SegmentScores {
        let parts = Partitions.map(total: features.rowCount, jobs: jobs) { range in
            axes.map { $0.score(features, customers: range) }
        }
        var merged = axes.map { _ in AxisScores() }
        for part in parts {
            for (index, scores) in part.enumerated() { merged[index].append(scores) }
        }
        for index in merged.indices { merged[index].medianMembership = median(merged[index].membership) }
        return SegmentScores(customers: features.rowCount, axes: merged)
    }
}

extension AxisModel {
    /// The coordinates of the customers of a range: what distances are measured in.
    ///
    /// - Parameters:
    ///   - features: of all customers.
    ///   - customers: the range.
    /// - Returns: the customers observed, ascending, where the model has segments to put them in; and one row for each of
    ///   them, one column a feature of the model, NaN where missing.
    package func coordinates(
        _ features: FeatureMatrix, customers: Range<Int>
    ) -> (customers: [Int], matrix: Matrix) {
        let rows =
            k == 0 ? [] : observedCustomers(on: axis, in: features, customers: customers, features: self.features)
        return (rows, Analytics.coordinates(self.features, of: features, rows: rows))
    }

    func score(_ features: FeatureMatrix, customers: Range<Int>) -> AxisScores {
        var scores = AxisScores()
        scores.segment = [Int8](repeating: -1, count: customers.count)
        scores.membership = [Double](repeating: .nan, count: customers.count)
        scores.second = scores.membership
        let (rows, matrix) = coordinates(features, customers: customers)
        let memberships = AxisScorer(self).memberships(matrix)
        for (index, row) in rows.enumerated() {
            let dominance = Dominance(memberships[index * k..<(index + 1) * k])
            scores.segment[row - customers.lowerBound] = Int8(dominance.segment)
            scores.membership[row - customers.lowerBound] = dominance.membership
            scores.second[row - customers.lowerBound] = dominance.secondMembership
        }
        return scores
    }

    /// The memberships of a range of customers: ``k`` numbers a customer in the order of the segments, NaN where the
    /// customer was not observed.
    package func memberships(_ features: FeatureMatrix, customers: Range<Int>) -> [Double] {
        var result = [Double](repeating: .nan, count: customers.count * k)
        let (rows, matrix) = coordinates(features, customers: customers)
        let memberships = AxisScorer(self).memberships(matrix)
        for (index, row) in rows.enumerated() {
            let target = (row - customers.lowerBound) * k
            for segment in 0..<k { result[target + segment] = memberships[index * k + segment] }
        }
        return result
    }
}

/// The customers of a range who were observed on an axis and, where it is clustered, on at least one coordinate.
///
/// - Parameters:
///   - axis: the axis.
///   - matrix: the features of all customers.
///   - customers: the range.
///   - features: the coordinates.
/// - Returns: the customers, ascending.
func observedCustomers(
    on axis: Axis, in matrix: FeatureMatrix, customers: Range<Int>, features: [FeatureTransform]
) -> [Int] {
    let columns = features.compactMap { FeatureScale.column[$0.feature] }
    let isObserved = matrix.isObserved[axis.index]
    return customers.filter { customer in
        guard isObserved[customer] else { return false }
        for column in columns where !matrix.columns[column][customer].isNaN { return true }
        return columns.isEmpty
    }
}
