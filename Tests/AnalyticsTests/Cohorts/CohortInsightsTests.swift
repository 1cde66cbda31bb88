import Analytics
import Domain
import Foundation
import Kernels
import Reports
import Testing

/// Shops whose customers come back by chance alone: a hundred begin in each of fourteen months, and each of them orders in
/// any later month with a chance of their own, for amounts around a level of their own: both lognormal, so that the tenth
/// of the orders that is largest makes a third of the revenue.
private struct HomogeneousShop {
    let shop: Shop

    /// The chances are high enough that gaps are short, and few cohorts look as if they had begun before the records.
    ///
    /// In the favoured cohort and period, the chance is 0.35 higher; in the dear one, amounts are three times as high.
    init(seed: UInt64, favoured: (cohort: Int, period: Int)? = nil, dear: (cohort: Int, period: Int)? = nil) {
        var random = CounterRandom(seed: 77, stream: seed)
        var small = AffinityShop()
        small.asOfDay = 14 * 30 + 364
        for customer in 0..<1_400 {
            let cohort = customer / 100
            let chance = 0.3 + 0.4 * random.uniform()
            small.orders.append(.init(customer: customer, day: Self.day(cohort, &random), products: ["P"]))
            for month in cohort + 1..<26 {
                let isFavoured = favoured.map { $0.cohort == cohort && $0.period == month - cohort } ?? false
                guard random.uniform() < chance + (isFavoured ? 0.35 : 0) else { continue }
                small.orders.append(.init(customer: customer, day: Self.day(month, &random), products: ["P"]))
            }
        }
        shop = Self.priced(small.shop, seed: seed, dear: dear)
    }

    /// Customers stand in the order of their cohorts, a hundred in each.
    private static func priced(_ shop: Shop, seed: UInt64, dear: (cohort: Int, period: Int)?) -> Shop {
        var (shop, random) = (shop, CounterRandom(seed: 78, stream: seed))
        for customer in 0..<shop.customers.count {
            let level = 3 + 0.6 * random.normal()
            for order in shop.customers.orders(of: customer) {
                let month = Int(CohortGranularity.month.period(ofDay: shop.orders.localDay[order])) - 1970 * 12
                let isDear = dear.map { $0.cohort == customer / 100 && month == $0.cohort + $0.period } ?? false
                let amount = exp(level + 0.7 * random.normal()) * (isDear ? 3 : 1)
                shop.orders.total[order] = Int64(amount * Double(Money.scale))
            }
        }
        return shop
    }

    /// A day within a calendar month of 1970 and 1971.
    private static func day(_ month: Int, _ random: inout CounterRandom) -> Int {
        let first = Int(CohortGranularity.month.firstDay(ofPeriod: Int32(1970 * 12 + month)))
        return first + random.index(below: 28)
    }

    func insights() -> [CohortInsight] {
        Cohorts.analyze(shop, CohortOptions(granularities: [.month]), jobs: 2).insights
    }
}

struct CohortInsightsTests {
    /// At a false discovery rate of 5 %, about 10 of 200 shops without any difference may have one; more than 20 would be a
    /// chance of one in a thousand.
    @Test func `of 200 shops without a difference, at most 20 have an insight`() {
        let found = Partitions.map(0..<200, jobs: 2) { HomogeneousShop(seed: UInt64($0)).insights().count }
        #expect(found.count { $0 > 0 } <= 20)
    }

    @Test func `a month of large orders is found and named`() throws {
        let insights = HomogeneousShop(seed: 5, dear: (cohort: 9, period: 6)).insights()
        let first = try #require(insights.first)
        #expect(first.cohort == "1970-10" && first.period == 6 && first.metric == .averageOrderValue)
        #expect(first.lower > 0 && first.difference > first.lower && first.upper > first.difference)
        #expect(first.text.contains("orders of customers of 1970-10 were larger in month 6") && first.qValue < 0.001)
    }

    @Test func `a month that stands out is found and named`() throws {
        let insights = HomogeneousShop(seed: 5, favoured: (cohort: 9, period: 6)).insights()
        let first = try #require(insights.first)
        #expect(first.cohort == "1970-10" && first.period == 6 && first.metric == .retention)
        #expect(first.lower < 0.35 && first.upper > 0.2 && first.lower > 0 && first.qValue < 0.001)
        #expect(first.text.contains("1970-10") && first.text.contains("more"))
    }
}

struct CohortBreakdownTests {
    @Test func `the parts of a cohort add up to it`() throws {
        var shop = HomogeneousShop(seed: 1).shop
        shop.customers.countries = StringTable(["AT", "DE"])
        shop.customers.country = (0..<shop.customers.count).map { Int32($0 % 3) - 1 }
        let options = CohortOptions(granularities: [.quarter], breakdowns: [.country])
        let analysis = Cohorts.analyze(shop, options, jobs: 2)
        #expect(Set(analysis.breakdowns.map(\.name)) == ["country=unknown", "country=AT", "country=DE"])
        for line in try #require(analysis.granularities.first).cohorts {
            let parts = analysis.breakdowns.compactMap { part in
                part.lines.cohorts.first { $0.label == line.label }
            }
            #expect(parts.map(\.customers).reduce(0, +) == line.customers)
            for cell in line.cells {
                for metric in [CohortMetric.retention, .orders, .revenue] {
                    let sum = parts.map { $0.cells[cell.period][metric].numerator }.reduce(0, +)
                    #expect(abs(sum - cell[metric].numerator) < 1e-6)
                }
            }
        }
    }

    @Test func `archetypes and segments cut cohorts by what is known tonight`() throws {
        let shop = HomogeneousShop(seed: 1).shop
        let labels = CohortLabels(
            names: ["loyal", "rare"], ofCustomer: (0..<shop.customers.count).map { Int32($0 % 3) - 1 })
        let options = CohortOptions(granularities: [.quarter], breakdowns: [.archetype, .segment(.purchaseValue)])
        let analysis = Cohorts.analyze(
            shop, options, labels: [.archetype: labels, .segment(.purchaseValue): labels], jobs: 2)
        #expect(
            Set(analysis.breakdowns.map(\.name))
                == Set(
                    ["archetype", "purchase_value"].flatMap { name in
                        ["loyal", "rare", "unobserved"].map { "\(name)=\($0)" }
                    }))
        let customers = analysis.breakdowns.filter { $0.breakdown == .archetype }.flatMap(\.lines.cohorts)
            .map(\.customers).reduce(0, +)
        #expect(customers == shop.customers.count)
        let text = String(decoding: try SortedJSON.bytes(CohortReport(analysis)), as: UTF8.self)
        #expect(text.contains(#""part_known_by":"tonight""#))
    }
}
