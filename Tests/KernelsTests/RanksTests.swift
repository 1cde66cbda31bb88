import Kernels
import Testing

struct RanksTests {
    @Test func `equal numbers share the mean of their ranks`() {
        #expect(ranks([10, 20, 10, 30]) == [1.5, 3, 1.5, 4])
        #expect(ranks([]) == [])
    }

    /// SciPy 1.17: `scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])` and with ties on both sides.
    @Test func `rank correlation agrees with SciPy`() throws {
        #expect(
            abs(try #require(spearmanCorrelation([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])) - 0.820_782_681_668_123_3) < 1e-12)
        #expect(abs(try #require(spearmanCorrelation([1, 1, 2, 3], [4, 3, 3, 1])) + 0.833_333_333_333_333_4) < 1e-12)
        #expect(spearmanCorrelation([1, 1], [1, 2]) == nil)
        #expect(spearmanCorrelation([1], [1]) == nil)
    }

    /// By hand: amounts 0, 0, 1, 3 in their own order have the index 2 (3 · 1 + 4 · 3) / (4 · 4) - 5/4 = 0.625; in the
    /// opposite order -0.625; the order 0, 1, 0, 3 gives 2 (2 + 12) / 16 - 5/4 = 0.5.
    @Test func `the normalised Gini index tells a perfect order from none and from a misleading one`() throws {
        let amounts = [0.0, 0, 1, 3]
        #expect(normalizedGini(scores: [1, 2, 3, 4], amounts: amounts) == 1)
        #expect(normalizedGini(scores: [4, 3, 2, 1], amounts: amounts) == -1)
        #expect(normalizedGini(scores: [7, 7, 7, 7], amounts: amounts) == 0)
        #expect(abs(try #require(normalizedGini(scores: [1, 3, 2, 4], amounts: amounts)) - 0.8) < 1e-12)
        #expect(normalizedGini(scores: [1, 2], amounts: [0, 0]) == nil)
    }
}
