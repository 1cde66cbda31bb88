import Domain
import Foundation
import Ingest
import Testing

struct MappingTests {
    private static let orders =
        "id,who,when,cents,fee,state\n7.0,a,3/2/2025 1:05 PM,1250,100,PAID\n8.0,,12/31/2024 12:00 AM,99,1,void\n"

    private func read(_ mapping: String, _ configure: (inout SourceDescription) -> Void = { _ in }) throws
        -> IngestResult
    {
        let folder = try SourceFolder(["export-1.csv": Self.orders, "shop.yaml": mapping])
        return try folder.read {
            $0.mapping = folder.path + "/shop.yaml"
            configure(&$0)
        }
    }

    private func refusal(_ mapping: String) throws -> String {
        let folder = try SourceFolder(["export-1.csv": Self.orders, "shop.yaml": mapping])
        let error = try #require(folder.refusal { $0.mapping = folder.path + "/shop.yaml" })
        #expect(error.kind == .badMapping)
        return error.description
    }

    @Test func `columns are renamed, translated, stripped, scaled, summed and dated`() throws {
        let result = try read(
            """
            tables:
              orders:
                files: "export-*.csv"
                columns:
                  order_id: { column: id, strip_suffix: ".0" }
                  customer_id: [customer, who]
                  ordered_at: { column: when, format: "M/d/yyyy h:mm a", timezone: America/New_York }
                  total: { sum: [cents, fee], scale: 0.01 }
                  subtotal: { column: cents, scale: 0.01 }
                  status: { column: state, values: { PAID: paid, void: cancelled } }
                  channel: { constant: web }
            """)
        let shop = result.shop
        #expect(shop.orders.total == [135_000] && shop.orders.subtotal == [125_000])
        #expect(shop.orders.orderedAt == [Instant(iso8601: "2025-03-02T18:05:00Z")?.microseconds])
        #expect(shop.orders.channels.strings == ["web"])
        #expect(shop.customers.ids.strings == ["a"])
        #expect(try result.table("orders").setApart == ["cancelled": 1])
        #expect(try result.table("orders").ignoredColumns == [])
    }

    @Test func `a time without an offset is read in the shop's own zone`() throws {
        let mapping = """
            tables:
              orders:
                files: export-1.csv
                columns:
                  order_id: id
                  customer_id: who
                  ordered_at: { column: when, format: "M/d/yyyy h:mm a" }
                  total: cents
            """
        let berlin = try #require(ShopZone(identifier: "Europe/Berlin"))
        let shop = try read(mapping) { $0.zone = berlin }.shop
        #expect(shop.orders.orderedAt.first == Instant(iso8601: "2025-03-02T12:05:00Z")?.microseconds)
        #expect(shop.orders.localSecond == [13 * 3600 + 300, 0])
    }

    @Test func `an unknown key is an error that names the nearest known one`() throws {
        #expect(try refusal("table:\n  orders: {}\n").contains("did you mean `tables`?"))
        #expect(try refusal("tables: { order: {} }").contains("did you mean `orders`?"))
        let columns = "tables: { orders: { files: x, columns: { order_id: id, customer: who } } }"
        #expect(try refusal(columns).contains("did you mean `customer_id`?"))
        let rule = "tables: { orders: { files: x, columns: { order_id: { colum: id } } } }"
        #expect(try refusal(rule).contains("did you mean `column`?"))
    }

