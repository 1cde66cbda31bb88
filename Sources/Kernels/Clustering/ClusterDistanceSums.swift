/// For every row and every cluster of several labelings: the sum of distances to the cluster's rows, and their number.
///
/// A tile of squared distances comes from one matrix product in double precision; its roots, in single precision, are
/// summed per cluster by a second product, with a matrix that holds 1 where a row belongs to a cluster.
struct ClusterDistanceSums {
    private let rows: Int
    /// `Σ distances`, one cluster after the other.
    private var sums: [Double]
    /// The pairs behind each sum, in the same layout.
    private var pairs: [Double]

    init(_ data: ClusterData, labelings: [DenseLabels], jobs: Int) {
        useCallingThread()
        rows = data.count
        let clusters = labelings.reduce(0) { $0 + $1.counts.count }
        sums = [Double](repeating: 0, count: clusters * data.count)
        pairs = data.isComplete ? allPairs(labelings, rows: data.count) : sums
        guard clusters > 0, data.count > 0, data.features > 0 else { return }
        let (factors, belongs) = (PairFactors(data), indicators(labelings, rows: data.count))
        let bands = (data.count + PairTile.ownRows - 1) / PairTile.ownRows
        let jobs = max(1, min(jobs, bands))
        let tiles = (0..<jobs).map { _ in PairTile(factors, clusters: clusters) }
        sums.withUnsafeMutableBufferPointer { sums in
            pairs.withUnsafeMutableBufferPointer { pairs in
                guard let sums = sums.baseAddress, let pairs = pairs.baseAddress else { return }
                forEachPart(bands, jobs: jobs) { job, band in
                    let tile = tiles[job]
                    for start in stride(from: 0, to: data.count, by: PairTile.otherRows) {
                        tile.measure(band: band, others: start)
                        tile.add(belongs: belongs, sums: sums, pairs: pairs)
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

/// For complete data: the rows of each cluster, less the row itself.
private func allPairs(_ labelings: [DenseLabels], rows: Int) -> [Double] {
    labelings.flatMap { labeling in
        labeling.counts.indices.flatMap { cluster in
            labeling.labels.map { Double(labeling.counts[cluster] - ($0 == cluster ? 1 : 0)) }
        }
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
