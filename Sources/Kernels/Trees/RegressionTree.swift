/// A tree of yes-or-no questions about numeric columns, with a number at every leaf.
///
/// Stored as columns, so that a forest stays small as JSON. A child ≥ 0 is a question, a child < 0 the leaf `~child`; a
/// tree without a question has the leaf 0 alone.
package struct RegressionTree: Codable, Equatable, Sendable {
    /// The column that each question is about.
    package internal(set) var features: [Int] = []
    /// The answer is *left* where the value is at most this.
    package internal(set) var thresholds: [Double] = []
    /// Whether a missing value goes left.
    package internal(set) var missingLeft: [Bool] = []
    package internal(set) var left: [Int] = []
    package internal(set) var right: [Int] = []
    /// What each leaf adds to the margin.
    package internal(set) var leafValues: [Double]
    /// Training rows that ended in each leaf.
    package internal(set) var leafCovers: [Double]

    /// The leaf to which a row comes, from its value in every column; a number that is not finite is missing.
    func leaf(_ row: UnsafePointer<Double>) -> Int {
        guard !features.isEmpty else { return 0 }
        var node = 0
        while node >= 0 { node = goesLeft(row[features[node]], at: node) ? left[node] : right[node] }
        return ~node
    }

    /// Whether a value answers a question with *left*.
    func goesLeft(_ value: Double, at node: Int) -> Bool {
        value.isFinite ? value <= thresholds[node] : missingLeft[node]
    }

    /// The mean over the training rows.
    var expectation: Double {
        let cover = leafCovers.reduce(0, +)
        return zip(leafValues, leafCovers).reduce(0) { $0 + $1.0 * $1.1 } / cover
    }
}