    @Test(arguments: [
        ("tables: { orders: { files: x, columns: { order_id: id } } }", "customer_id"),
        ("tables: { orders: { files: ../x, columns: { order_id: id } } }", "without / or .."),
        ("tables: { orders: { files: /etc/passwd, columns: {} } }", "without / or .."),
        ("tables: { orders: { columns: {} } }", "files"),
        ("tables: { products: { files: x, columns: { product_id: a } } }", "needs a table orders"),
        ("tables: [orders]", "key: value"),
        ("tables: { orders: { files: x, separator: dots, columns: {} } }", "comma, semicolon"),
        ("tables: { orders: { files: x, columns: { total: { constant: 1, column: b } } } }", "exactly one of"),
        ("tables: { orders: { files: x, columns: { total: { column: b, scale: -1 } } } }", "0.01"),
        ("tables: { orders: { files: x, columns: { total: { rule: guess } } } }", "row_number"),
        ("tables: { orders: { files: x, columns: { ordered_at: { column: b, format: hh } } } }", "yyyy-MM-dd"),
        ("tables: {", "no valid YAML"),
        ("", "tables"),
    ])
    func `a mapping that makes no sense is refused`(mapping: String, word: String) throws {
        let text = try refusal(mapping)
        #expect(text.contains(word), "\(text)")
    }

    @Test func `a mapping that is not there is named`() throws {
        let folder = try SourceFolder(["orders.csv": Self.orders])
        let error = try #require(folder.refusal { $0.mapping = "shopfy" })
        #expect(error.kind == .badMapping && error.description.contains("shopfy.yaml"))
    }

    @Test func `the canonical mapping's file says what holds without a mapping`() throws {
        let folder = try SourceFolder([
            "orders.csv": "order_id,customer_id,ordered_at,total,discount_code,x\n1,c,2025-01-01T00:00:00Z,1,A,y\n",
            "order_lines.csv": "order_id,line_no,product_id,quantity,unit_price,category\n1,1,p,2,1.5,k\n",
            "tickets.csv": "ticket_id,customer_id,created_at,status\n1,c,2025-01-01T00:00:00Z,new\n",
        ])
        let plain = try folder.read()
        let mapped = try folder.read {
            ($0.mapping, $0.mappingFolder) = ("canonical", packageRoot + "/pipelines/mappings")
        }
        #expect(plain.digest == mapped.digest && plain.quality == mapped.quality)
    }
}

struct CurrencyTests {
    private static let orders = """
        order_id,customer_id,ordered_at,currency,subtotal,discount,total
        1,c,2025-03-01T00:30:00+01:00,USD,10.00,0,10.00
        2,c,2025-03-02T00:00:00Z,USD,0.0001,0,0.0003
        3,c,2025-04-01T00:00:00Z,USD,1,0,1
        4,c,2025-04-01T00:00:00Z,EUR,1,0,1
        5,c,2025-04-01T00:00:00Z,,1,0,1
        """

    @Test func `orders and their lines are converted by month of the shop's calendar, half to even`() throws {
        let folder = try SourceFolder([
            "orders.csv": Self.orders,
            "order_lines.csv": "order_id,product_id,quantity,unit_price,discount\n1,p,2,5,1\n4,p,1,1,0\n",
            "refunds.csv": "order_id,at,amount\n1,2025-03-05T00:00:00Z,2\n",
        ])
        let result = try folder.read {
            $0.rates = ["USD": ["2025-02": "0.9", "2025-03": "0.5"]]
            $0.zone = ShopZone(identifier: "Europe/Berlin") ?? .utc
        }
        #expect(try result.table("orders").reasons == [.unknownCurrency: 1])
        // 0.0001 at 0.5 is half of the smallest unit: to even, 0; 0.0003 is 1.5 of it: 2.
        #expect(result.shop.orders.subtotal == [50_000, 0, 10_000, 10_000])
        #expect(result.shop.orders.total == [50_000, 2, 10_000, 10_000])
        #expect(result.shop.lines.unitPrice == [25_000, 10_000])
        #expect(result.shop.lines.discount == [5_000, 0])
        #expect(result.shop.orders.refunded == [10_000, 0, 0, 0])
    }

    @Test func `rates that cannot be read are refused`() throws {
        let folder = try SourceFolder(["orders.csv": Self.orders])
        for rates in [["2025-3": "1"], ["2025-13": "1"], ["2025-03": "x"], ["2025-03": "0"], ["2025-03": "-1"]] {
            #expect(folder.refusal { $0.rates = ["USD": rates] }?.kind == .badRates)
        }
    }
}
