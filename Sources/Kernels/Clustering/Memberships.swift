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
        let (k, fuzzifier) = (centroids.rows, Fuzzifier(fuzzifier))
        var result = Matrix(rows: data.count, columns: k)
        result.withUnsafeMutableElements { cells in
            guard let cells = cells.baseAddress else { return }
            forEachMeasuredBlock(data, centroids: centroids, jobs: jobs) { block in
                fuzzifier.weigh(block, output: .ratio)
                for row in 0..<block.count {
                    let target = cells + (block.first + row) * k
                    for centre in 0..<k { target[centre] = block.scratch.cells(centre)[row] / block.scratch.sums[row] }
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
            forEachMeasuredBlock(data, centroids: centroids, jobs: jobs) { block in
                for centre in stride(from: centroids.rows - 1, through: 0, by: -1) {
                    let (distances, nearest) = (block.scratch.cells(centre), block.scratch.nearest)
                    for row in 0..<block.count where distances[row] == nearest[row] {
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
            forEachMeasuredBlock(data, centroids: centroids, jobs: jobs) { block in
                for row in 0..<block.count {
                    let target = cells + (block.first + row) * k
                    for centre in 0..<k { target[centre] = block.scratch.cells(centre)[row] }
                }
            }
        }
        return result
    }
}

/// Calls `body` with every block of rows, measured from the centroids, on up to `jobs` threads.
private func forEachMeasuredBlock(
    _ data: ClusterData, centroids: Matrix, jobs: Int, _ body: (DistanceBlock) -> Void
) {
    let centres = Centres(centroids, for: data)
    let scratch = blockScratch(data, centres: centres.count, jobs: jobs)
    forEachBlock(data, centres, scratch: scratch) { _, block in
        block.measure()
        body(block)
    }
}
