import Analytics
import Domain
import Foundation
import Kernels
import Reports
import Tables
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

    @Test(arguments: [
        ("JUMBO BAG RED RETROSPOT", "JUMBO BAG PINK POLKADOT", true),
        ("CHARLOTTE BAG PINK POLKADOT", "RED RETROSPOT CHARLOTTE BAG", true),
        ("TEA CUP", "TEA CUP", false), ("TEA CUP GREEN", "COFFEE CUP GREY", false), ("BAG OF NUTS", "BAG", false),
    ])
    func `variants are told by their titles`(first: String, second: String, areVariants: Bool) throws {
        var shop = tea
        (shop.titles["T1"], shop.titles["T2"]) = (first, second)
        let section = try #require(AffinityAnalysis(of: shop.shop, options(), jobs: 1).sections.first)
        let rule = try #require(section.rules.first { $0.rule.antecedent == [2] && $0.rule.consequent == [3] })
        #expect(rule.isVariant == areVariants)
    }

    @Test func `what came back whole is in no basket`() throws {
        var shop = tea
        for index in 0..<40 { shop.add(100 + index, day: index, "T1", "M", returned: ["M"]) }
        let section = try #require(AffinityAnalysis(of: shop.shop, options(), jobs: 1).sections.first)
        #expect(!section.rules.contains { $0.rule.antecedent == [2] && $0.rule.consequent == [0] })
        #expect(section.baskets == 120)
    }

    @Test func `without a rule, the nearest threshold that would give one`() throws {
        func hint(_ shop: AffinityShop, _ change: (inout AffinityOptions) -> Void) -> String? {
            AffinityAnalysis(of: shop.shop, options(change), jobs: 1).sections.first?.hint
        }
        #expect(hint(tea) { $0.minCount = 60 }?.contains("min_count with one is 40 (a min_support of 0.5)") == true)
        #expect(hint(tea) { $0.minCount = 40 } == nil)
        #expect(hint(tea) { $0.maxSize = 1 }?.contains("max_size is 1") == true)
        #expect(hint(AffinityShop()) { _ in }?.contains("no order holds a product") == true)
        var apart = AffinityShop()
        for day in 0..<60 { apart.add(day, day: day, "P\(day % 3)") }
        #expect(hint(apart) { _ in }?.contains("whatever the threshold") == true)
    }

    /// The commonest pair, milk and bread, is together as often as by chance; tea and cups are ten times, and never apart.
    @Test func `the nearest threshold is that of a rule, not of the commonest pair`() throws {
        var shop = AffinityShop()
        for day in 0..<400 {
            let rare = day < 10 ? ["T", "C"] : ["N"]
            let products = (day % 2 == 0 ? ["M"] : []) + (day / 2 % 2 == 0 ? ["B"] : []) + rare
            shop.orders.append(.init(customer: day, day: day, products: products))
        }
        let none = AffinityAnalysis(of: shop.shop, options { $0.minCount = 150 }, jobs: 2)
        let hint = try #require(none.sections.first?.hint)
        let words = hint.split(separator: " ").map(String.init)
        let place = try #require(words.firstIndex(of: "is"))
        let count = try #require(Int(words[place + 1]))
        #expect(count == 10)
        for (minimum, hasRule) in [(count, true), (count + 1, false)] {
            let found = AffinityAnalysis(of: shop.shop, options { $0.minCount = minimum }, jobs: 2)
            #expect(found.sections.first?.rules.isEmpty == !hasRule)
        }
    }

    @Test func `as many sets as are asked for, with those that tie`() throws {
        // Postage is in all 80 baskets, everything else in 40.
        let section = try #require(
            AffinityAnalysis(
                of: tea.shop,
                options {
                    ($0.minCount, $0.top) = (nil, 1)
                }, jobs: 2
            ).sections.first)
        #expect(section.minimumCount == 80 && section.sets.count == 1 && section.thresholdAsked == 80)
    }

    /// Forty products in every one of thirty orders: 2⁴⁰ sets, of which one is closed.
    @Test func `a support that gives too many sets ends at the budget and tells what is complete`() throws {
        var dense = AffinityShop()
        let products = (0..<40).map { "P\(10 + $0)" }
        for day in 0..<30 { dense.orders.append(.init(customer: day, day: 900 + day, products: products)) }
        let (shop, analysis) = (dense.shop, smallBudget(dense))
        let section = try #require(analysis.sections.first)
        #expect(!section.isComplete && (1..<40).contains(section.completeItems))
        // Every set of so many products is there, and no other.
        #expect(section.sets.count == 1 << section.completeItems - 1)
        // All sets are in all orders: only the largest one is closed, and it is beyond the budget.
        #expect(section.marks.areFinal && section.closedCount == 1 && section.maximalCount == 1)
        let parts = AffinityTables.itemsetParts(of: section)
        let table = AffinityTables.itemsets(try #require(parts.last), of: section, ItemNames(shop, .product))
        #expect(parts.last?.upperBound == section.sets.count + 1)
        guard case .integer(let closed)? = table[named: "is_closed"],
            case .integer(let sizes)? = table[named: "size"]
        else { throw CocoaError(.coderInvalidValue) }
        #expect(closed.last == 1 && sizes.last == 40 && closed.dropLast().allSatisfy { $0 == 0 })
        let report = String(decoding: try SortedJSON.bytes(AffinityReport(analysis, shop)), as: UTF8.self)
        #expect(report.contains(#""is_complete":false"#) && report.contains(#""at_most":1,"count":1"#))
    }

    /// Of forty products each order lacks one: every set is closed, and there are too many of them.
    @Test func `where closed sets too are beyond the budget, what is known of them is told`() throws {
        var lacking = AffinityShop()
        for day in 0..<40 {
            let products = (0..<40).filter { $0 != day }.map { "P\(10 + $0)" }
            lacking.orders.append(.init(customer: day, day: 900 + day, products: products))
        }
        let (shop, analysis) = (lacking.shop, smallBudget(lacking))
        let section = try #require(analysis.sections.first)
        #expect(!section.isComplete && !section.marks.areFinal && section.closedBeyond.count == 0)
        let table = AffinityTables.itemsets(0..<section.sets.count, of: section, ItemNames(shop, .product))
        guard case .integer(let closed)? = table[named: "is_closed"],
            case .integer(let maximal)? = table[named: "is_maximal"]
        else { throw CocoaError(.coderInvalidValue) }
        // No larger set is in as many orders, but nobody knows; all but the largest of those found are surely not maximal.
        #expect(closed.allSatisfy { $0 == .min } && maximal.contains(0) && maximal.contains(.min))
        let report = String(decoding: try SortedJSON.bytes(AffinityReport(analysis, shop)), as: UTF8.self)
        #expect(report.contains(#""at_most":\#(section.sets.count),"count":null"#))
    }

    private func smallBudget(_ shop: AffinityShop) -> AffinityAnalysis {
        AffinityAnalysis(
            of: shop.shop,
            options {
                ($0.maxSize, $0.budgetMebibytes) = (0, 1)
            }, jobs: 2)
    }

    /// The oracle is the search for all sets without a limit, marked by themselves.
    @Test func `with a limit of size, closed and maximal are told by all larger sets`() throws {
        var random = CounterRandom(seed: 12, stream: 0)
        var shop = AffinityShop()
        for order in 0..<300 {
            let products = (0..<9).filter { _ in random.uniform() < 0.5 }.map { "P\($0)" }
            if !products.isEmpty { shop.orders.append(.init(customer: order, day: 900, products: products)) }
        }
        func marks(_ size: Int) throws -> [[Int32]: [Bool]] {
            let analysis = AffinityAnalysis(of: shop.shop, options { ($0.minCount, $0.maxSize) = (12, size) }, jobs: 2)
            let section = try #require(analysis.sections.first)
            #expect(section.marks.areFinal && section.closedBeyond.count == 0)
            return Dictionary(
                uniqueKeysWithValues: (0..<section.sets.count).map {
                    (section.sets.items(of: $0), [section.marks.isClosed[$0], section.marks.isMaximal[$0]])
                })
        }
        let all = try marks(0)
        #expect(try marks(3) == all.filter { $0.key.count <= 3 } && all.keys.contains { $0.count > 3 })
    }

    /// A till books 32,000 lines under one id: counting pairs within it would take its square.
    @Test func `an account that outweighs the shop is left out, and the report says so`() throws {
        var shop = AffinityShop()
        shop.asOfDay = 300
        let products = (0..<100).map { "P\(100 + $0)" }
        for order in 0..<320 { shop.orders.append(.init(customer: 0, day: order / 4, products: products)) }
        for customer in 1...40 {
            shop.add(customer, day: 50, "P100")
            shop.add(customer, day: 80, "Q")
        }
        let built = shop.shop
        let analysis = AffinityAnalysis(of: built, options { ($0.maxSize, $0.minCount) = (2, 350) }, jobs: 2)
        let bound = try #require(analysis.bounded.first)
        #expect(analysis.bounded.count == 1 && bound.contains("c1000") && bound.contains("320 orders"))
        // Baskets keep its orders; what follows what, and what is offered, does not know them.
        #expect(analysis.sections.first?.baskets == 400 && analysis.crossSell.offers[0].isEmpty)
        #expect(AffinityReport(analysis, built).bounded == analysis.bounded)
    }

    @Test func `the same on any number of threads`() throws {
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
        #expect(try SortedJSON.bytes(AffinityReport(one, built)) == SortedJSON.bytes(AffinityReport(many, built)))
    }
}
