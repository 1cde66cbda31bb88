import Analytics
import Domain
import Foundation
import Kernels
import Testing

struct AffinityAnalysisTests {
    /// Forty orders with tea and cups (together), forty with milk alone, over 800 days, and postage on all of them.
    private var tea: AffinityShop {
        var shop = AffinityShop()
        shop.asOfDay = 801
        shop.titles = ["T1": "TEA CUP GREEN LARGE", "T2": "TEA CUP ROSE LARGE", "P": "POSTAGE"]
        for index in 0..<40 {
            shop.add(index, day: index * 20, "T1", "T2", "P")
            shop.add(nil, day: index * 20 + 10, "M", "P")
        }
        return shop
    }

    private func options(_ change: (inout AffinityOptions) -> Void = { _ in }) -> AffinityOptions {
        var options = AffinityOptions()
        options.minCount = 2
        change(&options)
        return options
    }

    @Test func `a planted pair with its money, its windows and its marks`() throws {
        let analysis = AffinityAnalysis(of: tea.shop, options { $0.excludeProducts = ["POST*"] }, jobs: 2)
        let section = try #require(analysis.sections.first)
        #expect(analysis.sections.map(\.window) == [.allTime, .recent])
        #expect(section.baskets == 80 && section.items == 3 && section.isComplete)
        #expect(section.rules.map(\.rule.antecedent) == [[2], [3]])
        let rule = try #require(section.rules.first)
        #expect(rule.rule.measures == RuleMeasures(baskets: 80, antecedent: 40, consequent: 40, joint: 40))
        // Forty orders of three pieces for 10 each, less nothing; nobody had one cup without the other.
        #expect(rule.revenue == 40 * 30 * Money.scale && rule.reachableOrders == 0)
        #expect(rule.isBundle && rule.isVariant)
        // Always together, every second order: a lift of 2 in any stretch with as many of either kind.
        #expect(abs((rule.earlierLift ?? 0) - 2) < 0.1 && abs((rule.laterLift ?? 0) - 2) < 0.1)
        #expect(abs((rule.recentLift ?? 0) - 2) < 0.2)
    }

    @Test func `what came back whole is in no basket`() throws {
        var shop = tea
        for index in 0..<40 { shop.add(100 + index, day: index, "T1", "M", returned: ["M"]) }
        let section = try #require(AffinityAnalysis(of: shop.shop, options(), jobs: 1).sections.first)
        #expect(!section.rules.contains { $0.rule.antecedent == [2] && $0.rule.consequent == [0] })
        #expect(section.baskets == 120)
    }

    @Test func `without a rule, the nearest threshold that would give one`() throws {
        let rare = AffinityAnalysis(of: tea.shop, options { $0.minCount = 60 }, jobs: 1)
        #expect(rare.sections.first?.hint?.contains("min_count 40") == true)
        let nothing = AffinityAnalysis(of: AffinityShop().shop, options(), jobs: 1)
        #expect(nothing.sections.first?.hint?.contains("no order holds a product") == true)
    }

    /// Forty products in every one of thirty orders: 2⁴⁰ sets.
    @Test func `a support that gives too many sets ends at the budget and tells what is complete`() throws {
        var dense = AffinityShop()
        let products = (0..<40).map { "P\(10 + $0)" }
        for day in 0..<30 { dense.orders.append(.init(customer: day, day: 900 + day, products: products)) }
        let shop = dense.shop
        let analysis = AffinityAnalysis(
            of: shop,
            options {
                $0.maxSize = 0
                $0.budgetMebibytes = 1
            }, jobs: 2)
        let section = try #require(analysis.sections.first)
        #expect(!section.isComplete && (1..<40).contains(section.completeItems))
        // Every set of so many products is there, and no other.
        #expect(section.sets.count == 1 << section.completeItems - 1)
        // All sets are in all orders: only the largest one might be closed, and that is not known.
        #expect(!section.marks.areFinal)
        #expect(section.marks.isClosed.count { $0 } == 1 && section.marks.isMaximal.count { $0 } == 1)
        let names = ItemNames(shop, .product)
        let table = AffinityTables.itemsets(0..<section.sets.count, of: section, names)
        guard case .integer(let closed)? = table["is_closed"]?.values else { throw CocoaError(.coderInvalidValue) }
        #expect(closed.count { $0 == 0 } == section.sets.count - 1 && closed.count { $0 == .min } == 1)
        let report = AffinityReport.text(analysis, shop, header: Array("{}".utf8)).string
        #expect(report.contains(#""is_complete":false"#) && report.contains(#""at_most":1,"count":null"#))
    }

    @Test func `the same on any number of threads`() {
        var random = CounterRandom(seed: 3, stream: 0)
        var shop = AffinityShop()
        shop.asOfDay = 300
        for order in 0..<600 {
            let products = (0..<15).filter { _ in random.uniform() < 0.15 }.map { "P\($0)" }
            if products.isEmpty { continue }
            shop.orders.append(.init(customer: order % 90, day: order / 2, products: products))
        }
        let built = shop.shop
        let one = AffinityAnalysis(of: built, options(), jobs: 1)
        let many = AffinityAnalysis(of: built, options(), jobs: 4)
        #expect(one.sections.map(\.sets) == many.sections.map(\.sets))
        #expect(one.sections.map(\.rules) == many.sections.map(\.rules))
        let header = Array("{}".utf8)
        #expect(
            AffinityReport.text(one, built, header: header).bytes
                == AffinityReport.text(many, built, header: header).bytes)
    }
}
