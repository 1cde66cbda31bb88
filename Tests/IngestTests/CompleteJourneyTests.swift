import Domain
import Ingest
import Testing

/// The Complete Journey, against counts of its files by other tools: rows, households, baskets and sales.
@Suite(
    .enabled(
        if: SharedData.has("complete_journey/transactions.csv.gz"), "the Complete Journey is not beside the package"))
struct CompleteJourneyTests {
    @Test func `rows, households, baskets and money agree`() throws {
        var source = SourceDescription(
            paths: ["\(SharedData.path)/complete_journey"], mapping: "complete-journey", currency: "USD")
        source.mappingFolder = packageRoot + "/pipelines/mappings"
        source.zone = try #require(ShopZone(identifier: "America/New_York"))
        let result = try Ingest.read(source, jobs: 2)
        let lines = try result.table("order_lines")
        // Twenty lines of nothing are written as 1.776357e-15, which rounds to nothing.
        #expect((lines.read, lines.accepted) == (1_469_307, 1_469_307) && lines.isReconciled)
        #expect(lines.rounded == ["unit_price": 20])
        let shop = result.shop
        #expect(shop.customers.count == 2_469 && shop.orders.count == 155_848)
        #expect(Money.text(shop.orders.total.reduce(0, +)) == "4596039.58")
        // The last basket, 2018-01-01 04:01:20 UTC, is of New Year's Eve on the shop's clock.
        #expect(shop.lastDayText == "2017-12-31")
    }
}

extension Shop {
    fileprivate var lastDayText: String {
        orders.localDay.max().map { "\(CivilDate(daysSince1970: $0))" } ?? ""
    }
}
