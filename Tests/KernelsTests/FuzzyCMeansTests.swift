import Kernels
import Testing

struct FuzzyCMeansTests {
    @Test(arguments: [2, 1.8, 1.6, 1.4, 1.2, 1.5, 3], [0, 0.3])
    func `agrees with the formulas written down cell by cell`(fuzzifier: Double, missing: Double) {
        let table = clouds(rows: 1_300, features: 4, centres: 3, missing: missing, seed: 11)
        let weights = [1, 0.25, 2, 1]
        let reference = FuzzyCMeansReference(table: table, weights: weights, fuzzifier: fuzzifier)
        let data = ClusterData(table, weights: weights)
        var random = CounterRandom(seed: 3, stream: 0)
        var centroids = greedyStart(data, clusters: 5, random: &random)
        for passes in 1...4 {
            let fit = FuzzyCMeans.fit(
                data, start: centroids, options: .init(fuzzifier: fuzzifier, tolerance: 0, maximumIterations: 1))
            #expect(close(fit.objective, reference.objective(centroids), 1e-11), "pass \(passes)")
            let next = FuzzyCMeans.fit(
                data, start: centroids, options: .init(fuzzifier: fuzzifier, tolerance: 0, maximumIterations: 2))
            centroids = reference.moved(centroids)
            for (a, b) in zip(next.centroids.elements, centroids.elements) { #expect(close(a, b, 1e-11)) }
        }
        let memberships = FuzzyCMeans.memberships(data, centroids: centroids, fuzzifier: fuzzifier)
        for row in 0..<table.rows {
            for (a, b) in zip(memberships.row(row), reference.memberships(row, centroids)) {
                #expect(abs(a - b) < 1e-10)
            }
            #expect(abs(memberships.row(row).reduce(0, +) - 1) < 1e-12)
        }
    }

    @Test(arguments: 0..<40)
    func `the objective never rises with missing cells`(seed: Int) {
        let m = [2, 1.8, 1.6, 1.4, 1.2][seed % 5]
        let data = ClusterData(
            clouds(rows: 300, features: 5, centres: 3, missing: 0.4, seed: UInt64(seed)),
            weights: [1, 0.25, 1, 0.25, 1])
        var random = CounterRandom(seed: 5, stream: UInt64(seed))
        let start = greedyStart(data, clusters: 4, random: &random)
        var previous = Double.infinity
        for passes in 1...60 {
            let objective = FuzzyCMeans.fit(
                data, start: start, options: .init(fuzzifier: m, tolerance: 0, maximumIterations: passes)
            ).objective
            #expect(objective <= previous * (1 + 1e-12), "pass \(passes)")
            previous = objective
        }
    }

    @Test(arguments: [0, 0.3])
    func `any number of threads gives the same bytes`(missing: Double) {
        let data = ClusterData(clouds(rows: 9_000, features: 6, centres: 4, missing: missing, seed: 2))
        let one = FuzzyCMeans.fit(data, clusters: 5, restarts: 4, seed: 9, options: .init(fuzzifier: 1.6, jobs: 1))
        let three = FuzzyCMeans.fit(data, clusters: 5, restarts: 4, seed: 9, options: .init(fuzzifier: 1.6, jobs: 3))
        #expect(one == three)
        let again = FuzzyCMeans.fit(
            data, start: one.centroids, options: .init(fuzzifier: 1.6, tolerance: 1e-12, jobs: 1))
        let twice = FuzzyCMeans.fit(
            data, start: one.centroids, options: .init(fuzzifier: 1.6, tolerance: 1e-12, jobs: 2))
        #expect(again == twice)
        #expect(
            FuzzyCMeans.memberships(data, centroids: one.centroids, fuzzifier: 1.6, jobs: 1)
                == FuzzyCMeans.memberships(data, centroids: one.centroids, fuzzifier: 1.6, jobs: 2))
    }

    @Test(arguments: [2, 1.4, 1.3])
    func `a point on a centre belongs to it wholly`(fuzzifier: Double) {
        // Far from the origin and close together: where distances by products lose their digits.
        let table = Matrix([[1e6 + 1, 3], [1e6 + 2, 3], [1e6 + 1, 7], [1e6 + 9, .nan], [.nan, .nan]])
        let data = ClusterData(table, weights: [1, 0.3])
        let centroids = Matrix([[1e6 + 1, 3], [1e6 + 2, 3], [1e6 + 9, 40], [1e6 + 2, 3]])
        let memberships = FuzzyCMeans.memberships(data, centroids: centroids, fuzzifier: fuzzifier)
        #expect(Array(memberships.row(0)) == [1, 0, 0, 0])
        #expect(Array(memberships.row(1)) == [0, 0.5, 0, 0.5])
        #expect(Array(memberships.row(3)) == [0, 0, 1, 0])
        #expect(Array(memberships.row(4)) == [0.25, 0.25, 0.25, 0.25])
        #expect(FuzzyCMeans.labels(data, centroids: centroids)[1] == 1)
    }

    @Test(arguments: [2, 1.2])
    func `identical rows`(fuzzifier: Double) {
        let data = ClusterData(Matrix([[Double]](repeating: [3, 0.1, -7], count: 50)))
        let fit = FuzzyCMeans.fit(data, clusters: 3, restarts: 2, seed: 1, options: .init(fuzzifier: fuzzifier))
        #expect(fit.objective == 0)
        #expect(fit.converged)
        #expect(fit.coincidentCentroids == 2)
        let memberships = FuzzyCMeans.memberships(data, centroids: fit.centroids, fuzzifier: fuzzifier)
        #expect(memberships.elements.allSatisfy { abs($0 - 1.0 / 3) < 1e-15 })
    }

    @Test(arguments: [2, 1.8, 1.6, 1.4, 1.2])
    func `more clusters than distinct rows`(fuzzifier: Double) {
        let rows = (0..<60).map { row in [Double(row % 3), Double(row % 3 == 1 ? 5 : 0)] }
        let data = ClusterData(Matrix(rows))
        let fit = FuzzyCMeans.fit(data, clusters: 5, restarts: 3, seed: 4, options: .init(fuzzifier: fuzzifier))
        #expect(fit.objective < 1e-12)
        #expect(fit.centroids.elements.allSatisfy { $0.isFinite })
        #expect(fit.coincidentCentroids == 2)
        #expect(fit.converged)
    }

    @Test func `a feature that nobody has keeps its start`() {
        let table = Matrix([[1, .nan], [2, .nan], [8, .nan], [9, .nan]])
        let fit = FuzzyCMeans.fit(ClusterData(table), start: Matrix([[0, 5], [10, -5]]))
        #expect(fit.centroids.column(1) == [5, -5])
        #expect(close(fit.centroids[0, 0], 1.5, 0.05))
    }

    @Test func `subsets keep the coordinates of the whole`() {
        let table = clouds(rows: 500, features: 3, centres: 2, missing: 0.2, seed: 8)
        let data = ClusterData(table, weights: [1, 2, 0.5])
        let picked = [7, 3, 499, 20]
        let centroids = Matrix([[100, 101, 99], [95, 95, 95]])
        let part = FuzzyCMeans.memberships(data.selecting(rows: picked), centroids: centroids, fuzzifier: 1.8)
        let whole = FuzzyCMeans.memberships(data, centroids: centroids, fuzzifier: 1.8)
        for (row, source) in picked.enumerated() {
            for (a, b) in zip(part.row(row), whole.row(source)) { #expect(close(a, b, 1e-13)) }
        }
    }
}

/// Whether two numbers agree to a share of the larger one.
func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
    abs(a - b) <= tolerance * max(abs(a), abs(b))
}
