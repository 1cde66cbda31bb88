import CLAPACK

/// For every row and every cluster of several labelings: the sum of distances to the cluster's rows, and their number.
///
/// A tile of squared distances comes from one matrix product in double precision; its roots, in single precision, are
/// summed per cluster by a second product, with a matrix that holds 1 where a row belongs to a cluster.
struct ClusterDistanceSums {
    private let rows: Int
    /// `Σ distances`, one cluster after the other.
    private var sums: [Double]
    /// The pairs behind each sum.
    private var pairs: [Double]

    init(_ data: ClusterData, labelings: [DenseLabels], jobs: Int) {
        useCallingThread()
        let clusters = labelings.reduce(0) { $0 + $1.counts.count }
        rows = data.count
        sums = [Double](repeating: 0, count: clusters * data.count)
        pairs = sums
        let belongs = indicators(labelings, rows: data.count)
        let factors = PairFactors(data)
        let bands = (data.count + Tile.side - 1) / Tile.side
        let count = data.count
        sums.withUnsafeMutableBufferPointer { sums in
            pairs.withUnsafeMutableBufferPointer { pairs in
                belongs.withUnsafeBufferPointer { belongs in
                    guard let sums = sums.baseAddress, let pairs = pairs.baseAddress,
                        let belongs = belongs.baseAddress
                    else { return }
                    forEachPart(bands, jobs: jobs) { _, band in
                        let own = band * Tile.side..<min(count, (band + 1) * Tile.side)
                        var tile = Tile(factors, clusters: clusters)
                        for start in stride(from: 0, to: count, by: Tile.side) {
                            tile.measure(own: own, others: start..<min(count, start + Tile.side))
                            tile.add(belongs: belongs + start * clusters, sums: sums, pairs: pairs, rows: count)
                        }
                    }
                }
            }
        }
    }

    /// The mean distance of a row from a cluster's rows, itself left out; `nil` without a pair.
    func mean(_ row: Int, _ cluster: Int) -> Double? {
        let count = pairs[cluster * rows + row]
        return count > 0 ? sums[cluster * rows + row] / count : nil
    }
}

/// One column a cluster of every labeling, 1 where the row belongs to it.
private func indicators(_ labelings: [DenseLabels], rows: Int) -> [Float] {
    let clusters = labelings.reduce(0) { $0 + $1.counts.count }
    var result = [Float](repeating: 0, count: rows * clusters)
    var offset = 0
    for labeling in labelings {
        for (row, label) in labeling.labels.enumerated() { result[row * clusters + offset + label] = 1 }
        offset += labeling.counts.count
    }
    return result
}

/// The two factors whose product holds all squared distances, not yet scaled up for missing cells.
///
/// For rows p and q: `Σ o_p o_q (x_p - x_q)² = [x² | -2x | o]_p · [o | x | x²]_q`, and with complete data
/// `[Σx² | -2x | 1]_p · [1 | x | Σx²]_q`. The weight in common is `[weight o]_p · [o]_q`.
private struct PairFactors {
    let width: Int
    let left: [Double]
    let right: [Double]
    /// The features' weights; empty for complete data, where every pair has the whole weight in common.
    let weights: [Double]
    let total: Double
    let features: Int
    let masks: [Double]
    let weightedMasks: [Double]

    init(_ data: ClusterData) {
        let features = data.features
        var (left, right, masks, weighted): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        for row in 0..<data.count {
            let cells = data.cells[row * data.width..<(row + 1) * data.width]
            let (x, o) = (cells.prefix(features), cells.dropFirst(features))
            let squares = data.isComplete ? [data.squares[row]] : x.map { $0 * $0 }
            left += squares + x.map { -2 * $0 } + o
            right += o + x + squares
            guard !data.isComplete else { continue }
            masks += o
            weighted += zip(o, data.featureWeights).map { $0 * $1 }
        }
        width = data.isComplete ? features + 2 : 3 * features
        weights = data.isComplete ? [] : data.featureWeights
        total = data.featureWeights.reduce(0, +)
        (self.left, self.right, self.masks, self.features) = (left, right, masks, features)
        weightedMasks = weighted
    }
}

/// A square of distances between two bands of rows.
private struct Tile {
    static let side = 256

