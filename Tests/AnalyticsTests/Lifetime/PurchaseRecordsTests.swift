import Analytics
import Domain
import Kernels
import Testing

struct PurchaseRecordsTests {
    private static func day(_ number: Int, hour: Int = 12) -> Instant {
        Instant(secondsSince1970: Int64(number * 86_400 + hour * 3_600))
    }

    /// As of noon of day 40, a has ordered on days 10 (twice), 17 and 31, b on day 20, c never.
    private static var rows: RowShop {
        var rows = RowShop(asOf: day(40))
        rows.customers = ["c"]
        rows.has.refunds = true
        rows.has.datedRefunds = true
        rows.orders = [
            .init(customer: "a", at: day(10, hour: 9), total: 5), .init(customer: "a", at: day(10, hour: 20), total: 7),
            .init(customer: "a", at: day(17), total: 20, refunded: 8, refunds: [.init(at: day(25), amount: 8)]),
            .init(customer: "a", at: day(31), total: 40), .init(customer: "b", at: day(20), total: 9),
            .init(customer: nil, at: day(21), total: 99),
        ]
        return rows
    }

    @Test func `two orders of one day are one occasion, and refunds come off when they are known`() {
        let shop = Self.rows.shop
        let tonight = PurchaseRecords(of: shop, throughDay: shop.lastDay, unit: .week, jobs: 1)
        #expect(shop.lastDay == 40 && shop.firstOrderDay == 10)
        #expect(tonight.customer == [0, 1])
        #expect(tonight.frequency == [2, 0])
        #expect(tonight.recency == [3, 0])
        #expect(tonight.age == [30.0 / 7, 20.0 / 7])
        // (20 - 8 + 40) / 2; the first day's 12 count in the value alone.
        #expect(tonight.meanSpend[0] == 26 && tonight.meanSpend[1].isNaN)
        #expect(tonight.value == [64, 9])
        #expect(tonight.spenders == [0] && tonight.spendersLeftOut == 0)
    }

    @Test func `a past day knows neither later orders nor later refunds`() {
        let shop = Self.rows.shop
        let then = PurchaseRecords(of: shop, throughDay: 19, unit: .day, jobs: 2)
        #expect(then.customer == [0] && then.frequency == [1] && then.recency == [7] && then.age == [9])
        #expect(then.meanSpend == [20])
    }

    @Test func `what followed lengthens the history`() {
        let shop = Self.rows.shop
        let then = PurchaseRecords(of: shop, throughDay: 20, unit: .day, jobs: 1)
        let later = LaterPurchases(
            of: shop, customers: then.customer, after: 20, throughDay: 35, knowsUndatedRefunds: false)
        #expect(later.frequency == [1, 0] && later.value == [40, 0] && later.lastDay == [31, 20])
        let longer = later.histories(after: then)
        let rows = longer.indexOfCustomer.map { Int($0) }
        #expect(rows.map { longer.frequency[$0] } == [2, 0])
        #expect(rows.map { longer.recency[$0] } == [21, 0])
        #expect(rows.map { longer.age[$0] } == [25, 15])
    }

    @Test func `undated refunds are known tonight and on no past day`() {
        var rows = Self.rows
        rows.has.datedRefunds = false
        for place in rows.orders.indices { rows.orders[place].refunds = [] }
        let shop = rows.shop
        #expect(PurchaseRecords(of: shop, throughDay: 40, unit: .day, jobs: 1).meanSpend[0] == 26)
        #expect(PurchaseRecords(of: shop, throughDay: 39, unit: .day, jobs: 1).meanSpend[0] == 30)
        let whole = LaterPurchases(of: shop, customers: [0], after: 12, throughDay: 40, knowsUndatedRefunds: true)
        #expect(whole.value == [52])
    }
}
