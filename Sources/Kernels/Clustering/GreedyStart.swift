/// Starting centroids by greedy k-means++.
///
/// The first centroid is a random row. Each further one is the best of ten candidate rows, drawn with probability
/// proportional to the squared distance from the nearest centroid so far; best is the one that leaves the smallest sum
/// of squared distances. Where a drawn row misses a feature, its centroid takes the feature's mean.
///
/// - Parameters:
///   - data: the rows, at least one.
///   - clusters: the number of centroids, ≥ 1; beyond the number of distinct rows some coincide.
///   - random: where the draws come from.
///   - candidates: rows tried a step, ≥ 1.
/// - Returns: `clusters` × d centroids in the units of the data's matrix.
/// - Complexity: O(n k d) times the candidates.
///
/// Sources: Arthur & Vassilvitskii (2007), "k-means++: the advantages of careful seeding"; the greedy variant is
/// analysed by Grunau, Özüdoğru, Rozhoň & Tětek (2023).
package func greedyStart(
    _ data: ClusterData, clusters: Int, random: inout CounterRandom, candidates: Int = 10
) -> Matrix {
    precondition(clusters > 0 && candidates > 0, "\(clusters) clusters from \(candidates) candidates cannot be chosen")
    precondition(data.count > 0, "at least one row is needed")
    useCallingThread()
    var chosen = [random.index(below: data.count)]
    var remaining = [Double](repeating: .infinity, count: data.count)
    remaining = lowered(remaining, by: chosen, in: data)[0]
    while chosen.count < clusters {
        let cumulative = runningSums(remaining)
        let drawn = (0..<candidates).map { _ in
            (cumulative.last ?? 0) > 0 ? random.index(cumulative: cumulative) : random.index(below: data.count)
        }
        let lowered = lowered(remaining, by: drawn, in: data)
        let sums = lowered.map { $0.reduce(0, +) }
        let best = sums.indices.dropFirst().reduce(0) { sums[$1] < sums[$0] ? $1 : $0 }
        chosen.append(drawn[best])
        remaining = lowered[best]
    }
    return Centres(coordinates: chosen.flatMap { coordinates(ofRow: $0, in: data) }, for: data).centroids(for: data)
}

private func coordinates(ofRow row: Int, in data: ClusterData) -> ArraySlice<Double> {
    data.cells[row * data.width..<row * data.width + data.features]
}

private func runningSums(_ values: [Double]) -> [Double] {
    var sum = 0.0
    return values.map { value in
        sum += value
        return sum
    }
}

/// For each candidate row, the squared distances that would remain if it became a centroid.
private func lowered(_ remaining: [Double], by candidates: [Int], in data: ClusterData) -> [[Double]] {
    let centres = Centres(coordinates: candidates.flatMap { coordinates(ofRow: $0, in: data) }, for: data)
    var result = [[Double]](repeating: remaining, count: candidates.count)
    let blockRows = DistanceBlock.rows(centres: centres.count)
    var distances = [Double](repeating: 0, count: blockRows * centres.count)
    var nearest = [Double](repeating: 0, count: blockRows)
    for first in stride(from: 0, to: data.count, by: blockRows) {
        let count = min(blockRows, data.count - first)
        distances.withUnsafeMutableBufferPointer { distances in
            nearest.withUnsafeMutableBufferPointer { nearest in
                guard let distances = distances.baseAddress, let nearest = nearest.baseAddress else { return }
                withViews(data, centres) { rows, centres in
                    DistanceBlock.fill(
                        rows, first: first, count: count, centres: centres, distances: distances, nearest: nearest)
                }
                for candidate in result.indices {
                    lower(&result[candidate], from: first, by: distances + candidate * count, count: count)
                }
            }
        }
    }
    return result
}

private func lower(_ remaining: inout [Double], from first: Int, by distances: UnsafePointer<Double>, count: Int) {
    remaining.withUnsafeMutableBufferPointer { remaining in
        for row in 0..<count {
            let (old, new) = (remaining[first + row], distances[row])
            remaining[first + row] = new < old ? new : old
        }
    }
}
