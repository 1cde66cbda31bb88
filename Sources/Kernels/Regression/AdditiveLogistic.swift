/// A penalised additive model of the log-odds of a yes-or-no outcome: a constant and one smooth curve a feature.
///
/// A curve is a sum of cubic B-splines (``SplineBasis``), constant beyond the 0.5 % and 99.5 % quantiles; a missing value
/// has a level of its own. The fit minimises
///
///     Σ ln(1 + e^η) − y η  +  ½ Σ_f ( λ |D β_f|² + ρ |β_f|² + ρ γ_f² )
///
/// with β the coefficients of the centred splines of a feature, D their second differences, γ the coefficient of the
/// standardised indicator of a missing value, λ the smoothness and ρ the ridge that keeps separation and collinearity
/// finite. The constant is not penalised.
///
/// Source: Hastie & Tibshirani (1990); Eilers & Marx (1996), "Flexible smoothing with B-splines and penalties".
package struct AdditiveLogistic: Codable, Equatable, Sendable {
    package struct Options: Codable, Equatable, Sendable {
        /// Knots between the outer ones, at most.
        package var innerKnots = 4
        /// λ; chosen where `nil`.
        package var smoothness: Double?
        /// ρ > 0; chosen where `nil`.
        package var ridge: Double?
        /// Rows, evenly spread, on which the penalties are chosen.
        package var selectionRows = 20_000

        package init() {}
    }

    /// The curve of one feature.
    package struct Term: Codable, Equatable, Sendable {
        /// `nil` where the feature did not vary.
        let basis: SplineBasis?
        /// One a spline.
        let coefficients: [Double]
        /// What a value adds beside its splines: the curve's mean over the training rows, turned around.
        let offset: Double
        /// What a missing value adds; 0 where training had none.
        let missing: Double
    }

    /// The constant: contributions are counted from here, and their means over the training rows are 0.
    package let base: Double
    package let terms: [Term]
    /// λ of the fit.
    package let smoothness: Double
    /// ρ of the fit.
    package let ridge: Double
    /// Effective degrees of freedom: the trace of (XᵀWX + S)⁻¹ XᵀWX, the constant counted.
    package let degreesOfFreedom: Double

    /// The log-odds of every row.
    ///
    /// - Parameters:
    ///   - columns: the features as in training; a number that is not finite is missing.
    ///   - jobs: threads.
    /// - Returns: a margin a row.
    package func margins(columns: [[Double]], jobs: Int) -> [Double] {
        precondition(columns.count == terms.count, "\(columns.count) columns where \(terms.count) are needed")
        let blocks = RowBlocks(rows: columns.first?.count ?? 0)
        return inParts(blocks.count, jobs: jobs) { block -> [Double] in
            var margins = [Double](repeating: base, count: blocks[block].count)
            for (term, column) in zip(terms, columns) { term.add(column, rows: blocks[block], to: &margins) }
            return margins
        }.flatMap(\.self)
    }

    /// What each feature adds to the margin of some rows; with ``base`` they add up to it.
    ///
    /// - Parameters:
    ///   - columns: the features as in training; a number that is not finite is missing.
    ///   - rows: the rows wanted.
    ///   - jobs: threads.
    /// - Returns: a column a feature, with a number a row of `rows`.
    package func contributions(columns: [[Double]], rows: Range<Int>, jobs: Int) -> [[Double]] {
        precondition(columns.count == terms.count, "\(columns.count) columns where \(terms.count) are needed")
        return inParts(terms.count, jobs: jobs) { feature in
            var sums = [Double](repeating: 0, count: rows.count)
            terms[feature].add(columns[feature], rows: rows, to: &sums)
            return sums
        }
    }
}

extension AdditiveLogistic.Term {
    /// Adds the curve at some rows of a column.
    func add(_ column: [Double], rows: Range<Int>, to sums: inout [Double]) {
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { splines in
            guard let splines = splines.baseAddress else { return }
            for (place, row) in rows.enumerated() { sums[place] += value(column[row], splines) }
        }
    }

    private func value(_ x: Double, _ splines: UnsafeMutablePointer<Double>) -> Double {
        guard x.isFinite else { return missing }
        guard let basis else { return offset }
        let first = basis.evaluate(x, into: splines)
        return (0...basis.degree).reduce(offset) { $0 + coefficients[first + $1] * splines[$1] }
    }
}
