import Foundation
import Kernels
import Testing

/// Every rule of small baskets, from counts and factorials alone.
private struct PlainRules {
    struct Key: Hashable {
        let antecedent, consequent: [Int32]
    }

    struct Figures {
        var p = 1.0
        var q = 1.0
        var partConfidence: Double?
        var partP: Double?
        var partQ: Double?
        var confidence = 0.0
        var isPositive = false
        var isRedundant = false
    }

    private(set) var rules: [Key: Figures] = [:]
    private let supports: [[Int32]: Int]
    private let count: Int

    init(_ small: SmallBaskets, minimum: Int, maximumItems: Int) {
        supports = small.frequent(minimum: 1)
        count = small.baskets.count
        for items in small.frequent(minimum: minimum, maximumSize: maximumItems).keys where items.count > 1 {
            for mask in 1..<(1 << items.count) - 1 { add(items, mask) }
        }
        // A → B and B → A are one test: the family holds each split once, and each set of frequent items, together or not.
        let least = small.frequent(minimum: minimum).values.min() ?? 1
        let items = supports.count { $0.key.count == 1 && $0.value >= least }
        let sizes = 2...maximumItems
        for size in sizes {
            let layer = rules.filter { $0.key.antecedent.count + $0.key.consequent.count == size }
            let family = layer.filter { $0.key.antecedent.lexicographicallyPrecedes($0.key.consequent) }.map(\.value.p)
            let partFamily = layer.values.compactMap(\.partP)
            let sets = Self.choose(items, size)
            let splits = sets * Double((1 << size) / 2 - 1)
            tests += splits
            for (key, figures) in layer {
                rules[key]?.q = Self.q(figures.p, family, of: splits * Double(sizes.count))
                let extensions = sets * Double((1 << size) - 2 - size) * Double(sizes.count - 1)
                rules[key]?.partQ = figures.partP.map { Self.q($0, partFamily, of: extensions) }
            }
        }
    }

    /// The splits of all sets of frequent items.
    private(set) var tests = 0.0

    private mutating func add(_ items: [Int32], _ mask: Int) {
        let a = items.indices.filter { mask >> $0 & 1 == 1 }.map { items[$0] }
        let b = items.filter { !a.contains($0) }
        let (sA, sB, sX) = (support(a), support(b), support(items))
        var figures = Figures(p: Self.tail(sX, of: count, marked: sB, drawn: sA))
        figures.confidence = Double(sX) / Double(sA)
        figures.isPositive = sX * count > sA * sB
        let parts = (1..<(1 << a.count) - 1).map { mask in a.indices.filter { mask >> $0 & 1 == 1 }.map { a[$0] } }
        if let best = parts.map({ Double(support($0 + b)) / Double(support($0)) }).max() {
            let tails = parts.filter { Double(support($0 + b)) / Double(support($0)) == best }.map { part in
                Self.tail(sX, of: support(part), marked: support(part + b), drawn: sA)
            }
            figures.partConfidence = best
            figures.partP = tails[0]
            figures.isRedundant = best >= figures.confidence
        }
        rules[Key(antecedent: a, consequent: b)] = figures
    }

    private func support(_ items: [Int32]) -> Int { supports[items.sorted()] ?? 0 }

    private static func choose(_ n: Int, _ k: Int) -> Double {
        k < 0 || k > n ? 0 : (0..<k).reduce(1) { $0 * Double(n - $1) / Double($1 + 1) }
    }

    private static func tail(_ hits: Int, of population: Int, marked: Int, drawn: Int) -> Double {
        let terms = (hits...max(hits, min(marked, drawn))).map {
            choose(marked, $0) * choose(population - marked, drawn - $0)
        }
        return terms.reduce(0, +) / choose(population, drawn)
    }

