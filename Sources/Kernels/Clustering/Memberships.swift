extension FuzzyCMeans {
    /// The degree to which every row belongs to every cluster.
    ///
    /// - Parameters:
    ///   - data: the rows; prepared with the weights of the fit, be they the fitted rows or new ones.
    ///   - centroids: k × d, in the units of the data's matrix.
    ///   - fuzzifier: m of the fit.
    ///   - jobs: threads; the result has the same bytes for any number.
    /// - Returns: n × k numbers in 0...1, each row with sum 1. A row on c coincident centres belongs to each of them to
    ///   1/c; a row without any observed feature belongs to all alike.
    package static func memberships(
        _ data: ClusterData, centroids: Matrix, fuzzifier: Double, jobs: Int = 1
    ) -> Matrix {
        let k = centroids.rows
        let fuzzifier = Fuzzifier(fuzzifier)
        var result = Matrix(rows: data.count, columns: k)
        result.withUnsafeMutableElements { cells in
            guard let cells = cells.baseAddress else { return }
            forEachBlock(data, centroids: centroids, jobs: jobs) { block in
                block.sums.update(repeating: 0, count: block.count)
                for centre in 0..<k {
                    fuzzifier.weigh(
                        block.distances + centre * block.count, nearest: block.nearest, sums: block.sums,
                        count: block.count, output: .ratio)
                }
                for row in 0..<block.count {
                    let target = cells + (block.first + row) * k
                    for centre in 0..<k {
                        target[centre] = block.distances[centre * block.count + row] / block.sums[row]
                    }
                }
            }
        }
        return result
    }

    /// The nearest centroid of every row, the first of equals: the cluster of its largest membership.
    ///
    /// - Parameters:
    ///   - data: the rows.
    ///   - centroids: k × d, in the units of the data's matrix.
    ///   - jobs: threads; the result is the same for any number.
    /// - Returns: one number in 0..<k a row.
    package static func labels(_ data: ClusterData, centroids: Matrix, jobs: Int = 1) -> [Int] {
        var labels = [Int](repeating: 0, count: data.count)
        labels.withUnsafeMutableBufferPointer { labels in
            guard let labels = labels.baseAddress else { return }
            forEachBlock(data, centroids: centroids, jobs: jobs) { block in
                for centre in stride(from: centroids.rows - 1, through: 0, by: -1) {
                    let distances = block.distances + centre * block.count
                    for row in 0..<block.count where distances[row] == block.nearest[row] {
                        labels[block.first + row] = centre
                    }
                }
            }
        }
        return labels
    }

    /// `d²` of every row from every centroid, in weighted squared units, as in the objective.
    ///
    /// - Parameters:
    ///   - data: the rows.
    ///   - centroids: k × d, in the units of the data's matrix.
    ///   - jobs: threads; the result has the same bytes for any number.
    /// - Returns: n × k numbers, ≥ 0; exactly 0 on a centroid.
    package static func squaredDistances(_ data: ClusterData, centroids: Matrix, jobs: Int = 1) -> Matrix {
        let k = centroids.rows
        var result = Matrix(rows: data.count, columns: k)
        result.withUnsafeMutableElements { cells in
            guard let cells = cells.baseAddress else { return }
            forEachBlock(data, centroids: centroids, jobs: jobs) { block in
                for row in 0..<block.count {
                    for centre in 0..<k {
                        cells[(block.first + row) * k + centre] = block.distances[centre * block.count + row]
                    }
                }
            }
        }
        return result
    }
}

/// A block of rows with their squared distances, one centre after the other.
private struct MeasuredBlock {
    let first: Int
    let count: Int
    let distances: UnsafeMutablePointer<Double>
    let nearest: UnsafeMutablePointer<Double>
    /// Room for one number a row.
    let sums: UnsafeMutablePointer<Double>
}

/// Measures the rows block by block, on up to `jobs` threads.
private func forEachBlock(_ data: ClusterData, centroids: Matrix, jobs: Int, _ body: (MeasuredBlock) -> Void) {
    useCallingThread()
    let centres = Centres(centroids, for: data)
    let capacity = DistanceBlock.rows(centres: centres.count)
    let blocks = (data.count + capacity - 1) / capacity
    let jobs = max(1, min(jobs, blocks))
    var scratch = [Double](repeating: 0, count: jobs * capacity * (centres.count + 2))
    scratch.withUnsafeMutableBufferPointer { scratch in
        guard let scratch = scratch.baseAddress else { return }
        withViews(data, centres) { rows, centres in
            forEachPart(blocks, jobs: jobs) { job, part in
                let own = scratch + job * capacity * (centres.count + 2)
                let block = MeasuredBlock(
                    first: part * capacity, count: min(capacity, data.count - part * capacity),
                    distances: own + 2 * capacity, nearest: own, sums: own + capacity)
                DistanceBlock.fill(
                    rows, first: block.first, count: block.count, centres: centres, distances: block.distances,
                    nearest: block.nearest)
                body(block)
            }
        }
    }
}
