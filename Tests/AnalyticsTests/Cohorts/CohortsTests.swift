import Analytics
import Domain
import Reports
import Tables
import Testing

struct CohortsTests {
    private func daily(_ orders: [CohortShop.Order], asOf: String) -> CohortAnalysis {
        Cohorts.analyze(
            CohortShop.make(orders, asOf: CohortShop.instant(asOf)), CohortOptions(granularities: [.day]), jobs: 1)
    }

    private func order(_ customer: Int, _ day: String, total: Int64 = 100_000) -> CohortShop.Order {
        CohortShop.Order(customer: customer, at: CohortShop.instant(day + "T12:00:00Z"), total: total)
    }

    @Test func `three buyers, one back on day 1, one on day 5, one never`() {
        let analysis = daily(
            (0..<3).map { order($0, "2024-05-01") } + [order(0, "2024-05-02"), order(1, "2024-05-06")],
            asOf: "2024-05-08")
        let cells = analysis.lines(.day).cohorts[0].cells
        let third = 1.0 / 3
        #expect(cells.map { $0[.retention].value } == [1, third, 0, 0, 0, third, 0])
        #expect(cells.map { $0[.rollingRetention].value } == [1, 2 * third, third, third, third, third, 0])
        #expect(cells.map(\.isComplete) == Array(repeating: true, count: 7))
    }

    @Test func `the overall line weighs cohorts by their size`() {
        // 10 customers at 20 % and 100 at 0 % make 2 of 110; the pair of January keeps them clear of the beginning.
        var orders = [order(110, "2024-01-01"), order(111, "2024-01-01"), order(110, "2024-01-02")]
        orders += (0..<10).map { order($0, "2024-03-01") } + (0..<2).map { order($0, "2024-03-02") }
        orders += (10..<110).map { order($0, "2024-03-03") }
        let lines = daily(orders, asOf: "2024-03-06").lines(.day)
        #expect(lines.cohorts.map(\.isLeftTruncated) == [true, false, false])
        let retention = lines.overall[1][.retention]
        #expect(retention.numerator == 2 && retention.denominator == 110)
        #expect(abs(retention.value - 0.018) < 0.0005)
        #expect(lines.overall[1].cohorts == 2)
        #expect(lines.overall.allSatisfy { $0[.rollingRetention].value.isNaN })
    }

    @Test func `overall lifetime value adds what each period brought to those who were watched`() {
        var orders = [order(0, "2024-01-01"), order(0, "2024-01-02")]
        orders += [order(1, "2024-03-01"), order(1, "2024-03-02"), order(1, "2024-03-03"), order(2, "2024-03-02")]
        let overall = daily(orders, asOf: "2024-03-04").lines(.day).overall
        // Both brought 10 on their first day, both were watched for a second one, on which one brought 10.
        #expect(overall.map { $0[.cumulativeLTV].value } == [10, 15, 25])
        #expect(overall.map(\.customers) == [2, 2, 1])
    }

    @Test func `customers who appear within the usual gap of the beginning may be older`() {
        // The only gap is ten days: the customer of day 10 is within it, the one of day 11 is not.
        let analysis = daily(
            [
                order(0, "2024-01-01"), order(0, "2024-01-11"), order(1, "2024-01-11"), order(2, "2024-01-12"),
            ], asOf: "2024-01-13")
        #expect(analysis.leftTruncationDays == 10)
        #expect(analysis.lines(.day).cohorts.map(\.isLeftTruncated) == [true, true, false])
    }

    @Test func `the usual gap is the 90 % quantile over all gaps`() {
        let days = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
        let start = CohortShop.instant("2010-01-01T12:00:00Z")
        let orders = days.indices.flatMap { customer in
            [0, days[customer]].map { CohortShop.Order(customer: customer, at: start.adding(days: $0)) }
        }
        let shop = CohortShop.make(orders, asOf: start.adding(days: 2000))
        #expect(LeftTruncation.gapDays(shop, jobs: 2) == 512)
        #expect(LeftTruncation.gapDays(CohortShop.make([], asOf: start), jobs: 1) == nil)
    }