    /// By its definition: the least p m / rank of all tests that are no better, of m tests with those not seen.
    private static func q(_ p: Double, _ family: [Double], of m: Double) -> Double {
        family.filter { $0 >= p * (1 - 1e-12) }.map { other in
            let rank = Double(family.count { $0 <= other * (1 + 1e-12) })
            return min(1, other * m / rank)
        }.min() ?? 1
    }
}

struct AssociationRulesTests {
    /// Ties between parts of one confidence and different supports are left out of the comparison of p values.
    @Test func `a thousand small sets of baskets, beside plain counting`() {
        var compared = 0
        for seed in 0..<1_000 as Range<UInt64> {
            let small = SmallBaskets(seed: seed)
            let oracle = PlainRules(small, minimum: 2, maximumItems: 3)
            let plain = oracle.rules
            let index = ItemsetIndex(FrequentItemsets.mine(small.columns, minimum: 2).sets)
            var criteria = AssociationRules.Criteria()
            (criteria.maximumItems, criteria.maximumQ, criteria.minimumConfidence) = (3, 1, 0.2)
            let found = AssociationRules.find(in: index, of: small.columns, criteria)
            #expect(found.tests == oracle.tests)
            let passing = plain.filter { $0.value.isPositive && $0.value.confidence >= 0.2 }
            #expect(found.rules.count == passing.count { !$0.value.isRedundant }, "seed \(seed)")
            #expect(found.redundant == passing.count { $0.value.isRedundant } && found.unproven == 0)
            for rule in found.rules {
                let expected = plain[.init(antecedent: rule.antecedent, consequent: rule.consequent)]
                #expect(abs(exp(rule.logP) - (expected?.p ?? -1)) < 1e-9)
                #expect(abs(exp(rule.logQ) - (expected?.q ?? -1)) < 1e-9)
                #expect(abs((rule.bestPart?.confidence ?? -1) - (expected?.partConfidence ?? -1)) < 1e-12)
                compared += 1
            }
        }
        #expect(compared > 10_000)
    }

    @Test func `a chance companion of a true pair is no rule`() {
        // 0 brings 1; 2 stands in every second basket whatever else is there.
        let baskets = (0..<400).map { index -> [Int32] in
            let pair: [Int32] = index % 4 == 0 ? [0, 1] : index % 4 == 1 ? [1] : []
            return pair + (index / 4 % 2 == 0 ? [2] : [])
        }
        let columns = Baskets(baskets, itemCount: 3)
        let found = AssociationRules.find(
            in: ItemsetIndex(FrequentItemsets.mine(columns, minimum: 1).sets), of: columns)
        #expect(found.rules.prefix(2).map(\.antecedent) == [[0], [1]])
        #expect(!found.rules.contains { $0.antecedent.contains(2) } && found.redundant > 0)
    }

    @Test func `the same rules on any number of threads`() {
        let baskets = RandomBaskets.thin(count: 3_000, items: 60, seed: 5)
        let index = ItemsetIndex(FrequentItemsets.mine(baskets, minimum: 6).sets)
        var criteria = AssociationRules.Criteria()
        criteria.maximumQ = 1
        let one = AssociationRules.find(in: index, of: baskets, criteria)
        #expect(one.rules.count > 100)
        #expect(AssociationRules.find(in: index, of: baskets, criteria, jobs: 5) == one)
    }
}

struct RuleMeasuresTests {
    @Test func `never apart, and only by chance together`() {
        let always = RuleMeasures(baskets: 10, antecedent: 4, consequent: 4, joint: 4)
        #expect(always.conviction == nil && always.confidence == 1 && abs(always.zhang - 1) < 1e-15)
        let chance = RuleMeasures(baskets: 100, antecedent: 20, consequent: 50, joint: 10)
        #expect(chance.lift == 1 && !chance.isPositive && abs(chance.leverage) < 1e-15 && abs(chance.zhang) < 1e-15)
        // Everything is in every basket: nothing can be told.
        #expect(RuleMeasures(baskets: 5, antecedent: 5, consequent: 5, joint: 5).zhang == 0)
    }
}
