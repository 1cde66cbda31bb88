import Foundation

/// Gradient-boosted trees for the log-odds of a yes-or-no outcome.
///
/// Each tree is grown on the first and second derivatives of the logistic loss at the sum of the trees before it, over
/// histograms of at most 255 bins a column, the leaf with the largest gain first. Missing values have a bin of their
/// own and go to the side that gains more. The result does not depend on the number of threads.
///
/// Source: Friedman (2001); Chen & Guestrin (2016), "XGBoost", equations 6 and 7; Ke et al. (2017), "LightGBM".
package struct BoostedTrees: Codable, Equatable, Sendable {
    package struct Options: Codable, Equatable, Sendable {
        /// The share of each tree's step that is taken.
        package var learningRate = 0.05
        package var maximumTrees = 1_000
        /// `nil` takes 8 below 20,000 training rows and else 16: larger trees learn the noise of few rows.
        package var maximumLeaves: Int?
        /// Questions on a path, 1...10: exact contributions cost 2^depth a leaf; `nil` takes 4 or 5 in the same way.
        package var maximumDepth: Int?
        /// The least sum of second derivatives, p (1 - p), in a leaf: 5 are at least 20 rows.
        package var minimumHessian = 5.0
        /// The L2 penalty on a leaf's value.
        package var ridge = 1.0
        /// Trees without a lower validation loss before growing ends.
        package var patience = 50

        package init() {}

        /// With the numbers that are left to the number of rows.
        func settled(forRows rows: Int) -> Options {
            var options = self
            options.maximumLeaves = maximumLeaves ?? (rows < 20_000 ? 8 : 16)
            options.maximumDepth = maximumDepth ?? (rows < 20_000 ? 4 : 5)
            return options
        }
    }

    /// The log-odds before the first tree.
    package let start: Double
    package let trees: [RegressionTree]
    /// The columns that the model was fitted on.
    package let featureCount: Int
    /// How the trees were grown; with them and as many trees, a model of more rows is grown alike.
    package let options: Options
    /// The mean log loss of the validation rows after each tree that was grown, the kept ones first.
    package let validationLoss: [Double]

    /// The mean margin under each tree's training rows: what contributions are counted from.
    package var base: Double {
        trees.reduce(start) { $0 + $1.expectation }
    }

    /// The log-odds of every row.
    ///
    /// - Parameters:
    ///   - columns: the features as in training; a number that is not finite is missing.
    ///   - jobs: threads.
    /// - Returns: a margin a row.
    package func margins(columns: [[Double]], jobs: Int) -> [Double] {
        precondition(columns.count == featureCount, "\(columns.count) columns where \(featureCount) are needed")
        let blocks = RowBlocks(rows: columns.first?.count ?? 0)
        return inParts(blocks.count, jobs: jobs) { block -> [Double] in
            let rows = blocks[block]
            var margins = [Double](repeating: start, count: rows.count)
            RowMajor(columns, rows: rows).add(trees[...], to: &margins)
            return margins
        }.flatMap(\.self)
    }
}
