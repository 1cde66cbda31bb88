import Analytics
import Domain
import Kernels
import Testing

struct IntervalTests {
    /// Newcombe (1998), "Two-sided confidence intervals for the single proportion", Table I, method 3.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
    ])
    func `Wilson's interval is the published one`(count: Int, total: Int, lower: Double, upper: Double) {
        let interval = Interval.wilson(count, of: total)
        #expect(abs(interval.lower - lower) < 5e-5 && abs(interval.upper - upper) < 5e-5)
    }

    @Test func `Wilson's interval of nobody is missing and of everybody ends at 1`() {
        #expect(Interval.wilson(0, of: 0).lower.isNaN)
        #expect(Interval.wilson(7, of: 7).upper == 1)
    }

    /// Any printed table of Student's distribution.
    @Test(arguments: [
        (1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (5, 2.5706), (10, 2.2281), (30, 2.0423), (100, 1.9840),
        (1_000_000, 1.9600),
    ])
    func `Student's quantile is the one in the tables`(degrees: Int, quantile: Double) {
        #expect(abs(studentT975(degreesOfFreedom: degrees) - quantile) < 1e-4)
    }

    /// Simulated cohorts of one day whose customers are all alike: order values are exponential with mean 50, one order in
    /// five is refunded in full.
    @Test func `bootstrap intervals hold the truth about as often as they say`() {
        let day = CohortShop.instant("2024-01-01T12:00:00Z")
        let cohorts = 600
        var orders: [CohortShop.Order] = []
        for cohort in 0..<cohorts {
            var random = CounterRandom(seed: 2024, stream: UInt64(cohort))
            for customer in cohort * 60..<cohort * 60 + 60 {
                for _ in 0..<1 + random.poisson(mean: 0.5) {
                    let total = Int64(500_000 * random.exponential())
                    orders.append(
                        CohortShop.Order(
                            customer: customer, at: day.adding(days: cohort), total: total,
                            refunded: random.uniform() < 0.2 ? total : 0))
                }
            }
        }
        let shop = makeFast(orders, asOf: day.adding(days: cohorts + 1))
        let lines = Cohorts.analyze(shop, CohortOptions(granularities: [.day]), jobs: 2).lines(.day)
        let truths: [(CohortMetric, Double)] = [
            (.averageOrderValue, 40), (.refundRate, 0.2), (.orders, 90), (.revenue, 3600), (.cumulativeLTV, 60),
        ]
        for (metric, truth) in truths {
            let held = lines.cohorts.map { $0.cells[0][metric].interval }
                .filter { $0.lower <= truth && truth <= $0.upper }.count
            let coverage = Double(held) / Double(cohorts)
            print("coverage of \(metric.rawValue): \(coverage)")
            // 600 cohorts know a coverage of 95 % to ±1.7 %, and percentile intervals of skewed sums run a little short.
            #expect((0.91...0.98).contains(coverage))
        }
    }

    @Test func `customers who do not differ show no spread`() {
        let day = CohortShop.instant("2024-01-01T12:00:00Z")
        let orders = (0..<5).map { CohortShop.Order(customer: $0, at: day) }
        let shop = CohortShop.make(orders, asOf: day.adding(days: 2))
        let cells = Cohorts.analyze(shop, CohortOptions(granularities: [.day]), jobs: 1).lines(.day).cohorts[0].cells
        for metric in [CohortMetric.orders, .revenue, .cumulativeLTV, .averageOrderValue, .refundRate] {
            #expect(cells[0][metric].interval.lower.isNaN)
            #expect(cells[1][metric].interval.lower.isNaN || metric == .cumulativeLTV)
        }
    }

    /// ``CohortShop/make(_:asOf:zone:observesRefunds:)`` looks through all orders for every customer; these come sorted.
    private func makeFast(_ orders: [CohortShop.Order], asOf: Instant) -> Shop {
        var shop = CohortShop.make([], asOf: asOf)
        for (index, order) in orders.enumerated() {
            shop.orders.customer.append(Int32(order.customer))
            shop.orders.orderedAt.append(order.at.microseconds)
            shop.orders.localDay.append(ShopZone.utc.local(order.at.microseconds).day)
            shop.orders.localSecond.append(43_200)
            shop.orders.total.append(order.total)
            shop.orders.refunded.append(order.refunded)
            guard index + 1 == orders.count || orders[index + 1].customer != order.customer else { continue }
            shop.customers.ids.append("c" + order.customer.padded(to: 6))
            shop.customers.orderStart.append(Int32(shop.orders.count))
        }
        shop.observedFrom = orders[0].at
        return shop
    }
}
