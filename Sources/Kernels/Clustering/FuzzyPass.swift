import CLAPACK

/// What one pass over the rows yields for given centres: the objective and the sums that new centres are made of.
struct FuzzyPass {
    private let data: ClusterData
    private let fuzzifier: Fuzzifier
    private let scratch: [BlockScratch]
    /// The numbers a block yields: `Σ u^m w [x | o]` for every centre, then the objective.
    private let stretch: Int
    /// One stretch a block.
    private var partials: [Double]

    init(_ data: ClusterData, centres: Int, fuzzifier: Fuzzifier, jobs: Int) {
        self.data = data
        self.fuzzifier = fuzzifier
        scratch = blockScratch(data, centres: centres, jobs: jobs)
        let capacity = BlockScratch.rows(centres: centres)
        stretch = centres * data.width + 1
        partials = [Double](repeating: 0, count: (data.count + capacity - 1) / capacity * stretch)
    }

    /// One pass.
    ///
    /// - Returns: the objective `Σ u^m d²` at these centres, and the centres that their memberships ask for.
    mutating func run(_ current: Centres) -> (objective: Double, next: Centres) {
        let (fuzzifier, stretch) = (fuzzifier, stretch)
        partials.withUnsafeMutableBufferPointer { partials in
            guard let partials = partials.baseAddress else { return }
            forEachBlock(data, current, scratch: scratch) { part, block in
                block.measure()
                block.sum(fuzzifier, into: partials + part * stretch)
            }
        }
        let total = mergedInOrder()
        return (total[stretch - 1], moved(current, by: total))
    }

    private func mergedInOrder() -> [Double] {
        var total = [Double](repeating: 0, count: stretch)
        for start in stride(from: 0, to: partials.count, by: stretch) {
            for index in 0..<stretch { total[index] += partials[start + index] }
        }
        return total
    }

    /// The weighted means; a coordinate whose weights vanish keeps its value.
    private func moved(_ current: Centres, by total: [Double]) -> Centres {
        let (features, width) = (data.features, data.width)
        var coordinates = current.coordinates
        for index in coordinates.indices {
            let (centre, feature) = (index / features, index % features)
            let weight = total[centre * width + features + (data.isComplete ? 0 : feature)]
            // Below this the sums are subnormal and their ratio has no digits.
            guard weight > 1e-280 else { continue }
            coordinates[index] = total[centre * width + feature] / weight
        }
        return Centres(coordinates: coordinates, for: data)
    }
}

extension DistanceBlock {
    /// Turns measured distances into the block's sums.
    ///
    /// - Parameters:
    ///   - fuzzifier: m.
    ///   - sums: gets `Σ u^m w [x | o]` for every centre, then the objective.
    fileprivate func sum(_ fuzzifier: Fuzzifier, into sums: UnsafeMutablePointer<Double>) {
        fuzzifier.weigh(self, output: .raisedRatio)
        fuzzifier.spread(scratch, count: count)
        var objective = 0.0
        for row in 0..<count { objective += scratch.nearest[row] * scratch.powers[row] }
        for centre in 0..<centres.count { scale(centre) }
        let width = Int32(data.width)
        cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(centres.count), width, Int32(count), 1,
            scratch.distances, Int32(scratch.capacity), data.cells + first * data.width, width, 0, sums, width)
        sums[centres.count * data.width] = objective
    }

    /// Turns `r t` into `u^m w = r t S^-m w`.
    private func scale(_ centre: Int) {
        let (cells, powers, ratioSums) = (scratch.cells(centre).lanes, scratch.powers.lanes, scratch.sums.lanes)
        let weights = scratch.rowWeights.lanes
        let isWeighted = data.rowWeights != nil
        for lane in 0..<laneCount(count) {
            if centre == 0 {
                powers[lane] /= ratioSums[lane]
                if isWeighted { powers[lane] *= weights[lane] }
            }
            cells[lane] *= powers[lane]
        }
    }
}
