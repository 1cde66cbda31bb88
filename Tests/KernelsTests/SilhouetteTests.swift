import Kernels
import Testing

struct SilhouetteTests {
    @Test(arguments: [0, 0.35], [1, 2])
    func `agrees with the definition, pair by pair`(missing: Double, jobs: Int) {
        let table = clouds(rows: 700, features: 4, centres: 3, missing: missing, seed: 5)
        let weights = [1, 0.25, 2, 0.75]
        var random = CounterRandom(seed: 6, stream: 0)
        let data = ClusterData(table, weights: weights)
        let fitted = FuzzyCMeans.labels(data, centroids: greedyStart(data, clusters: 3, random: &random))
        let noise = (0..<700).map { _ in random.index(below: 5) * 10 }
        let lonely = (0..<700).map { $0 == 400 ? 7 : $0 % 2 }
        let found = Silhouette.of(data, labelings: [fitted, noise, lonely], jobs: jobs)
        for (silhouette, labels) in zip(found, [fitted, noise, lonely]) {
            let widths = widthsByDefinition(table, weights: weights, labels: labels)
            let expected = Moments(widths)
            #expect(abs((silhouette?.mean ?? .nan) - expected.mean) < 1e-6)
            #expect(abs((silhouette?.standardError ?? .nan) - (expected.standardError ?? 0)) < 1e-6)
            #expect(silhouette?.rows == expected.count)
        }
    }

    @Test(arguments: [0, 0.3])
    func `any number of threads gives the same bytes`(missing: Double) {
        let data = ClusterData(clouds(rows: 1_500, features: 5, centres: 3, missing: missing, seed: 7))
        let labels = [2, 3, 4].map { k in (0..<1_500).map { $0 % k } }
        #expect(Silhouette.of(data, labelings: labels, jobs: 1) == Silhouette.of(data, labelings: labels, jobs: 3))
    }

    /// Four points on a line at 0, 1, 10 and 11: s = 1 - 1/10.5, 1 - 1/9.5, and the same mirrored.
    @Test func `worked by hand`() {
        let data = ClusterData(Matrix([[0], [1], [10], [11]]))
        let silhouette = Silhouette.of(data, labelings: [[1, 1, 2, 2]])[0]
        #expect(abs((silhouette?.mean ?? 0) - (1 - (1 / 10.5 + 1 / 9.5) / 2)) < 1e-6)
    }

    @Test func `degenerate labelings`() {
        let data = ClusterData(Matrix([[0], [0], [0], [0]]))
        let found = Silhouette.of(data, labelings: [[1, 1, 1, 1], [1, 1, 2, 2], [1, 2, 3, 4]])
        #expect(found[0] == nil)
        #expect(found[1]?.mean == 0)
        #expect(found[2]?.mean == 0)
        #expect(Silhouette.of(ClusterData(Matrix(rows: 0, columns: 2)), labelings: [[]]) == [nil])
    }
}

/// s of every row, straight from its definition; rows with a missing part are left out.
private func widthsByDefinition(_ table: Matrix, weights: [Double], labels: [Int]) -> [Double] {
    let total = weights.reduce(0, +)
    func distance(_ a: Int, _ b: Int) -> Double? {
        var (sum, common) = (0.0, 0.0)
        for feature in weights.indices where !table[a, feature].isNaN && !table[b, feature].isNaN {
            let difference = table[a, feature] - table[b, feature]
            sum += weights[feature] * difference * difference
            common += weights[feature]
        }
        return common >= total / 2 ? (sum * total / common).squareRoot() : nil
    }
    let clusters = Set(labels).sorted()
    return (0..<table.rows).compactMap { row in
        guard labels.count(where: { $0 == labels[row] }) > 1 else { return 0 }
        func mean(_ cluster: Int) -> Double? {
            let distances = (0..<table.rows).filter { $0 != row && labels[$0] == cluster }.compactMap {
                distance(row, $0)
            }
            return distances.isEmpty ? nil : Moments(distances).mean
        }
        let others = clusters.filter { $0 != labels[row] }.compactMap(mean)
        guard let a = mean(labels[row]), let b = others.min() else { return nil }
        return max(a, b) > 0 ? (b - a) / max(a, b) : 0
    }
}