    @Test func `a period is complete from the instant at which it ends`() {
        let zone = ShopZone(identifier: "Europe/Berlin") ?? .utc
        let orders = [CohortShop.Order(customer: 0, at: CohortShop.instant("2024-02-10"))]
        let monthEnd = zone.startOfDay(CivilDate.daysSince1970(validYear: 2024, month: 4, day: 1))
        func completeness(_ asOf: Instant) -> [Bool] {
            let shop = CohortShop.make(orders, asOf: asOf, zone: zone)
            return Cohorts.analyze(shop, CohortOptions(granularities: [.month]), jobs: 1).lines(.month).cohorts[0].cells
                .map(\.isComplete)
        }
        #expect(completeness(monthEnd) == [true, true])
        #expect(completeness(Instant(microseconds: monthEnd.microseconds - 1)) == [true, false])
        #expect(completeness(Instant(microseconds: monthEnd.microseconds + 1)) == [true, true, false])
    }

    @Test func `a cohort whose own period runs on is incomplete and stays out of the overall line`() {
        let analysis = daily(
            [order(0, "2024-01-01"), order(0, "2024-01-02"), order(1, "2024-01-09")], asOf: "2024-01-09T13:00:00Z")
        let lines = analysis.lines(.day)
        #expect(lines.cohorts[1].cells.map(\.isComplete) == [false])
        #expect(lines.overall.isEmpty)
    }

    @Test func `days are the shop's own, also in the nights when the clock changes`() {
        let zone = ShopZone(identifier: "Europe/Berlin") ?? .utc
        // 2024-03-31 has 23 hours in Berlin and 2024-10-27 has 25.
        let orders = [
            CohortShop.Order(customer: 0, at: CohortShop.instant("2024-03-30T22:59:59Z")),
            CohortShop.Order(customer: 0, at: CohortShop.instant("2024-03-31T21:59:59Z")),
            CohortShop.Order(customer: 1, at: CohortShop.instant("2024-10-26T22:00:00Z")),
            CohortShop.Order(customer: 1, at: CohortShop.instant("2024-10-27T22:59:59Z")),
        ]
        let shop = CohortShop.make(orders, asOf: CohortShop.instant("2024-10-27T23:00:00Z"), zone: zone)
        let lines = Cohorts.analyze(shop, CohortOptions(granularities: [.day]), jobs: 1).lines(.day)
        #expect(lines.cohorts.map(\.label) == ["2024-03-30", "2024-10-27"])
        #expect(lines.cohorts[0].cells[..<3].map { $0[.orders].value } == [1, 1, 0])
        #expect(lines.cohorts[1].cells.map { $0[.orders].value } == [2])
        #expect(lines.cohorts[1].cells.map(\.isComplete) == [true])
    }

    @Test func `without refunds in the source the refund rate is missing`() {
        let shop = CohortShop.make(
            [order(0, "2024-01-01"), order(1, "2024-01-01")], asOf: CohortShop.instant("2024-01-02"),
            observesRefunds: false)
        let cell = Cohorts.analyze(shop, CohortOptions(granularities: [.day]), jobs: 1).lines(.day).cohorts[0].cells[0]
        #expect(cell[.refundRate].value.isNaN && cell[.refundRate].numerator.isNaN)
        #expect(cell[.revenue].value == 20)
    }

    @Test func `guests alone make no cohort`() {
        let shop = CohortShop.make([order(-1, "2024-01-01")], asOf: CohortShop.instant("2024-01-02"))
        let analysis = Cohorts.analyze(shop, jobs: 2)
        #expect(analysis.granularities.map(\.granularity) == [.month, .week])
        #expect(analysis.granularities.allSatisfy { $0.cohorts.isEmpty && $0.overall.isEmpty })
        #expect(CohortTable.table(analysis).rowCount == 0)
    }

    @Test func `an absurd date costs no more than the periods a cohort is followed for`() {
        let lines = daily([order(0, "0001-01-01"), order(1, "2024-01-01")], asOf: "2024-01-02").lines(.day)
        #expect(lines.cohorts.map(\.cells.count) == [Cohorts.maximumPeriods, 1])
        #expect(lines.cohorts.map(\.label) == ["0001-01-01", "2024-01-01"])
    }

    @Test func `one core or two give the same bytes`() throws {
        let zone = ShopZone(identifier: "America/New_York") ?? .utc
        let orders = CohortShop.random(
            customers: 700, start: CohortShop.instant("2022-01-01"), days: 200, zone: zone, seed: 3)
        let shop = CohortShop.make(orders, asOf: CohortShop.instant("2022-08-10"), zone: zone)
        let options = CohortOptions(granularities: CohortGranularity.allCases)
        let (one, two) = (Cohorts.analyze(shop, options, jobs: 1), Cohorts.analyze(shop, options, jobs: 2))
        #expect(one == two)
        #expect(try SortedJSON.bytes(CohortReport(one)) == SortedJSON.bytes(CohortReport(two)))
    }
}
