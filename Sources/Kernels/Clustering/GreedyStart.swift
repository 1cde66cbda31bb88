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
    let scratch = BlockScratch(centres: candidates)
    var chosen = [random.index(below: data.count)]
    var remaining = [Double](repeating: .infinity, count: data.count)
    remaining = lowered(remaining, by: chosen, in: data, scratch: BlockScratch(centres: 1))[0]
    while chosen.count < clusters {
        let cumulative = runningSums(remaining)
        let drawn = (0..<candidates).map { _ in
            (cumulative.last ?? 0) > 0 ? random.index(cumulative: cumulative) : random.index(below: data.count)
        }
        let lowered = lowered(remaining, by: drawn, in: data, scratch: scratch)
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
private func lowered(
    _ remaining: [Double], by candidates: [Int], in data: ClusterData, scratch: BlockScratch
) -> [[Double]] {
    let centres = Centres(coordinates: candidates.flatMap { coordinates(ofRow: $0, in: data) }, for: data)
    var result = [[Double]](repeating: remaining, count: candidates.count)
    forEachBlock(data, centres, scratch: [scratch]) { _, block in
        block.measure()
        for candidate in result.indices {
            let distances = block.scratch.cells(candidate)
            result[candidate].withUnsafeMutableBufferPointer { remaining in
                for row in 0..<block.count {
                    let (old, new) = (remaining[block.first + row], distances[row])
                    remaining[block.first + row] = new < old ? new : old
                }
            }
        }
    }
    return result
}
