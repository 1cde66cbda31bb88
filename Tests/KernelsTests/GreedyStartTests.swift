import Kernels
import Testing

struct GreedyStartTests {
    @Test func `well separated clouds get one centroid each`() {
        var rows: [[Double]] = []
        var random = CounterRandom(seed: 1, stream: 0)
        for cloud in 0..<6 {
            for _ in 0..<100 { rows.append([Double(100 * cloud) + random.normal(), random.normal()]) }
        }
        let data = ClusterData(Matrix(rows))
        for stream in 0..<20 {
            var random = CounterRandom(seed: 2, stream: UInt64(stream))
            let start = greedyStart(data, clusters: 6, random: &random)
            let clouds = start.column(0).map { Int((($0 + 50) / 100).rounded(.down)) }
            #expect(clouds.sorted() == [0, 1, 2, 3, 4, 5])
        }
    }

    @Test func `the same stream gives the same start`() {
        let data = ClusterData(clouds(rows: 2_000, features: 4, centres: 4, missing: 0.3, seed: 1))
        var (one, two) = (CounterRandom(seed: 1, stream: 5), CounterRandom(seed: 1, stream: 5))
        let start = greedyStart(data, clusters: 7, random: &one)
        #expect(start == greedyStart(data, clusters: 7, random: &two))
        #expect(start.elements.allSatisfy { $0.isFinite })
    }

    @Test func `a centroid starts on a row`() {
        let table = clouds(rows: 50, features: 2, centres: 2, missing: 0, seed: 2)
        var random = CounterRandom(seed: 1, stream: 0)
        let start = greedyStart(ClusterData(table), clusters: 3, random: &random)
        for centre in 0..<3 {
            #expect((0..<50).contains { row in close(table[row, 0], start[centre, 0], 1e-13) })
        }
    }
}
