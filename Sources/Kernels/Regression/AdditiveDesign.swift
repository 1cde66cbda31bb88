/// The columns of an additive model's design matrix, made block by block from the features.
///
/// Column 0 is the constant. A feature has its splines, each centred over the rows where it is observed and 0 where it
/// is missing, and then, where any value is missing, the standardised indicator of that.
struct AdditiveDesign {
    struct Term {
        let basis: SplineBasis?
        /// The mean of every spline over the observed rows.
        let means: [Double]
        /// Mean and standard deviation of the indicator of a missing value; `nil` where none is missing.
        let indicator: (mean: Double, deviation: Double)?
        /// The first of the term's columns.
        let start: Int

        var width: Int { means.count + (indicator == nil ? 0 : 1) }
    }

    let terms: [Term]
    let width: Int

    init(_ columns: [[Double]], innerKnots: Int, jobs: Int) {
        let parts = inParts(columns.count, jobs: jobs) { Term(columns[$0], innerKnots: innerKnots) }
        var (terms, width) = ([Term](), 1)
        for part in parts {
            terms.append(part.starting(at: width))
            width += part.width
        }
        (self.terms, self.width) = (terms, width)
    }

    /// The design matrix of some rows.
    func rows(_ rows: [Int], of columns: [[Double]]) -> Matrix {
        var block = Matrix(rows: rows.count, columns: width)
        let width = width
        block.withUnsafeMutableElements { cells in
            guard let start = cells.baseAddress else { return }
            for place in rows.indices { start[place * width] = 1 }
            for (term, column) in zip(terms, columns) {
                for (place, row) in rows.enumerated() {
                    term.fill(start + place * width + term.start, with: column[row])
                }
            }
        }
        return block
    }

    /// The penalty's matrix: block by block λ DᵀD + ρ I, and nothing for the constant.
    func penalty(smoothness: Double, ridge: Double) -> Matrix {
        var penalty = Matrix(rows: width, columns: width)
        for column in 1..<max(1, width) { penalty[column, column] = ridge }
        for term in terms {
            for first in 0..<max(0, term.means.count - 2) {
                // A second difference has the weights 1, −2, 1.
                for (i, a) in [1.0, -2, 1].enumerated() {
                    for (j, b) in [1.0, -2, 1].enumerated() {
                        penalty[term.start + first + i, term.start + first + j] += smoothness * a * b
                    }
                }
            }
        }
        return penalty
    }

    /// The curves that coefficients stand for.
    func curves(_ coefficients: [Double]) -> [AdditiveLogistic.Term] {
        terms.map { term in
            let own = Array(coefficients[term.start..<term.start + term.means.count])
            let centre = zip(own, term.means).reduce(0) { $0 + $1.0 * $1.1 }
            var (offset, missing) = (-centre, 0.0)
            if let indicator = term.indicator {
                let step = coefficients[term.start + own.count] / indicator.deviation
                offset -= step * indicator.mean
                missing = step * (1 - indicator.mean)
            }
            return AdditiveLogistic.Term(basis: term.basis, coefficients: own, offset: offset, missing: missing)
        }
    }
}

/// Values of a column on which its knots are found.
private let knotSample = 40_000

extension AdditiveDesign.Term {
    fileprivate init(_ column: [Double], innerKnots: Int) {
        let basis = SplineBasis(quantilesOf: sortedSample(of: column, limit: knotSample), innerKnots: innerKnots)
        var (sums, observed) = ([Double](repeating: 0, count: basis?.count ?? 0), 0)
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { splines in
            guard let splines = splines.baseAddress else { return }
            for value in column where value.isFinite {
                observed += 1
                guard let basis else { continue }
                let first = basis.evaluate(value, into: splines)
                for place in 0...basis.degree { sums[first + place] += splines[place] }
            }
        }
        let missing = Double(column.count - observed) / Double(max(1, column.count))
        let varies = observed > 0 && observed < column.count
        self.init(
            basis: basis, means: sums.map { $0 / Double(max(1, observed)) },
            indicator: varies ? (missing, (missing * (1 - missing)).squareRoot()) : nil, start: 0)
    }

    fileprivate func starting(at column: Int) -> Self {
        Self(basis: basis, means: means, indicator: indicator, start: column)
    }

    /// Writes the term's columns of one row.
    fileprivate func fill(_ cells: UnsafeMutablePointer<Double>, with value: Double) {
        let isMissing = !value.isFinite
        if let indicator { cells[means.count] = ((isMissing ? 1 : 0) - indicator.mean) / indicator.deviation }
        guard !isMissing, let basis else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 4) { splines in
            guard let splines = splines.baseAddress else { return }
            let first = basis.evaluate(value, into: splines)
            for spline in means.indices { cells[spline] = -means[spline] }
            for place in 0...basis.degree { cells[first + place] += splines[place] }
        }
    }
}
