import Analytics
import Domain
import Tables
import Testing

struct CohortChangesTests {
    private static let since = CohortShop.instant("2023-05-10T09:00:00Z")
    private static let tonight = CohortShop.instant("2023-06-20")

    /// Orders of three months before `since` and some after it.
    private var orders: [CohortShop.Order] {
        CohortShop.random(
            customers: 80, start: CohortShop.instant("2023-02-01T12:00:00Z"), days: 138, zone: .utc, seed: 21)
    }

    private func analysis(_ shop: Shop) -> CohortAnalysis {
        Cohorts.analyze(shop, CohortOptions(granularities: [.month, .week]), jobs: 2)
    }

    /// What a run as of `since` told of the orders that were there, and how tonight differs.
    private func changes(
        told: [CohortShop.Order], tonight: [CohortShop.Order], cause: CohortChange.Cause = .lateData
    ) -> CohortChanges {
        let before = analysis(CohortShop.make(told.filter { $0.at < Self.since }, asOf: Self.since))
        let shop = CohortShop.make(tonight, asOf: Self.tonight)
        return CohortChanges(
            from: before.granularities.map(CohortCounts.init), since: Self.since, to: analysis(shop), shop, cause: cause
        )
    }

    @Test func `records that come in their time change no cell that had ended`() {
        let changes = changes(told: orders, tonight: orders)
        #expect(changes.cells.isEmpty && changes.counts.isEmpty && changes.surprises == 0)
        #expect(changes.continued > 0)
        #expect(CohortChanges(unchangedSince: Self.since).cells.isEmpty)
    }

    @Test func `one late order changes the cell it falls into, in months and in weeks`() throws {
        // The first customer of February orders once more in April, which nobody knew in May.
        let first = try #require(orders.filter { $0.customer >= 0 }.min { $0.at < $1.at })
        let late = CohortShop.Order(customer: first.customer, at: CohortShop.instant("2023-04-30T10:00:00Z"))
        let changes = changes(told: orders, tonight: orders + [late])
        #expect(changes.counts == [.lateData: 2])
        let month = try #require(changes.cells.first { $0.granularity == .month })
        #expect(month.cohort == "2023-02" && month.period == 2 && month.cause == .lateData)
        #expect(month.after.orders == month.before.orders + 1 && month.recounted == month.after)
        #expect(month.after.revenue == month.before.revenue + 10)
        #expect(month.text.contains("orders \(month.before.orders) -> \(month.after.orders)"))
    }

    @Test func `a customer who had ordered before after all moves to another cohort`() throws {
        // The first order of every customer; of those who came after February, the earliest one.
        let firsts = Dictionary(grouping: orders.filter { $0.customer >= 0 }, by: \.customer)
            .compactMap { _, own in own.min { $0.at < $1.at } }
        let moved = try #require(
            firsts.filter { $0.at >= CohortShop.instant("2023-03-02") }.min { $0.at < $1.at })
        let first = moved.at
        #expect(first < Self.since)
        let early = CohortShop.Order(customer: moved.customer, at: CohortShop.instant("2023-02-20T10:00:00Z"))
        let cells = changes(told: orders, tonight: orders + [early]).cells.filter { $0.granularity == .month }
        let cohort = CohortGranularity.month.label(
            ofPeriod: CohortGranularity.month.period(ofDay: ShopZone.utc.local(first.microseconds).day))
        let sizes = Dictionary(grouping: cells, by: \.cohort).mapValues { cells in
            Set(cells.map { $0.recounted.customers - $0.before.customers })
        }
        #expect(sizes == ["2023-02": [1], cohort: [-1]])
    }

    @Test func `what is gone is found as well, and the cause is as the caller knows it`() throws {
        let gone = try #require(orders.filter { $0.customer >= 0 }.min { $0.at < $1.at })
        let rest = orders.filter { !($0.customer == gone.customer && $0.at == gone.at) }
        let changes = changes(told: orders, tonight: rest, cause: .undetermined)
        #expect(!changes.cells.isEmpty && changes.cells.allSatisfy { $0.cause == .undetermined })
        #expect(changes.surprises == changes.cells.count)
    }

    @Test func `a refund of an old order that is dated since is new data`() throws {
        let shop = CohortShop.make(orders.filter { $0.at < Self.since }, asOf: Self.since, observesRefunds: false)
        var refunded = shop
        refunded.asOf = Self.tonight
        (refunded.has.refunds, refunded.has.datedRefunds) = (true, true)
        refunded.orders.refunded = shop.orders.total.map { _ in 0 }
        refunded.orders.refunded[0] = 30_000
        refunded.refunds.at = [Self.since.adding(days: 1).microseconds]
        refunded.refunds.amount = [30_000]
        refunded.orders.refundStart = [0] + shop.orders.total.map { _ in 1 }
        var before = refunded
        (before.asOf, before.orders.refunded) = (Self.since, shop.orders.total.map { _ in 0 })
        before.refunds = Refunds()
        before.orders.refundStart = [0] + shop.orders.total.map { _ in 0 }
        let changes = CohortChanges(
            from: analysis(before).granularities.map(CohortCounts.init), since: Self.since, to: analysis(refunded),
            refunded, cause: .lateData)
        #expect(changes.counts == [.newData: 2] && changes.surprises == 0)
        let cell = try #require(changes.cells.first)
        #expect(cell.before == cell.recounted && abs(cell.before.revenue - cell.after.revenue - 3) < 1e-9)
    }

    @Test func `the list is bounded and the count is not`() {
        // Everybody's first order turns out to have been a day earlier: every cell of daily cohorts is another.
        let early = orders.map { order in
            CohortShop.Order(customer: order.customer, at: order.at.adding(days: -1), total: order.total)
        }
        let before = CohortShop.make(orders.filter { $0.at < Self.since }, asOf: Self.since)
        let shop = CohortShop.make(early, asOf: Self.tonight)
        let options = CohortOptions(granularities: [.day])
        let changes = CohortChanges(
            from: Cohorts.analyze(before, options, jobs: 2).granularities.map(CohortCounts.init), since: Self.since,
            to: Cohorts.analyze(shop, options, jobs: 2), shop, cause: .lateData)
        #expect(changes.surprises > CohortChanges.limit && changes.cells.count == CohortChanges.limit)
        #expect(CohortTable.changes(changes).rowCount == CohortChanges.limit)
    }
}
