package import Domain

/// The features of every customer as of one instant, with what is known about how well they were seen.
///
/// Rows are customers in the order of ``Shop/customers``; a cell that could not be observed is NaN.
package struct FeatureMatrix: Sendable, Equatable {
    package let rowCount: Int
    /// One column a feature, by its index in ``Axis/allFeatures``.
    package var columns: [[Double]]
    /// For a feature that is a rate out of counted trials: the trials of each customer; `nil` for any other feature.
    package var trials: [[Float]?]
    /// Whether each customer was observed on an axis, by the index of the axis in ``Axis/allCases``.
    package var isObserved: [[Bool]]
    /// How much of each customer was seen, 0...1, by the index of the axis.
    package var evidence: [[Double]]
    /// Axes that the source cannot show for anyone, with the reason.
    package var unobservable: [Axis: String]

    package init(rowCount: Int) {
        let (features, axes) = (Axis.allFeatures.count, Axis.allCases.count)
        self.rowCount = rowCount
        self.columns = Array(repeating: Array(repeating: .nan, count: rowCount), count: features)
        self.trials = Array(repeating: nil, count: features)
        self.isObserved = Array(repeating: Array(repeating: false, count: rowCount), count: axes)
        self.evidence = Array(repeating: Array(repeating: 0, count: rowCount), count: axes)
        self.unobservable = [:]
    }
}
