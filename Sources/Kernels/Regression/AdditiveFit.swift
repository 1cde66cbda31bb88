import Foundation

extension AdditiveLogistic {
    /// Fits the model by penalised, iteratively reweighted least squares.
    ///
    /// Penalties that are not given are chosen on a grid of powers of ten: by the log loss of the validation rows, or
    /// without them by generalised cross-validation. The knots are those of the training rows.
    ///
    /// - Parameters:
    ///   - rows: features and outcomes.
    ///   - validation: rows that choose the penalties, later ones than the training rows.
    ///   - options: knots and penalties.
    ///   - jobs: threads; they change nothing but the time.
    /// - Returns: the model.
    /// - Throws: ``BinaryFitError/oneOutcome``, ``BinaryFitError/notIdentified``.
    /// - Complexity: O(rows · p²) a step, with p columns of splines.
    package static func fit(
        _ rows: LabelledRows, validation: LabelledRows? = nil, options: Options = Options(), jobs: Int
    ) throws(BinaryFitError) -> AdditiveLogistic {
        guard rows.haveBothOutcomes else { throw .oneOutcome }
        let design = AdditiveDesign(rows.columns, innerKnots: options.innerKnots, jobs: jobs)
        let chosen = try PenaltyChoice(design, rows, validation, options, jobs).best()
        let fit = PenalisedFit(design, rows, every: 1, jobs: jobs)
        let penalty = design.penalty(smoothness: chosen.smoothness, ridge: chosen.ridge)
        let solution = try fit.solve(penalty, from: chosen.coefficients)
        return AdditiveLogistic(
            base: solution.coefficients[0], terms: design.curves(solution.coefficients),
            smoothness: chosen.smoothness, ridge: chosen.ridge,
            degreesOfFreedom: try solution.degreesOfFreedom(penalty))
    }
}

/// The search for the coefficients of one set of rows.
struct PenalisedFit {
    private let design: AdditiveDesign
    private let source: LabelledRows
    private let chosen: [Int]
    private let jobs: Int

    var count: Int { chosen.count }

    /// Every so many rows take part, from the first on.
    init(_ design: AdditiveDesign, _ source: LabelledRows, every: Int, jobs: Int) {
        (self.design, self.source, self.jobs) = (design, source, jobs)
        chosen = Array(stride(from: 0, to: source.labels.count, by: every))
    }

    /// Coefficients with the loss and its derivatives there.
    struct Point {
        var coefficients: [Double]
        var loss = 0.0
        var gradient: [Double]
        /// XᵀWX; only the upper triangle is filled.
        var gram: Matrix

        /// XᵀWX β − gradient: the right-hand side of the normal equations at this point's weights.
        var target: [Double] {
            let n = coefficients.count
            return (0..<n).map { row in
                (0..<n).reduce(-gradient[row]) {
                    $0 + (row <= $1 ? gram[row, $1] : gram[$1, row]) * coefficients[$1]
                }
            }
        }

        func degreesOfFreedom(_ penalty: Matrix) throws(BinaryFitError) -> Double {
            let inverse = try penalisedFactor(gram, penalty).inverse()
            // tr(A⁻¹ XᵀWX) = p − tr(A⁻¹ S)
            return Double(coefficients.count) - zip(inverse.elements, penalty.elements).reduce(0) { $0 + $1.0 * $1.1 }
        }
    }

    /// Newton's method with step halving; ends after a step that moved no coefficient by 10⁻⁵, which is the last that
    /// matters: the error is squared with every step.
    func solve(_ penalty: Matrix, from start: [Double]) throws(BinaryFitError) -> Point {
        var here = point(start)
        for _ in 0..<50 {
            let solution = try penalisedFactor(here.gram, penalty).solve(here.target)
            let step = zip(solution, here.coefficients).map { $0 - $1 }
            guard let next = descend(from: here, along: step, penalty) else { return here }
            here = next
            if (step.map(abs).max() ?? 0) < 1e-5 { break }
        }
        return here
    }

    private func descend(from here: Point, along step: [Double], _ penalty: Matrix) -> Point? {
        let before = here.loss + penaltyValue(penalty, here.coefficients)
        var length = 1.0
        while length > 1e-4 {
            let next = point(zip(here.coefficients, step).map { $0 + length * $1 })
            let after = next.loss + penaltyValue(penalty, next.coefficients)
            if after <= before + 1e-12 * abs(before) { return next }
            length /= 2
        }
        return nil
    }

