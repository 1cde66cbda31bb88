import Analytics
import Domain
import Foundation
import Testing

/// Every figure of every cell, counted row by row with Foundation's calendar instead of ours.
struct CohortOracleTests {
    private struct Key: Hashable {
        let cohort: String
        let period: Int
    }

    private struct Count {
        var customers: Set<Int> = []
        var orders = 0
        var gross: Int64 = 0
        var refunded: Int64 = 0
    }

    private struct Calendar {
        var calendar = Foundation.Calendar(identifier: .iso8601)
        let granularity: CohortGranularity

        init(_ granularity: CohortGranularity, _ zone: String) {
            self.granularity = granularity
            calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        }

        func label(_ at: Instant) -> String {
            let parts = calendar.dateComponents(
                [.year, .month, .day, .weekOfYear, .yearForWeekOfYear], from: date(at))
            let (year, month, day) = (parts.year ?? 0, parts.month ?? 0, parts.day ?? 0)
            return switch granularity {
            case .day: String(format: "%04d-%02d-%02d", year, month, day)
            case .week: String(format: "%04d-W%02d", parts.yearForWeekOfYear ?? 0, parts.weekOfYear ?? 0)
            case .month: String(format: "%04d-%02d", year, month)
            case .quarter: String(format: "%04d-Q%d", year, (month + 2) / 3)
            }
        }

        func distance(_ first: Instant, _ at: Instant) -> Int {
            let (from, to) = (start(first), start(at))
            let months = calendar.dateComponents([.month], from: from, to: to).month ?? 0
            let days = calendar.dateComponents([.day], from: from, to: to).day ?? 0
            return switch granularity {
            case .day: days
            case .week: days / 7
            case .month: months
            case .quarter: months / 3
            }
        }

        private func start(_ at: Instant) -> Date {
            let unit: Foundation.Calendar.Component =
                switch granularity {
                case .day: .day
                case .week: .weekOfYear
                case .month, .quarter: .month
                }
            var start = calendar.dateInterval(of: unit, for: date(at))?.start ?? date(at)
            if granularity == .quarter {
                let month = (calendar.component(.month, from: start) - 1) % 3
                start = calendar.date(byAdding: .month, value: -month, to: start) ?? start
            }
            return start
        }

        private func date(_ at: Instant) -> Date {
            Date(timeIntervalSince1970: Double(at.microseconds) / 1e6)
        }
    }

    @Test(arguments: CohortGranularity.allCases, ["Europe/Berlin", "America/Sao_Paulo"])
    func `agrees with a count row by row`(granularity: CohortGranularity, zone: String) throws {
        let shopZone = try #require(ShopZone(identifier: zone))
        let orders = CohortShop.random(
            customers: 150, start: CohortShop.instant("2016-11-20T12:00:00Z"), days: 420, zone: shopZone, seed: 11)
        let asOf = CohortShop.instant("2018-01-16T12:00:00Z")
        let shop = CohortShop.make(orders, asOf: asOf, zone: shopZone)
        let lines = Cohorts.analyze(shop, CohortOptions(granularities: [granularity]), jobs: 2).lines(granularity)
        let calendar = Calendar(granularity, zone)
        let byCustomer = Dictionary(grouping: orders.filter { $0.customer >= 0 }, by: \.customer)
            .mapValues { $0.sorted { $0.at < $1.at } }
        let firsts = byCustomer.mapValues { $0[0].at }
        var counts: [Key: Count] = [:]
        var lasts: [Int: Int] = [:]
        for (customer, own) in byCustomer {
            for order in own {
                let period = calendar.distance(own[0].at, order.at)
                let key = Key(cohort: calendar.label(own[0].at), period: period)
                counts[key, default: Count()].customers.insert(customer)
                counts[key, default: Count()].orders += 1
                counts[key, default: Count()].gross += order.total
                counts[key, default: Count()].refunded += order.refunded
                lasts[customer] = period
            }
        }
        let cohorts = Dictionary(grouping: firsts.keys) { calendar.label(firsts[$0] ?? asOf) }
        #expect(lines.cohorts.map(\.label) == cohorts.keys.sorted())
        var wrong: [String] = []
        for line in lines.cohorts {
            let members = try #require(cohorts[line.label])
            let first = try #require(members.compactMap { firsts[$0] }.min())
            #expect(line.customers == members.count)
            #expect(line.cells.count == calendar.distance(first, Instant(microseconds: asOf.microseconds - 1)) + 1)
            var cumulative: Int64 = 0
            for cell in line.cells {
                let count = counts.removeValue(forKey: Key(cohort: line.label, period: cell.period)) ?? Count()
                let later = members.filter { (lasts[$0] ?? 0) >= cell.period }.count
                let (size, net) = (Double(members.count), count.gross - count.refunded)
                cumulative += net
                let expected: [(CohortMetric, Double)] = [
                    (.retention, Double(count.customers.count) / size), (.rollingRetention, Double(later) / size),
                    (.orders, Double(count.orders)), (.revenue, Double(net) / 10_000),
                    (.cumulativeLTV, Double(cumulative) / 10_000 / size),
                    (.averageOrderValue, count.orders > 0 ? Double(net) / 10_000 / Double(count.orders) : .nan),
                    (.refundRate, count.gross > 0 ? Double(count.refunded) / Double(count.gross) : .nan),
                ]
                for (metric, value) in expected where !isEqual(cell[metric].value, value) {
                    wrong.append("\(line.label) + \(cell.period): \(metric) is \(cell[metric].value), not \(value)")
                }
            }
        }
        #expect(counts.isEmpty && wrong.isEmpty)
    }

    /// Sums are exact, and quotients of the same numbers differ by rounding alone.
    private func isEqual(_ found: Double, _ expected: Double) -> Bool {
        found.isNaN ? expected.isNaN : abs(found - expected) <= 1e-14 * abs(expected)
    }

    @Test func `the overall line adds up the complete cells of cohorts that are seen from their beginning`() throws {
        let orders = CohortShop.random(
            customers: 400, start: CohortShop.instant("2022-01-01T12:00:00Z"), days: 300, zone: .utc, seed: 5)
        // Regulars with a gap of three days keep the mark of left truncation short.
        let regulars = (0..<300).map { day in
            CohortShop.Order(customer: 400, at: CohortShop.instant("2021-12-25").adding(days: day * 3))
        }
        let shop = CohortShop.make(orders + regulars, asOf: CohortShop.instant("2022-11-03"))
        let lines = Cohorts.analyze(shop, CohortOptions(granularities: [.week]), jobs: 1).lines(.week)
        #expect(lines.cohorts.contains { $0.isLeftTruncated } && lines.cohorts.contains { !$0.isLeftTruncated })
        for cell in lines.overall {
            let cells = lines.cohorts.filter { !$0.isLeftTruncated && $0.cells.count > cell.period }
                .map { $0.cells[cell.period] }.filter(\.isComplete)
            #expect(cells.count == cell.cohorts && !cells.isEmpty)
            for metric in [CohortMetric.retention, .orders, .revenue, .averageOrderValue, .refundRate] {
                let numerator = cells.map { $0[metric].numerator }.reduce(0, +)
                let denominator = cells.map { $0[metric].denominator }.reduce(0, +)
                #expect(abs(cell[metric].numerator - numerator) < 1e-6)
                #expect(abs(cell[metric].denominator - denominator) < 1e-6)
            }
        }
    }
}
