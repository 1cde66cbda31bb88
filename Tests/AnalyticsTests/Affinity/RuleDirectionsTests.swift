import Analytics
import Domain
import Kernels
import Reports
import Testing

struct RuleDirectionsTests {
    /// The oracle compares every pair of rules.
    @Test func `of two directions the less confident one is marked, of equal ones the second`() throws {
        var random = CounterRandom(seed: 5, stream: 0)
        var shop = AffinityShop()
        for order in 0..<400 {
            let first = random.uniform() < 0.4
            let products =
                (first ? ["A", "B"] : []) + (random.uniform() < 0.3 ? ["B"] : [])
                + ["C", "D", "E"].filter { _ in random.uniform() < 0.3 } + (random.uniform() < 0.2 ? ["F", "G"] : [])
            if !products.isEmpty {
                shop.orders.append(.init(customer: order, day: 900, products: Array(Set(products)).sorted()))
            }
        }
        var options = AffinityOptions()
        (options.minCount, options.minConfidence) = (5, 0)
        let analysis = AffinityAnalysis(of: shop.shop, options, jobs: 1)
        let section = try #require(analysis.sections.first)
        let rules = section.rules.map(\.rule)
        let expected = rules.indices.map { own in
            rules.indices.contains { other in
                rules[other].antecedent == rules[own].consequent && rules[other].consequent == rules[own].antecedent
                    && (rules[other].measures.confidence > rules[own].measures.confidence
                        || (rules[other].measures.confidence == rules[own].measures.confidence && other < own))
            }
        }
        #expect(section.isReverse == expected)
        #expect(expected.contains(true) && expected.contains(false))
        let report = AffinityReport(analysis, shop.shop)
        #expect(report.section?.rules.map(\.isReverse) == expected.map { $0 })
    }
}
