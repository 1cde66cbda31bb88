import Foundation
import Kernels
import Testing

/// Baskets with nothing in them, and with one pair: how often rules are claimed, and how often the pair is found.
///
/// `make test-null` goes over many more shops and prints the figures.
struct RulesAgainstChanceTests {
    /// Products drawn independently, and the threshold of the search.
    struct Shop: Sendable, CustomTestStringConvertible {
        let baskets, items: Int
        var isZipf = false
        let minimum: Int

        var testDescription: String {
            "\(baskets) baskets of \(items) products, \(isZipf ? "Zipf" : "uniform"), from \(minimum) baskets on"
        }

        func make(_ seed: Int, pair: (together: Int, apart: Int)? = nil) -> Baskets {
            RandomBaskets.independent(
                count: baskets, shares: (0..<items).map { isZipf ? min(0.3, 0.6 / Double($0 + 2)) : 0.02 },
                seed: UInt64(seed), pair: pair)
        }

        func rules(_ baskets: Baskets) -> AssociationRules {
            let sets = FrequentItemsets.mine(baskets, minimum: minimum, maximumSize: 4).sets
            return AssociationRules.find(in: ItemsetIndex(sets), of: baskets, jobs: 2)
        }
    }

    static let shops = [
        Shop(baskets: 2_000, items: 200, minimum: 2), Shop(baskets: 1_000, items: 100, minimum: 2),
        Shop(baskets: 5_000, items: 300, isZipf: true, minimum: 5),
        Shop(baskets: 2_000, items: 300, isZipf: true, minimum: 2),
    ]

    /// Shops a kind.
    private static let count = ProcessInfo.processInfo.environment["NULL_SHOPS"].flatMap(Int.init) ?? 20

    @Test(arguments: shops)
    func `independent products give no rules`(kind: Shop) {
        let withRules = (0..<Self.count).count { kind.rules(kind.make($0)).passed > 0 }
        print("rules on \(kind.testDescription): in \(withRules) of \(Self.count) shops")
        // A shop has a rule with a probability of at most 1 %; beyond this bound with one of 0.001.
        let mean = 0.01 * Double(Self.count)
        #expect(Double(withRules) <= mean + 1 + 3.1 * mean.squareRoot())
    }

    @Test func `a pair at three times chance in fifty baskets is found`() {
        let kind = Shop(baskets: 2_000, items: 200, minimum: 2)
        let found = (0..<Self.count).count { seed in
            // 183 baskets with each: by chance 16.7 would hold both.
            kind.rules(kind.make(1_000 + seed, pair: (together: 50, apart: 133))).rules.contains {
                $0.antecedent == [0] && $0.consequent == [1]
            }
        }
        print("a pair at three times chance in 50 of 2,000 baskets: found in \(found) of \(Self.count) shops")
        #expect(Double(found) >= 0.9 * Double(Self.count))
    }
}
