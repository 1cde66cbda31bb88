import Kernels
import Testing

struct MomentsTests {
    /// The worked example of Welford's algorithm with mean 10 and variance 30 whatever the offset.
    @Test(arguments: [0, 1e9])
    func `a large offset costs no digits`(offset: Double) {
        let moments = Moments([4, 7, 13, 16].map { $0 + offset })
        #expect(moments.count == 4)
        #expect(moments.mean == 10 + offset)
        #expect(moments.sampleVariance == 30)
        #expect(moments.populationVariance == 22.5)
    }

    @Test func `parts merge to the whole`() {
        var random = CounterRandom(seed: 1, stream: 0)
        let column = (0..<1_000).map { _ in random.normal() }
        var merged = Moments()
        for part in stride(from: 0, to: 1_000, by: 77) {
            merged.merge(Moments(Array(column[part..<min(1_000, part + 77)])))
        }
        let whole = Moments(column)
        #expect(merged.count == 1_000)
        #expect(abs(merged.mean - whole.mean) < 1e-14)
        #expect(abs((merged.sampleVariance ?? 0) - (whole.sampleVariance ?? 1)) < 1e-13)
    }

    @Test func `too little data gives no value`() {
        #expect(Moments().populationVariance == nil)
        #expect(Moments([3, .nan]).sampleVariance == nil)
        #expect(Moments([3, .nan]).populationVariance == 0)
        var empty = Moments()
        empty.merge(Moments([1, 2]))
        #expect(empty == Moments([1, 2]))
    }
}
