import Analytics
import Domain
import Testing

struct PastPredictionsTests {
    /// By hand: a buys for 30 and 10 within the two months (61 days) that follow day 100, b for nothing, c after them; d is
    /// not known any more.
    @Test func `predictions are held against what happened within their horizon`() throws {
        func at(_ day: Int) -> Instant { Instant(secondsSince1970: Int64(day * 86_400 + 43_200)) }
        var rows = RowShop(asOf: at(170))
        rows.orders = [
            .init(customer: "a", at: at(90), total: 99), .init(customer: "a", at: at(110), total: 30),
            .init(customer: "a", at: at(161), total: 10), .init(customer: "b", at: at(95), total: 5),
            .init(customer: "c", at: at(95), total: 5), .init(customer: "c", at: at(162), total: 50),
        ]
        let shop = rows.shop
        let made = Instant(secondsSince1970: 101 * 86_400)
        #expect(PastPredictions.lastDay(of: shop, predictedAsOf: made, horizonMonths: 2) == 161)
        let predictions = PastPredictions.Rows(
            ids: TextColumn(["a", "b", "c", "d"]), expected: [30, 2, 3, 4], lower: [0, 1, 0, 0],
            upper: [40, 5, 5, 9], expectedOrders: [1, 0.5, 0.5, 1])
        let (figures, value, orders) = PastPredictions.score(
            predictions, in: shop, predictedAsOf: made, horizonMonths: 2)
        #expect(value.prefix(3) == [40, 0, 0] && value[3].isNaN)
        #expect(orders.prefix(3) == [2, 0, 0] && orders[3].isNaN)
        #expect(figures.customers == 3 && figures.missing == 1)
        #expect(figures.value.predicted == 35 && figures.value.actual == 40 && figures.value.mae == 5)
        // b was to be worth at least 1.
        #expect(figures.value.coverage90 == 2.0 / 3)
    }
}
