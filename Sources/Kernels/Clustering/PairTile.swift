import CLAPACK

/// The two factors whose product holds the squared distances of all pairs, not yet scaled up for missing cells.
///
/// For rows p and q: `Σ o_p o_q (x_p - x_q)² = [x² | -2x | o]_p · [o | x | x²]_q`, and with complete data
/// `[Σx² | -2x | 1]_p · [1 | x | Σx²]_q`. The weight in common is `[weight o]_p · [o]_q`.
struct PairFactors {
    let rows: Int
    let features: Int
    let isComplete: Bool
    /// The columns of ``left`` and ``right``.
    let width: Int
    let left: [Double]
    let right: [Double]
    /// Each row's observed features with their share of the whole weight, and as 1 or 0; empty for complete data.
    let shares: [Float]
    let masks: [Float]

    init(_ data: ClusterData) {
        (rows, features, isComplete) = (data.count, data.features, data.isComplete)
        width = isComplete ? features + 2 : 3 * features
        let total = data.featureWeights.reduce(0, +)
        let weightShares = data.featureWeights.map { Float($0 / total) }
        var (left, right, shares, masks): ([Double], [Double], [Float], [Float]) = ([], [], [], [])
        left.reserveCapacity(rows * width)
        right.reserveCapacity(rows * width)
        for row in 0..<rows {
            let cells = data.cells[row * data.width..<(row + 1) * data.width]
            let (x, observed) = (cells.prefix(features), cells.dropFirst(features))
            let squares = isComplete ? [data.squares[row]] : x.map { $0 * $0 }
            left += squares
            left += x.map { -2 * $0 }
            left += observed
            right += observed
            right += x
            right += squares
            guard !isComplete else { continue }
            shares += zip(observed, weightShares).map { Float($0) * $1 }
            masks += observed.map { Float($0) }
        }
        (self.left, self.right, self.shares, self.masks) = (left, right, shares, masks)
    }
}

/// Distances between a band of rows and some other rows, and their sums per cluster.
///
/// Memory of one thread; small enough to stay in a core's cache.
final class PairTile {
    /// Rows of a band.
    static let ownRows = 256
    /// Rows that a band is compared with at once.
    static let otherRows = 128

    /// Half of the weight in common, less the rounding of its sum in single precision.
    private static let leastShare: Float = 0.5 - 1e-6

    private let factors: PairFactors
    private let clusters: Int
    private var own = 0..<0
    private var others = 0..<0
    /// Row o, column i belongs to the pair of `others[o]` and `own[i]`.
    private let squares: UnsafeMutablePointer<Double>
    private let roots: UnsafeMutablePointer<Float>
    /// The share of the weight in common, then 1 for a pair that counts and 0 for one left out.
    private let valid: UnsafeMutablePointer<Float>
    private let products: UnsafeMutablePointer<Float>

    init(_ factors: PairFactors, clusters: Int) {
        self.factors = factors
        self.clusters = clusters
        let cells = Self.ownRows * Self.otherRows
        squares = .allocate(capacity: cells)
        roots = .allocate(capacity: cells)
        valid = .allocate(capacity: cells)
        products = .allocate(capacity: clusters * Self.ownRows)
        squares.initialize(repeating: 0, count: cells)
        roots.initialize(repeating: 0, count: cells)
        valid.initialize(repeating: 0, count: cells)
        products.initialize(repeating: 0, count: clusters * Self.ownRows)
    }

    deinit {
        squares.deallocate()
        roots.deallocate()
        valid.deallocate()
        products.deallocate()
    }

    /// Computes the distances of a band from the rows from `first` on, 0 where a pair is left out.
    func measure(band: Int, others first: Int) {
        own = band * Self.ownRows..<min(factors.rows, (band + 1) * Self.ownRows)
        others = first..<min(factors.rows, first + Self.otherRows)
        let width = Int32(factors.width)
        factors.left.withUnsafeBufferPointer { left in
            factors.right.withUnsafeBufferPointer { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return }
                cblas_dgemm(
                    CblasRowMajor, CblasNoTrans, CblasTrans, Int32(others.count), Int32(own.count), width, 1,
                    left + others.lowerBound * factors.width, width, right + own.lowerBound * factors.width, width, 0,
                    squares, Int32(own.count))
            }
        }
        if factors.isComplete { takeRoots() } else { takeRootsOfShared() }
        for row in own.clamped(to: others) {
            let index = (row - others.lowerBound) * own.count + row - own.lowerBound
            (roots[index], valid[index]) = (0, 0)
        }
    }

    private func takeRoots() {
        let (squares, roots) = (squares, roots)
        for index in 0..<own.count * others.count {
            let square = Float(squares[index])
            roots[index] = (square > 0 ? square : 0).squareRoot()
        }
    }

    private func takeRootsOfShared() {
        computeShares()
        let (squares, roots, valid, leastShare) = (squares, roots, valid, Self.leastShare)
        for index in 0..<own.count * others.count {
            let share = valid[index]
            let counts: Float = share >= leastShare ? 1 : 0
            // A share of 0 is lifted so that the root stays finite; the pair does not count then.
            let lifted = share > 0.25 ? share : 0.25
            let square = Float(squares[index]) / lifted
            roots[index] = (square > 0 ? square : 0).squareRoot() * counts
            valid[index] = counts
        }
    }

    private func computeShares() {
        let features = Int32(factors.features)
        factors.shares.withUnsafeBufferPointer { shares in
            factors.masks.withUnsafeBufferPointer { masks in
                guard let shares = shares.baseAddress, let masks = masks.baseAddress else { return }
                cblas_sgemm(
                    CblasRowMajor, CblasNoTrans, CblasTrans, Int32(others.count), Int32(own.count), features, 1,
                    shares + others.lowerBound * factors.features, features,
                    masks + own.lowerBound * factors.features, features, 0, valid, Int32(own.count))
            }
        }
    }

    /// Adds the tile's distances and pairs to those of the whole.
    ///
    /// - Parameters:
    ///   - belongs: one column a cluster, 1 where the row belongs to it.
    ///   - sums: distances, one cluster after the other.
    ///   - pairs: pairs in the same layout; left alone for complete data.
    func add(belongs: [Float], sums: UnsafeMutablePointer<Double>, pairs: UnsafeMutablePointer<Double>) {
        accumulate(roots, belongs: belongs, into: sums)
        if !factors.isComplete { accumulate(valid, belongs: belongs, into: pairs) }
    }

    private func accumulate(
        _ cells: UnsafePointer<Float>, belongs: [Float], into total: UnsafeMutablePointer<Double>
    ) {
        belongs.withUnsafeBufferPointer { belongs in
            guard let belongs = belongs.baseAddress else { return }
            cblas_sgemm(
                CblasRowMajor, CblasTrans, CblasNoTrans, Int32(clusters), Int32(own.count), Int32(others.count), 1,
                belongs + others.lowerBound * clusters, Int32(clusters), cells, Int32(own.count), 0, products,
                Int32(own.count))
        }
        let count = own.count
        for cluster in 0..<clusters {
            let (target, source) = (total + cluster * factors.rows + own.lowerBound, products + cluster * count)
            for row in 0..<count { target[row] += Double(source[row]) }
        }
    }
}
