import Kernels
import Testing

struct ShapleyValuesTests {
    /// Shapley (1953) by hand: v(1) = 1, v(2) = 2, v(12) = 5 gives 2 and 3.
    @Test func `a game of two worked by hand`() {
        #expect(shapleyValues(of: [0, 1, 2, 5], players: 2) == [2, 3])
    }

    /// The glove game: two left gloves and one right one, a pair is worth 1.
    @Test func `the glove game`() {
        let values = (0..<8).map { $0 & 4 != 0 && $0 & 3 != 0 ? 1.0 : 0 }
        for (found, expected) in zip(shapleyValues(of: values, players: 3), [1.0 / 6, 1.0 / 6, 2.0 / 3]) {
            #expect(abs(found - expected) < 1e-15)
        }
    }
}
