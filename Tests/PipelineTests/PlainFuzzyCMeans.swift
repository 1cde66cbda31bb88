import Foundation

/// Fuzzy c-means straight from the definition, cell by cell: what ours is held against.
///
/// Missing cells (NaN) are left out of distances and centroids, distances are scaled up to the full weight. It starts from
/// rows far from each other (the first is the one nearest the origin) instead of random draws, and shares no code with the
/// kernels.
struct PlainFuzzyCMeans {
    /// The cluster with the largest membership of each row, numbered in the order of the centroids' first coordinate.
    let labels: [Int]

    init(rows: [[Double]], weights: [Double], k: Int, fuzzifier m: Double) {
        var centroids = Self.farthestFirst(rows, weights, k)
        var last = Double.infinity
        for _ in 0..<300 {
            let (next, objective) = Self.step(rows, weights, centroids, m)
            centroids = next
            if last - objective <= 1e-7 * objective { break }
            last = objective
        }
        let order = centroids.indices.sorted { centroids[$0][0] < centroids[$1][0] }
        labels = rows.map { row in
            let distances = order.map { Self.distance(row, centroids[$0], weights) }
            return distances.indices.min { distances[$0] < distances[$1] } ?? 0
        }
    }

    private static func distance(_ row: [Double], _ centroid: [Double], _ weights: [Double]) -> Double {
        var (sum, observed) = (0.0, 0.0)
        for f in row.indices where !row[f].isNaN {
            sum += weights[f] * (row[f] - centroid[f]) * (row[f] - centroid[f])
            observed += weights[f]
        }
        return observed > 0 ? sum * weights.reduce(0, +) / observed : 0
    }

    private static func farthestFirst(_ rows: [[Double]], _ weights: [Double], _ k: Int) -> [[Double]] {
        let complete = rows.filter { !$0.contains(where: \.isNaN) }
        let mean = weights.indices.map { f in complete.map { $0[f] }.reduce(0, +) / Double(complete.count) }
        var chosen = [complete.min { distance($0, mean, weights) < distance($1, mean, weights) } ?? mean]
        while chosen.count < k {
            // The 99.9 % quantile rather than the farthest row of all: an outlier is a bad start.
            let byDistance = complete.map { row in chosen.map { distance(row, $0, weights) }.min() ?? 0 }
            let order = byDistance.indices.sorted { byDistance[$0] < byDistance[$1] }
            chosen.append(complete[order[min(order.count - 1, order.count * 999 / 1000)]])
        }
        return chosen
    }

    private static func step(
        _ rows: [[Double]], _ weights: [Double], _ centroids: [[Double]], _ m: Double
    ) -> ([[Double]], Double) {
        let (k, d) = (centroids.count, weights.count)
        var sums = [[Double]](repeating: [Double](repeating: 0, count: d), count: k)
        var masses = sums
        var objective = 0.0
        let total = weights.reduce(0, +)
        for row in rows {
            let distances = centroids.map { max(distance(row, $0, weights), 1e-300) }
            let observed = weights.indices.reduce(0.0) { row[$1].isNaN ? $0 : $0 + weights[$1] }
            for j in 0..<k {
                let u = 1 / distances.reduce(0) { $0 + pow(distances[j] / $1, 1 / (m - 1)) }
                let mass = pow(u, m)
                objective += mass * distances[j]
                for f in 0..<d where !row[f].isNaN {
                    sums[j][f] += mass * (total / observed) * row[f]
                    masses[j][f] += mass * (total / observed)
                }
            }
        }
        let next = (0..<k).map { j in
            (0..<d).map { f in masses[j][f] > 0 ? sums[j][f] / masses[j][f] : centroids[j][f] }
        }
        return (next, objective)
    }
}
