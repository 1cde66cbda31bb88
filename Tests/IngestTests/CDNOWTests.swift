import Domain
import Ingest
import Testing

/// The CDNOW master file, against the independent count of `Oracles/cdnow.py`; every figure here is one that it prints.
@Suite(.enabled(if: SharedData.has("cdnow/CDNOW_master.txt.gz"), "the CDNOW data is not beside the package"))
struct CDNOWTests {
    @Test func `rows, customers, money and cohorts agree`() throws {
        var source = SourceDescription(paths: ["\(SharedData.path)/cdnow"], mapping: "cdnow")
        source.mappingFolder = packageRoot + "/pipelines/mappings"
        source.zone = try #require(ShopZone(identifier: "America/New_York"))
        let result = try Ingest.read(source)
        let table = try result.table("orders")
        #expect((table.read, table.accepted) == (69_659, 69_659) && table.isReconciled)
        #expect(table.ignoredColumns == ["number_of_cds"])
        let shop = result.shop
        #expect(shop.customers.count == 23_570)
        #expect(Money.text(shop.orders.total.reduce(0, +)) == "2500315.63")
        #expect(cohort(shop, 1997 * 12) == [7846, 1157, 964, 810, 679, 736, 720])
        #expect(cohort(shop, 1997 * 12 + 1) == [8476, 1312, 980, 783, 847, 786, 626])
        #expect(cohort(shop, 1997 * 12 + 2) == [7248, 1032, 752, 756, 674, 564, 561])
        // Only the time of day of a date-only source: midnight.
        #expect(Set(shop.orders.localSecond) == [0])
    }

    private func cohort(_ shop: Shop, _ first: Int) -> [Int] {
        var counts = [Int](repeating: 0, count: 7)
        for customer in 0..<shop.customers.count {
            let months = Set(
                shop.customers.orders(of: customer).map { order in
                    let date = CivilDate(daysSince1970: shop.orders.localDay[order])
                    return date.year * 12 + date.month - 1
                })
            guard months.min() == first else { continue }
            for age in 0...6 where months.contains(first + age) { counts[age] += 1 }
        }
        return counts
    }
}
