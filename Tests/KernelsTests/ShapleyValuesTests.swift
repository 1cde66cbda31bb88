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

    /// Of x + y z the first part is x less its mean; y z divides as (y z + y E z − z E y − E y z) / 2, by hand.
    @Test func `a function of three inputs`() {
        let columns = [[1.0, 4], [2, 5], [3, -1]]
        let background = [[0.0, 2, 1], [1, 1, 4], [2, 0, 1]]
        let values = ShapleyValues(columns: columns, background: background, jobs: 2) { inputs in
            inputs[0].indices.map { inputs[0][$0] + inputs[1][$0] * inputs[2][$0] }
        }
        #expect(values.base == 3)
        let (meanY, meanZ, meanYZ) = (2.0, 1.0, 2.0)
        for row in 0..<2 {
            let (x, y, z) = (columns[0][row], columns[1][row], columns[2][row])
            let expected = [
                x - 1, (y * z + y * meanZ - z * meanY - meanYZ) / 2, (y * z + z * meanY - y * meanZ - meanYZ) / 2,
            ]
            for (input, number) in expected.enumerated() {
                #expect(abs(values.contributions[input][row] - number) < 1e-12)
            }
        }
    }
}
