import CLAPACK

/// What one pass over the rows yields for given centres: the objective and the sums that new centres are made of.
struct FuzzyPass {
    let data: ClusterData
    let fuzzifier: Fuzzifier
    let jobs: Int
    private let centres: Int
    private let blockRows: Int
    private let blocks: Int
    /// Partial sums, one stretch a block: `Σ u^m w [x | o]` for every centre, then the objective.
    private var partials: [Double]
    private var scratch: [Double]

    init(_ data: ClusterData, centres: Int, fuzzifier: Fuzzifier, jobs: Int) {
        useCallingThread()
        self.data = data
        self.fuzzifier = fuzzifier
        self.centres = centres
        blockRows = DistanceBlock.rows(centres: centres)
        blocks = (data.count + blockRows - 1) / blockRows
        self.jobs = max(1, min(jobs, blocks))
        partials = [Double](repeating: 0, count: blocks * (centres * data.width + 1))
        scratch = [Double](repeating: 0, count: self.jobs * blockRows * (centres + 3))
    }

    /// One pass.
    ///
    /// - Returns: the objective `Σ u^m d²` at these centres, and the centres that their memberships ask for.
    mutating func run(_ current: Centres) -> (objective: Double, next: Centres) {
        let stretch = centres * data.width + 1
        let (data, fuzzifier, blockRows) = (data, fuzzifier, blockRows)
        let (blocks, jobs, scratchStretch) = (blocks, jobs, blockRows * (centres + 3))
        partials.withUnsafeMutableBufferPointer { partials in
            scratch.withUnsafeMutableBufferPointer { scratch in
                guard let sums = partials.baseAddress, let scratch = scratch.baseAddress else { return }
                withViews(data, current) { rows, centres in
                    let block = FuzzyBlock(data: rows, centres: centres, fuzzifier: fuzzifier, capacity: blockRows)
                    forEachPart(blocks, jobs: jobs) { job, part in
                        block.run(
                            first: part * blockRows, count: min(blockRows, data.count - part * blockRows),
                            scratch: scratch + job * scratchStretch, sums: sums + part * stretch)
                    }
                }
            }
        }
        let total = mergedInOrder(stretch: stretch)
        return (total[stretch - 1], moved(current, by: total))
    }

    private func mergedInOrder(stretch: Int) -> [Double] {
        var total = [Double](repeating: 0, count: stretch)
        for block in 0..<blocks {
            for index in 0..<stretch { total[index] += partials[block * stretch + index] }
        }
        return total
    }

    /// The weighted means; a coordinate whose weights vanish keeps its value.
    private func moved(_ current: Centres, by total: [Double]) -> Centres {
        let (features, width) = (data.features, data.width)
        var coordinates = current.coordinates
        for centre in 0..<centres {
            for feature in 0..<features {
                let weight = total[centre * width + features + (data.isComplete ? 0 : feature)]
                // Below this the sums are subnormal and their ratio has no digits.
                guard weight > 1e-280 else { continue }
                coordinates[centre * features + feature] = total[centre * width + feature] / weight
            }
        }
        return Centres(coordinates: coordinates, for: data)
    }
}

/// One block of rows under given centres.
private struct FuzzyBlock {
    let data: ClusterView
    let centres: CentresView
    let fuzzifier: Fuzzifier
    let capacity: Int

    /// Computes the block's sums.
    ///
    /// - Parameters:
    ///   - first: the first row.
    ///   - count: the rows.
    ///   - scratch: room for `centres + 3` numbers a row.
    ///   - sums: gets `Σ u^m w [x | o]` for every centre, then the objective.
    func run(
        first: Int, count: Int, scratch: UnsafeMutablePointer<Double>, sums: UnsafeMutablePointer<Double>
    ) {
        let nearest = scratch
        let ratioSums = scratch + capacity
        let powers = scratch + 2 * capacity
        let weights = scratch + 3 * capacity
        DistanceBlock.fill(data, first: first, count: count, centres: centres, distances: weights, nearest: nearest)
        ratioSums.update(repeating: 0, count: count)
        for centre in 0..<centres.count {
            fuzzifier.weigh(
                weights + centre * count, nearest: nearest, sums: ratioSums, count: count, output: .raisedRatio)
        }
        fuzzifier.spread(ratioSums, into: powers, count: count)
        var objective = 0.0
        for row in 0..<count {
            objective += nearest[row] * powers[row]
            powers[row] /= ratioSums[row]
        }
        if let rowWeights = data.rowWeights {
            for row in 0..<count { powers[row] *= rowWeights[first + row] }
        }
        for centre in 0..<centres.count {
            let cells = weights + centre * count
            for row in 0..<count { cells[row] *= powers[row] }
        }
        let width = Int32(data.width)
        cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(centres.count), width, Int32(count), 1, weights,
            Int32(count), data.cells + first * data.width, width, 0, sums, width)
        sums[centres.count * data.width] = objective
    }
}

/// Calls `body` with pointers into the rows and the centres.
func withViews<Result>(
    _ data: ClusterData, _ centres: Centres, _ body: (ClusterView, CentresView) -> Result
) -> Result? {
    data.cells.withUnsafeBufferPointer { cells in
        data.squares.withUnsafeBufferPointer { squares in
            data.rowWeights.withUnsafeBufferPointer { rowWeights in
                centres.coordinates.withUnsafeBufferPointer { coordinates in
                    centres.coefficients.withUnsafeBufferPointer { coefficients in
                        guard let cells = cells.baseAddress, let squares = squares.baseAddress,
                            let coordinates = coordinates.baseAddress, let coefficients = coefficients.baseAddress
                        else { return nil }
                        let rows = ClusterView(
                            features: data.features, width: data.width, cells: cells, squares: squares,
                            rowWeights: data.isComplete ? nil : rowWeights.baseAddress)
                        return body(
                            rows,
                            CentresView(count: centres.count, coordinates: coordinates, coefficients: coefficients))
                    }
                }
            }
        }
    }
}
