import CLAPACK

/// A block of rows of a ``ClusterData`` under some centres.
///
/// Laid out one centre after the other, so that every step runs along rows. The matrix product loses digits where a row
/// lies close to a centre; such distances are computed again from the differences. On a centre they are exactly 0, to
/// ``ClusterData/onePlace``: whether a row belongs to one centre or to several that coincide is not a matter of the last bit.
struct DistanceBlock {
    let data: ClusterView
    let centres: CentresView
    let scratch: BlockScratch
    /// The first row.
    let first: Int
    /// The rows, at most the scratch's capacity.
    let count: Int

    /// A squared distance below this share of the row's own square is computed again.
    private static let cancellation = 1e-6

    /// Fills the scratch with squared distances, in weighted squared units and ≥ 0, and the smallest of each row.
    func measure() {
        let width = Int32(data.width)
        cblas_dgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, Int32(centres.count), Int32(count), width, 1,
            centres.coefficients, width, data.cells + first * data.width, width, 0, scratch.distances,
            Int32(scratch.capacity))
        scratch.squares.update(from: data.squares + first, count: count)
        if let weights = data.rowWeights { scratch.rowWeights.update(from: weights + first, count: count) }
        for centre in 0..<centres.count { finish(centre) }
        for row in 0..<count where scratch.nearest[row] <= Self.cancellation * scratch.squares[row] {
            recompute(row)
        }
    }

    /// Adds the rows' own squares, cuts what is one place to 0, applies the rows' weights, and keeps the smallest.
    private func finish(_ centre: Int) {
        let (cells, squares) = (scratch.cells(centre).lanes, scratch.squares.lanes)
        let (nearest, weights) = (scratch.nearest.lanes, scratch.rowWeights.lanes)
        let (isWeighted, onePlace) = (data.rowWeights != nil, data.onePlace)
        for lane in 0..<laneCount(count) {
            let sum = cells[lane] + squares[lane]
            var distance = sum.replacing(with: 0, where: sum .<= onePlace)
            if isWeighted { distance *= weights[lane] }
            cells[lane] = distance
            nearest[lane] =
                centre == 0 ? distance : nearest[lane].replacing(with: distance, where: distance .< nearest[lane])
        }
    }

    /// Computes a row's small distances from the differences.
    private func recompute(_ row: Int) {
        let x = data.cells + (first + row) * data.width
        let weight = data.rowWeights == nil ? 1 : scratch.rowWeights[row]
        let limit = Self.cancellation * scratch.squares[row] * max(1, weight)
        var smallest = Double.infinity
        for centre in 0..<centres.count {
            let cell = scratch.cells(centre) + row
            if cell.pointee <= limit {
                let square = squaredDifference(x, centre)
                cell.pointee = square <= data.onePlace ? 0 : weight * square
            }
            smallest = min(smallest, cell.pointee)
        }
        scratch.nearest[row] = smallest
    }

    private func squaredDifference(_ x: UnsafePointer<Double>, _ centre: Int) -> Double {
        let v = centres.coordinates + centre * data.features
        var sum = 0.0
        for feature in 0..<data.features {
            let observed = data.rowWeights == nil ? 1 : x[data.features + feature]
            let difference = x[feature] - v[feature]
            sum += observed * difference * difference
        }
        return sum
    }
}

/// Calls `body` once for every block of rows under the centres, on up to `jobs` threads.
func forEachBlock(
    _ data: ClusterData, _ centres: Centres, scratch: [BlockScratch], _ body: (Int, DistanceBlock) -> Void
) {
    useCallingThread()
    let capacity = BlockScratch.rows(centres: centres.count)
    withViews(data, centres) { rows, centres in
        forEachPart((data.count + capacity - 1) / capacity, jobs: scratch.count) { job, part in
            body(
                part,
                DistanceBlock(
                    data: rows, centres: centres, scratch: scratch[job], first: part * capacity,
                    count: min(capacity, data.count - part * capacity)))
        }
    }
}

/// Scratch memory for up to `jobs` threads, no more than there are blocks.
func blockScratch(_ data: ClusterData, centres: Int, jobs: Int) -> [BlockScratch] {
    let capacity = BlockScratch.rows(centres: centres)
    let blocks = (data.count + capacity - 1) / capacity
    return (0..<max(1, min(jobs, blocks))).map { _ in BlockScratch(centres: centres) }
}
