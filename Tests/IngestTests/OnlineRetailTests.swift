import Domain
import Foundation
import Ingest
import Testing

/// The real shop, against the independent count of `Oracles/online_retail.py`; every figure here is one that it prints.
@Suite(.enabled(if: SharedData.has("online_retail_ii"), "the Online Retail II data is not beside the package"))
struct OnlineRetailTests {
    private func read(_ files: [String], jobs: Int = 2) throws -> IngestResult {
        let london = try #require(ShopZone(identifier: "Europe/London"))
        var source = SourceDescription(
            paths: files.map { "\(SharedData.path)/online_retail_ii/\($0)" }, mapping: "online-retail", zone: london,
            currency: "GBP")
        source.mappingFolder = packageRoot + "/pipelines/mappings"
        return try Ingest.read(source, jobs: jobs)
    }

    private static let first = "online_retail_2009-2010.csv.gz"
    private static let second = "online_retail_2010-2011.csv.gz"

    @Test func `both files reconcile to the row and to the money`() throws {
        let result = try read([Self.first, Self.second])
        let table = try result.table("order_lines")
        #expect((table.read, table.accepted, table.duplicates) == (1_067_370, 1_038_556, 22_523))
        #expect(table.reasons == [.adjustment: 5, .numberOutOfRange: 3394, .unmatchedReturn: 2892])
        #expect(table.isReconciled && table.quarantined == result.quality.quarantine.count)
        let shop = result.shop
        // One code stands there with a blank behind it, too: 4985 products where blanks count.
        #expect((shop.orders.count, shop.customers.count, shop.products.count) == (41_938, 5881, 4984))
        #expect(shop.orders.customer.filter { $0 < 0 }.count == 4963)
        #expect(shop.lines.count == 1_022_284)
        #expect(Money.text(shop.orders.total.reduce(0, +)) == "20533723.918")
        #expect(Money.text(shop.refunds.amount.reduce(0, +)) == "758506.651")
        #expect(Money.text((0..<shop.orders.count).reduce(0) { $0 + shop.orders.net($1) }) == "19775217.267")
        #expect(shop.refunds.quantity.reduce(0) { $0 + Int($1) } == 452_727)
        #expect(
            try result.check("unmatched_return_money").found
                == "707170.579 GBP in 2892 rows without a line and 799 matched in part or above the price paid")
        #expect(cohort(shop) == [76, 7, 4, 7, 9, 5, 4, 7, 4, 2, 7, 15, 2])
    }

    @Test func `the second file alone`() throws {
        let result = try read([Self.second])
        let table = try result.table("order_lines")
        #expect((table.read, table.accepted, table.duplicates) == (541_909, 538_854, 0))
        #expect(table.reasons == [.adjustment: 2, .numberOutOfRange: 1336, .unmatchedReturn: 1717])
        let shop = result.shop
        #expect((shop.orders.count, shop.customers.count, shop.products.count) == (20_726, 4339, 3941))
        #expect(Money.text((0..<shop.orders.count).reduce(0) { $0 + shop.orders.net($1) }) == "10202326.384")
        #expect(cohort(shop) == [885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235])
    }

    @Test func `the order of the files does not matter`() throws {
        #expect(try read([Self.first, Self.second]).digest == read([Self.second, Self.first], jobs: 1).digest)
    }

    /// Customers whose first order falls in December 2010, and how many of them order in each of the twelve months after.
    private func cohort(_ shop: Shop) -> [Int] {
        let month = { (order: Int) in
            let date = CivilDate(daysSince1970: shop.orders.localDay[order])
            return date.year * 12 + date.month - 1
        }
        var counts = [Int](repeating: 0, count: 13)
        let first = 2010 * 12 + 11
        for customer in 0..<shop.customers.count {
            let months = Set(shop.customers.orders(of: customer).map(month))
            guard months.min() == first else { continue }
            for age in 0...12 where months.contains(first + age) { counts[age] += 1 }
        }
        return counts
    }
}

