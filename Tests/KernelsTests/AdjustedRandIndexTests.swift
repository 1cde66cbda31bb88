import Kernels
import Testing

struct AdjustedRandIndexTests {
    /// The examples of scikit-learn's manual, and Hubert & Arabie's formula worked by hand for the third.
    @Test func `known values`() {
        #expect(adjustedRandIndex([0, 0, 1, 1], [1, 1, 0, 0]) == 1)
        #expect(abs(adjustedRandIndex([0, 0, 1, 2], [0, 0, 1, 1]) - 4.0 / 7) < 1e-15)
        #expect(adjustedRandIndex([0, 0, 0, 0], [0, 1, 2, 3]) == 0)
        #expect(adjustedRandIndex([0, 0, 1, 1], [0, 1, 0, 1]) == -0.5)
    }

    @Test func `trivial partitions`() {
        #expect(adjustedRandIndex([5, 5, 5], [2, 2, 2]) == 1)
        #expect(adjustedRandIndex([1, 2, 3], [7, 8, 9]) == 1)
        #expect(adjustedRandIndex([], []) == 1)
    }

    @Test func `only equality of labels counts, whatever their size`() {
        var random = CounterRandom(seed: 1, stream: 0)
        let a = (0..<200_000).map { _ in random.index(below: 4) }
        let b = a.map { random.uniform() < 0.9 ? $0 : random.index(below: 4) }
        let far = [-5_000_000_000, 17, Int.max, Int.min]
        let index = adjustedRandIndex(a, b)
        #expect(index == adjustedRandIndex(a.map { far[$0] }, b.map { 3 - $0 }))
        #expect(index == adjustedRandIndex(b, a))
        #expect(index > 0.7 && index < 0.9)
        #expect(abs(adjustedRandIndex(a, (0..<200_000).map { _ in random.index(below: 5) })) < 1e-3)
    }
}