    private let factors: PairFactors
    private let clusters: Int
    private var own = 0..<0
    private var others = 0..<0
    private var squares = [Double](repeating: 0, count: side * side)
    private var shared: [Double]
    private var roots = [Float](repeating: 0, count: side * side)
    private var valid: [Float]
    private var products: [Float]

    init(_ factors: PairFactors, clusters: Int) {
        self.factors = factors
        self.clusters = clusters
        shared = factors.weights.isEmpty ? [] : squares
        valid = [Float](repeating: 1, count: Self.side * Self.side)
        products = [Float](repeating: 0, count: clusters * Self.side)
    }

    /// Fills the tile: row o, column i holds the distance of `others[o]` from `own[i]`, 0 where the pair is left out.
    mutating func measure(own: Range<Int>, others: Range<Int>) {
        (self.own, self.others) = (own, others)
        multiply(factors.left, factors.right, width: factors.width, into: &squares)
        if factors.weights.isEmpty {
            rootsOfComplete()
        } else {
            multiply(factors.weightedMasks, factors.masks, width: factors.features, into: &shared)
            rootsOfIncomplete()
        }
        guard own == others else { return }
        for row in 0..<own.count { (roots[row * own.count + row], valid[row * own.count + row]) = (0, 0) }
    }

    private func multiply(_ left: [Double], _ right: [Double], width: Int, into result: inout [Double]) {
        left.withUnsafeBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return }
                cblas_dgemm(
                    CblasRowMajor, CblasNoTrans, CblasTrans, Int32(others.count), Int32(own.count), Int32(width), 1,
                    left + others.lowerBound * width, Int32(width), right + own.lowerBound * width, Int32(width), 0,
                    &result, Int32(own.count))
            }
        }
    }

    private mutating func rootsOfComplete() {
        let count = own.count * others.count
        squares.withUnsafeBufferPointer { squares in
            roots.withUnsafeMutableBufferPointer { roots in
                for index in 0..<count {
                    let square = Float(squares[index])
                    roots[index] = (square > 0 ? square : 0).squareRoot()
                }
            }
        }
        guard own != others else { return }
        valid.withUnsafeMutableBufferPointer { $0.update(repeating: 1) }
    }

    private mutating func rootsOfIncomplete() {
        let (count, total) = (own.count * others.count, factors.total)
        // Half of the weight, less the rounding of its sum.
        let half = total * (0.5 - 1e-12)
        squares.withUnsafeBufferPointer { squares in
            shared.withUnsafeBufferPointer { shared in
                roots.withUnsafeMutableBufferPointer { roots in
                    valid.withUnsafeMutableBufferPointer { valid in
                        for index in 0..<count {
                            let isValid = shared[index] >= half
                            let square = Float(squares[index] * (total / (isValid ? shared[index] : total)))
                            let root = (square > 0 ? square : 0).squareRoot()
                            roots[index] = isValid ? root : 0
                            valid[index] = isValid ? 1 : 0
                        }
                    }
                }
            }
        }
    }

    /// Adds the tile's sums and pairs to those of the whole.
    ///
    /// - Parameters:
    ///   - belongs: the indicators of the rows `others`.
    ///   - sums: distances, one cluster after the other.
    ///   - pairs: pairs, in the same layout.
    ///   - rows: the length of one cluster's stretch.
    mutating func add(
        belongs: UnsafePointer<Float>, sums: UnsafeMutablePointer<Double>, pairs: UnsafeMutablePointer<Double>,
        rows: Int
    ) {
        accumulate(roots, belongs: belongs, into: sums, rows: rows)
        accumulate(valid, belongs: belongs, into: pairs, rows: rows)
    }

    private mutating func accumulate(
        _ cells: [Float], belongs: UnsafePointer<Float>, into total: UnsafeMutablePointer<Double>, rows: Int
    ) {
        cblas_sgemm(
            CblasRowMajor, CblasTrans, CblasNoTrans, Int32(clusters), Int32(own.count), Int32(others.count), 1,
            belongs, Int32(clusters), cells, Int32(own.count), 0, &products, Int32(own.count))
        products.withUnsafeBufferPointer { products in
            for cluster in 0..<clusters {
                let target = total + cluster * rows + own.lowerBound
                for row in 0..<own.count { target[row] += Double(products[cluster * own.count + row]) }
            }
        }
    }
}
