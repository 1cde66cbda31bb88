import Kernels
import Testing

/// Point sets with known clusters, on which fuzzy c-means has one best solution.
@Suite(.enabled(if: ReferenceClustering.areAvailable, "the shared clustering data are absent"), .serialized)
struct PublishedClusteringTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let clusters: Int
        /// The objective of the run started at the true centres, to seven digits; `nil` where none is published.
        let objective: Double?
        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "sipu_a1", clusters: 20, objective: 7.599420e9),
        Case(name: "sipu_a2", clusters: 35, objective: 1.170285e10),
        Case(name: "sipu_a3", clusters: 50, objective: 1.610611e10),
        Case(name: "sipu_unbalance", clusters: 8, objective: 1.926156e11),
        Case(name: "fcps_hepta", clusters: 7, objective: nil),
    ]

    @Test(arguments: cases)
    func `greedy starts find what the true centres lead to`(_ example: Case) throws {
        let known = try ReferenceClustering(named: example.name)
        let data = ClusterData(known.points)
        let options = FuzzyCMeans.Options(fuzzifier: 2, tolerance: 1e-9, maximumIterations: 2_000, jobs: 2)
        let best = FuzzyCMeans.fit(data, clusters: example.clusters, restarts: 50, seed: 1, options: options)
        let reference = FuzzyCMeans.fit(data, start: known.labelMeans, options: options)
        #expect(best.objective <= reference.objective * (1 + 1e-6))
        if let published = example.objective { #expect(close(reference.objective, published, 1e-6)) }
        let hardened = FuzzyCMeans.labels(data, centroids: best.centroids)
        let labelled = known.labels.indices.filter { known.labels[$0] != 0 }
        #expect(adjustedRandIndex(labelled.map { hardened[$0] }, labelled.map { known.labels[$0] }) >= 0.95)
        let memberships = FuzzyCMeans.memberships(data, centroids: best.centroids, fuzzifier: 2)
        #expect((0..<data.count).allSatisfy { abs(memberships.row($0).reduce(0, +) - 1) < 1e-12 })
    }
}