/// How cancellations find the lines that they take back.
struct ReturnTests {
    private static let head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"

    private func read(_ rows: [String], second: [String]? = nil) throws -> IngestResult {
        let folder = try SourceFolder(["online_retail_1.csv": Self.head + rows.joined(separator: "\n")])
        if let second {
            try folder.write(Self.head + second.joined(separator: "\n"), to: "online_retail_2.csv")
        }
        return try folder.read {
            ($0.mapping, $0.mappingFolder) = ("online-retail", packageRoot + "/pipelines/mappings")
        }
    }

    @Test func `the latest purchase before it comes first, then earlier ones`() throws {
        let result = try read([
            "1,p,x,3,2010-01-01 10:00:00,2.00,7.0,UK", "2,p,x,2,2010-01-02 10:00:00,3.00,7.0,UK",
            "C3,p,x,-4,2010-01-03 10:00:00,2.50,7.0,UK", "4,p,x,9,2010-01-04 10:00:00,2.50,7.0,UK",
        ])
        #expect(result.shop.lines.refundedQuantity == [2, 2, 0])
        // Two pieces at 2.50 of those bought at 3.00, two at the 2.00 that was paid.
        #expect(result.shop.orders.refunded == [40_000, 50_000, 0])
        #expect(result.shop.refunds.amount == [40_000, 50_000])
        #expect(try result.check("unmatched_return_money").found.hasPrefix("1.00 EUR in 0 rows without a line and 1 "))
        #expect(try result.table("order_lines").accepted == 4)
    }

    @Test func `what nobody bought is refused with its money beside the revenue`() throws {
        let result = try read([
            "1,p,x,3,2010-01-01 10:00:00,2.00,7.0,UK", "C2,p,x,-5,2010-01-02 10:00:00,2.00,7.0,UK",
            "C3,p,x,-1,2010-01-03 10:00:00,2.00,7.0,UK", "C4,q,x,-1,2010-01-03 10:00:00,1.00,7.0,UK",
            "C5,p,x,-1,2010-01-03 10:00:00,1.00,,UK", "C6,p,x,1,2010-01-03 10:00:00,1.00,7.0,UK",
            "7,p,x,-1,2010-01-03 10:00:00,0,,UK", "A8,B,x,1,2010-01-03 10:00:00,-9.50,,UK",
            "9,p,gift,1,2010-01-03 11:00:00,0,7.0,UK",
        ])
        let table = try result.table("order_lines")
        #expect(table.reasons == [.unmatchedReturn: 3, .numberOutOfRange: 2, .adjustment: 1])
        #expect(table.accepted == 3 && table.isReconciled)
        #expect(result.shop.orders.total == [60_000, 0] && result.shop.orders.refunded == [60_000, 0])
        // Two of five pieces, and three rows of 2.00, 1.00 and 1.00.
        #expect(try result.check("unmatched_return_money").found.hasPrefix("8.00 EUR in 3 rows without a line and 1 "))
    }

    @Test func `equal lines are so many lines, a repeated order is none, a changed one is its later version`() throws {
        let order = ["1,p,x,3,2010-01-01 10:00:00,2.00,7.0,UK", "1,p,x,3,2010-01-01 10:00:00,2.00,7.0,UK"]
        let other = "2,p,x,3,2010-01-01 10:00:00,2.00,7.0,UK"
        let result = try read(order + [other], second: order.reversed() + [other.replacing("3,2010", with: "4,2010")])
        let table = try result.table("order_lines")
        #expect((table.read, table.accepted, table.duplicates, table.superseded) == (6, 3, 2, 1))
        #expect(table.reasons.isEmpty && table.isReconciled)
        // The later file has the later version of the second order: 4 pieces rather than 3.
        #expect(result.shop.orders.total == [120_000, 80_000])
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        guard let range = self.range(of: part) else { return self }
        return replacingCharacters(in: range, with: other)
    }
}
