import Kernels
import Testing

struct ClusterValidityTests {
    @Test func `Xie-Beni by its definition`() {
        let table = clouds(rows: 400, features: 3, centres: 3, missing: 0.2, seed: 3)
        let weights = [1, 0.25, 1]
        let reference = FuzzyCMeansReference(table: table, weights: weights, fuzzifier: 1.6)
        let data = ClusterData(table, weights: weights)
        let centroids = Matrix([[100, 100, 100], [104, 96, 100], [95, 101, 103]])
        var spread = 0.0
        for row in 0..<400 {
            for (centre, u) in reference.memberships(row, centroids).enumerated() {
                spread += u * u * reference.squaredDistance(row, centroids, centre)
            }
        }
        // Weighted squares between centroids: 16 + 0.25·16 = 20, 25 + 0.25·1 + 9 = 34.25, 81 + 0.25·25 + 9 = 96.25.
        let expected = spread / (400 * 20)
        let found = FuzzyCMeans.xieBeni(data, centroids: centroids, fuzzifier: 1.6) ?? 0
        #expect(close(found, expected, 1e-10))
        #expect(close(FuzzyCMeans.smallestSeparation(centroids, weights: weights) ?? 0, 20.0.squareRoot(), 1e-14))
    }

    @Test func `coinciding centroids have no index`() {
        let data = ClusterData(Matrix([[1], [2]]))
        #expect(FuzzyCMeans.xieBeni(data, centroids: Matrix([[1], [1]]), fuzzifier: 2) == nil)
        #expect(FuzzyCMeans.xieBeni(data, centroids: Matrix([[1]]), fuzzifier: 2) == nil)
    }

    @Test func `partition coefficient`() {
        #expect(FuzzyCMeans.partitionCoefficient(Matrix([[1, 0], [0, 1]])) == 1)
        #expect(FuzzyCMeans.partitionCoefficient(Matrix([[0.5, 0.5], [0.5, 0.5]])) == 0.5)
        #expect(FuzzyCMeans.partitionCoefficient(Matrix(rows: 0, columns: 2)) == nil)
    }
}
