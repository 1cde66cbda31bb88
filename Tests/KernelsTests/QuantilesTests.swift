import Kernels
import Testing

struct QuantilesTests {
    /// R: `quantile(c(1, 2, 4, 8, 16), c(0, .1, .25, .5, .9, 1), type = 7)`.
    @Test func `type 7 as R prints it`() {
        let expected = [1, 1.4, 2, 4, 12.8, 16]
        let found = quantiles([16, 2, 8, 1, 4], [0, 0.1, 0.25, 0.5, 0.9, 1])
        for (a, b) in zip(found ?? [], expected) { #expect(abs(a - b) < 1e-12) }
        #expect(found?.count == expected.count)
    }

    @Test func `missing values are left out`() {
        #expect(median([.nan, 3, .nan, 1]) == 2)
        #expect(median([.nan]) == nil)
        #expect(quantile([], 0.5) == nil)
        #expect(quantile([7], 0.3) == 7)
    }

    @Test(arguments: 0..<40)
    func `selection equals a sort`(seed: Int) {
        var random = CounterRandom(seed: 7, stream: UInt64(seed))
        let count = 1 + random.index(below: 3_000)
        // Few distinct values on odd seeds: ties are what breaks a partition.
        let values = (0..<count).map { _ in
            seed % 2 == 0 ? random.normal() : Double(random.index(below: 5))
        }
        let shares = (0..<7).map { _ in random.uniform() } + [0, 0.5, 1]
        let sorted = values.sorted()
        #expect(quantiles(values, shares) == shares.map { quantile(sorted, $0) ?? .nan })
    }

    @Test func `sorted and organ-pipe input`() {
        let rising = (0..<10_000).map(Double.init)
        #expect(quantiles(rising, [0.25, 0.75]) == [2_499.75, 7_499.25])
        #expect(quantiles(rising.reversed(), [0.25, 0.75]) == [2_499.75, 7_499.25])
        #expect(median(rising + rising.reversed()) == 4_999.5)
    }
}