    /// Rows are added up in this many parts, whatever the number of threads.
    private static let parts = 16
    private static let blockSize = 256

    func point(_ coefficients: [Double]) -> Point {
        let size = (chosen.count + Self.parts - 1) / Self.parts
        let sums = inParts(Self.parts, jobs: jobs) { part in
            partSum(coefficients, chosen[min(chosen.count, part * size)..<min(chosen.count, (part + 1) * size)])
        }
        return sums.dropFirst().reduce(into: sums[0]) { total, part in
            total.loss += part.loss
            for column in total.gradient.indices { total.gradient[column] += part.gradient[column] }
            total.gram.add(part.gram)
        }
    }

    private func partSum(_ coefficients: [Double], _ rows: ArraySlice<Int>) -> Point {
        let width = design.width
        var sum = Point(
            coefficients: coefficients, gradient: [Double](repeating: 0, count: width),
            gram: Matrix(rows: width, columns: width))
        let beta = Matrix(rows: width, columns: 1, elements: coefficients)
        for start in stride(from: rows.startIndex, to: rows.endIndex, by: Self.blockSize) {
            let block = Array(rows[start..<min(rows.endIndex, start + Self.blockSize)])
            var x = design.rows(block, of: source.columns)
            let (roots, residuals) = weigh(product(x, beta).elements, block, &sum.loss)
            let slope = product(x, residuals, transposeA: true)
            for column in 0..<width { sum.gradient[column] += slope.elements[column] }
            x.scaleRows(by: roots)
            addGram(of: x, into: &sum.gram)
        }
        return sum
    }

    /// Square roots of the weights p (1 − p), and p − y.
    private func weigh(_ margins: [Double], _ rows: [Int], _ loss: inout Double) -> ([Double], Matrix) {
        var (roots, residuals) = ([Double](), [Double]())
        for (margin, row) in zip(margins, rows) {
            let (p, y) = (logistic(margin), source.labels[row] ? 1.0 : 0)
            loss += softplus(y == 1 ? -margin : margin)
            roots.append((p * (1 - p)).squareRoot())
            residuals.append(p - y)
        }
        return (roots, Matrix(rows: rows.count, columns: 1, elements: residuals))
    }

    /// The sum of log losses for several sets of coefficients, the columns of a matrix.
    func losses(_ candidates: Matrix) -> [Double] {
        let blocks = RowBlocks(rows: chosen.count)
        let parts = inParts(blocks.count, jobs: jobs) { block -> [Double] in
            let rows = Array(chosen[blocks[block]])
            let margins = product(design.rows(rows, of: source.columns), candidates)
            return (0..<candidates.columns).map { candidate in
                rows.indices.reduce(0) {
                    $0 + softplus(source.labels[rows[$1]] ? -margins[$1, candidate] : margins[$1, candidate])
                }
            }
        }
        return (0..<candidates.columns).map { candidate in parts.reduce(0) { $0 + $1[candidate] } }
    }
}

/// The factor of XᵀWX + S.
func penalisedFactor(_ gram: Matrix, _ penalty: Matrix) throws(BinaryFitError) -> CholeskyFactor {
    var sum = gram
    sum.add(penalty)
    do {
        return try CholeskyFactor(of: sum)
    } catch {
        throw .notIdentified
    }
}

private func penaltyValue(_ penalty: Matrix, _ coefficients: [Double]) -> Double {
    let beta = Matrix(rows: coefficients.count, columns: 1, elements: coefficients)
    return zip(product(penalty, beta).elements, coefficients).reduce(0) { $0 + $1.0 * $1.1 } / 2
}

extension Matrix {
    fileprivate mutating func add(_ other: Matrix) {
        other.withUnsafeElements { other in
            withUnsafeMutableElements { cells in
                for place in cells.indices { cells[place] += other[place] }
            }
        }
    }

    fileprivate mutating func scaleRows(by factors: [Double]) {
        let columns = columns
        withUnsafeMutableElements { cells in
            for (row, factor) in factors.enumerated() {
                for place in row * columns..<(row + 1) * columns { cells[place] *= factor }
            }
        }
    }
}
