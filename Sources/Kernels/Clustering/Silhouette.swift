/// How much nearer rows are to their own cluster than to the next one.
///
/// For a row with mean distance a to the rest of its cluster and smallest mean distance b to another cluster,
/// `s = (b - a) / max(a, b)`; a row alone in its cluster counts 0.
///
/// Source: Rousseeuw (1987), "Silhouettes: a graphical aid".
package struct Silhouette: Equatable, Sendable {
    /// The mean of s over the rows measured, in -1...1.
    package let mean: Double
    /// The standard error of that mean; `nil` for a single row.
    package let standardError: Double?
    /// The rows measured.
    package let rows: Int

    /// The silhouettes of several labelings of the same rows; the distances are computed once for all of them.
    ///
    /// Distances are the square roots of those in ``ClusterData``, over the features that both rows have, scaled up to
    /// the whole weight. A pair with under half of the weight in common is left out, and so is a row without any
    /// distance to the rest of its cluster, or to any other cluster.
    ///
    /// - Parameters:
    ///   - data: the rows, a sample if there are many.
    ///   - labelings: for each labeling, one label a row.
    ///   - jobs: threads; the result has the same bytes for any number.
    /// - Returns: one silhouette a labeling, accurate to six digits; `nil` below two clusters or without a measured row.
    /// - Complexity: O(n² (d + Σk)), as matrix products; memory O(n Σk).
    package static func of(_ data: ClusterData, labelings: [[Int]], jobs: Int = 1) -> [Silhouette?] {
        precondition(
            labelings.allSatisfy { $0.count == data.count },
            "labelings of \(data.count) rows are needed, \(labelings.map(\.count)) found")
        let dense = labelings.map(DenseLabels.init)
        let sums = ClusterDistanceSums(data, labelings: dense, jobs: jobs)
        var offset = 0
        return dense.map { labeling in
            defer { offset += labeling.counts.count }
            return summarize(labeling, sums: sums, offset: offset)
        }
    }

    private static func summarize(_ labeling: DenseLabels, sums: ClusterDistanceSums, offset: Int) -> Silhouette? {
        guard labeling.counts.count > 1 else { return nil }
        var moments = Moments()
        for row in labeling.labels.indices {
            if let value = width(of: row, labeling: labeling, sums: sums, offset: offset) { moments.insert(value) }
        }
        guard moments.count > 0 else { return nil }
        return Silhouette(mean: moments.mean, standardError: moments.standardError, rows: moments.count)
    }

    /// s of one row; `nil` where a distance that it needs is missing.
    private static func width(
        of row: Int, labeling: DenseLabels, sums: ClusterDistanceSums, offset: Int
    ) -> Double? {
        let own = labeling.labels[row]
        guard labeling.counts[own] > 1 else { return 0 }
        guard let inner = sums.mean(row, offset + own) else { return nil }
        var outer = Double.infinity
        for other in labeling.counts.indices where other != own {
            if let mean = sums.mean(row, offset + other) { outer = min(outer, mean) }
        }
        guard outer.isFinite else { return nil }
        let larger = max(inner, outer)
        return larger > 0 ? (outer - inner) / larger : 0
    }
}
