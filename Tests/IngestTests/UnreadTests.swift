import Domain
import Foundation
import Ingest
import Testing

/// What lies in a source and nothing reads is said, and a name that is almost right refuses.
struct UnreadTests {
    private static let head = "order_id,customer_id,ordered_at,total\n"
    private static let row = "1,a,2025-01-01T00:00:00Z,1.50\n"

    @Test(arguments: [
        "Orders.csv", "orders_2023.csv", "orders (1).csv", "order.csv", "ORDERS-2025-01-01.csv", "order-lines.csv",
        "Refunds.csv",
    ])
    func `a file that is almost a table's refuses with both ways out`(name: String) throws {
        let folder = try SourceFolder(["orders.csv": Self.head + Self.row, name: "x\n"])
        let error = try #require(folder.refusal())
        #expect(error.kind == .nearMiss)
        #expect(error.description.contains("ignore: [\"\(name)\"]") && error.description.contains("files: ["))
        #expect(try folder.read { $0.mappingText = "ignore: [\"\(name)\"]" }.table("orders").accepted == 1)
    }

    @Test func `other files are listed`() throws {
        let folder = try SourceFolder(["orders.csv": Self.head + Self.row, "shipments.csv": "x\n", "notes.md": "x"])
        #expect(try folder.read().quality.unreadFiles == ["shipments.csv"])
    }

    @Test func `a table may stand in several files and in a folder`() throws {
        let folder = try SourceFolder(["orders.csv": Self.head + Self.row])
        try FileManager.default.createDirectory(atPath: folder.path + "/orders", withIntermediateDirectories: true)
        try folder.write(Self.head + "2,b,2025-01-02T00:00:00Z,2.50\n", to: "orders/2024.csv")
        #expect(try folder.read().table("orders").accepted == 2)
        let split = try SourceFolder([
            "orders_a.csv": Self.head + Self.row, "orders_b.csv": Self.head + "2,b,2025-01-02T00:00:00Z,2.50\n",
        ])
        let mapping = "tables: { orders: { files: \"orders*.csv\" } }"
        #expect(try split.read { $0.mappingText = mapping }.table("orders").accepted == 2)
    }

    @Test(arguments: ["Refunded", "refundeds", "re funded", "refunded_2", "REFUNDED"])
    func `a column that is almost one refuses with both ways out`(name: String) throws {
        let folder = try SourceFolder([
            "orders.csv": "order_id,customer_id,ordered_at,total,\(name)\n1,a,2025-01-01T00:00:00Z,1.50,0.50\n"
        ])
        let error = try #require(folder.refusal())
        #expect(error.kind == .nearMiss && error.description.contains("ignore: [\"\(name)\"]"))
        let read = try folder.read {
            $0.mappingText = "tables: { orders: { columns: { refunded: \"\(name)\" } } }"
        }
        #expect(read.shop.orders.refunded == [5_000])
        let ignored = try folder.read { $0.mappingText = "tables: { orders: { ignore: [\"\(name)\"] } }" }
        #expect(ignored.shop.orders.refunded.isEmpty)
    }

    @Test func `a column that a mapping names must be there, unless it is optional`() throws {
        let folder = try SourceFolder([
            "orders.csv": "order_id,customer_id,ordered_at,total,Refunded amount\n1,a,2025-01-01T00:00:00Z,1.50,0.50\n"
        ])
        let error = try #require(
            folder.refusal { $0.mappingText = "tables: { orders: { columns: { refunded: Refunded Amount } } }" })
        #expect(error.kind == .missingColumn && error.description.contains("did you mean `Refunded amount`?"))
        let mapping = "tables: { orders: { columns: { refunded: { column: Back, optional: true } } } }"
        #expect(try folder.read { $0.mappingText = mapping }.table("orders").accepted == 1)
    }

    @Test func `discounts and returns of lines count where orders follow from them`() throws {
        let folder = try SourceFolder([
            "lines.csv": """
            Order,Who,When,Item,Qty,Price,Off,Back
            1,a,2025-01-01T00:00:00Z,p,4,10.00,4.00,1
            1,a,2025-01-01T00:00:00Z,q,1,5.00,,

            """,
            "lines.yaml": """
            tables:
              order_lines:
                files: lines.csv
                columns:
                  { order_id: Order, product_id: Item, quantity: Qty, unit_price: Price, discount: Off,
                    refunded_quantity: Back }
                orders: { customer_id: Who, ordered_at: When }
            """,
        ])
        let shop = try folder.read { $0.mapping = folder.path + "/lines.yaml" }.shop
        // 40 - 4 + 5; a quarter of the 36 paid came back.
        #expect(shop.orders.total == [410_000] && shop.orders.refunded == [90_000])
    }
}

/// One order read more than once, and records that lie alone.
struct VersionTests {
    private static let head = "order_id,customer_id,ordered_at,total,status,changed\n"

    @Test func `a changed order is one order: the later file has it as it is`() throws {
        let folder = try SourceFolder([
            "orders_a.csv": Self.head
                + "1,a,2025-01-01T00:00:00Z,10.00,placed,1\n2,b,2025-01-02T00:00:00Z,20.00,placed,1\n",
            "orders_b.csv": Self.head
                + "2,b,2025-01-02T00:00:00Z,20.00,cancelled,2\n1,a,2025-01-01T00:00:00Z,10.00,placed,1\n",
        ])
        let result = try folder.read { $0.mappingText = "tables: { orders: { files: \"orders_*.csv\" } }" }
        let table = try result.table("orders")
        #expect((table.read, table.accepted, table.duplicates, table.superseded) == (4, 2, 1, 1))
        #expect(table.isReconciled && table.setApart == ["cancelled": 1])
        #expect(result.shop.orders.total == [100_000])
    }

    @Test func `latest_by says which version is the latest`() throws {
        let folder = try SourceFolder([
            "orders.csv": Self.head
                + "1,a,2025-01-01T00:00:00Z,30.00,placed,2025-03-03\n1,a,2025-01-01T00:00:00Z,10.00,placed,2025-02-02\n"
        ])
        let result = try folder.read { $0.mappingText = "tables: { orders: { latest_by: changed } }" }
        #expect(result.shop.orders.total == [300_000])
        #expect(try result.table("orders").superseded == 1)
    }

    @Test func `two orders under one number are refused with their money`() throws {
        let folder = try SourceFolder([
            "orders.csv": Self.head
                + "1,a,2025-01-01T00:00:00Z,30.00,placed,1\n1,b,2025-06-01T00:00:00Z,10.00,placed,1\n"
        ])
        let table = try folder.read().table("orders")
        #expect(table.reasons == [.duplicateConflict: 2] && table.quarantinedMoney == 400_000)
    }

    @Test func `lines of an order that was exported again count once`() throws {
        let head = "order_id,product_id,quantity,unit_price\n"
        let folder = try SourceFolder([
            "orders.csv": "order_id,customer_id,ordered_at,total\n1,a,2025-01-01T00:00:00Z,3.00\n",
            "order_lines_a.csv": head + "1,p,1,1.00\n1,p,1,1.00\n",
            "order_lines_b.csv": head + "1,p,1,1.00\n1,p,2,1.00\n",
            "order_lines_c.csv": head + "1,p,1,1.00\n1,p,2,1.00\n",
        ])
        let result = try folder.read { $0.mappingText = "tables: { order_lines: { files: \"order_lines*.csv\" } }" }
        let table = try result.table("order_lines")
        #expect((table.accepted, table.duplicates, table.superseded) == (2, 2, 2) && table.isReconciled)
        #expect(result.shop.lines.quantity == [1, 2])
    }

    /// Forty orders, one every ten days, and further ones.
    private static func orders(_ further: [String]) -> String {
        var text = "order_id,customer_id,ordered_at,total\n"
        for day in 0..<40 {
            let at = Instant(microseconds: (19_700 + Int64(day) * 10) * Instant.microsecondsPerDay)
            text += "\(day),c\(day % 7),\(at),1.00\n"
        }
        return text + further.map { $0 + "\n" }.joined()
    }

    @Test(arguments: ["x,c1,2027-11-20T00:00:00Z,50.00", "x,c1,1970-01-01T00:00:00Z,50.00"])
    func `an order far outside of all others is set aside and moves nothing`(row: String) throws {
        let plain = try SourceFolder(["orders.csv": Self.orders([])]).read()
        let result = try SourceFolder(["orders.csv": Self.orders([row])]).read()
        let table = try result.table("orders")
        #expect((table.read, table.accepted, table.setAside) == (41, 40, 1) && table.isReconciled)
        #expect(table.setAsideMoney == 500_000)
        #expect(result.shop.asOf == plain.shop.asOf && result.shop.observedFrom == plain.shop.observedFrom)
        #expect(try result.check("orders_set_aside").outcome == .warned)
    }

    @Test func `a season that comes back every year sets nothing aside`() throws {
        var text = "order_id,customer_id,ordered_at,total\n"
        for year in 2020...2024 {
            for day in 1...(year == 2024 ? 1 : 20) {
                text += "\(year)-\(day),c\(day),\(year)-12-\(day < 10 ? "0" : "")\(day)T00:00:00Z,1.00\n"
            }
        }
        let table = try SourceFolder(["orders.csv": text]).read().table("orders")
        #expect((table.accepted, table.setAside) == (81, 0))
    }
}

/// Two sources of one figure, and who is who.
struct SuspicionTests {
    private static func orders(
        _ count: Int, _ row: (Int) -> String, head: String = "order_id,customer_id,ordered_at,total"
    ) -> String {
        (0..<count).reduce(into: head + "\n") { $0 += row($1) + "\n" }
    }

    private static func at(_ index: Int) -> String {
        "\(Instant(microseconds: (19_700 + Int64(index)) * Instant.microsecondsPerDay))"
    }

    @Test func `dated refunds count where an order has any, else its column`() throws {
        let folder = try SourceFolder([
            "orders.csv": """
            order_id,customer_id,ordered_at,total,refunded
            1,a,2025-01-01T00:00:00Z,100.00,10.00
            2,a,2025-01-02T00:00:00Z,100.00,20.00
            3,a,2025-01-03T00:00:00Z,100.00,

            """,
            "refunds.csv": """
            order_id,at,amount
            2,2025-01-05T10:00:00Z,20.00
            3,2025-01-06T10:00:00Z,5.00
            3,2025-01-06T10:00:00Z,5.00

            """,
        ])
        let result = try folder.read()
        #expect(result.shop.orders.refunded == [100_000, 200_000, 50_000])
        #expect(result.shop.refunds.amount.reduce(0, +) == 350_000)
        #expect(try result.table("refunds").duplicates == 1)
        #expect(try result.check("refunds_repeated").outcome == .warned)
        #expect(try result.check("refunds_match_refunded").found.contains("1 orders with 10.00"))
    }

    @Test func `equal refunds stay where the order says that all of them were paid`() throws {
        let folder = try SourceFolder([
            "orders.csv": "order_id,customer_id,ordered_at,total,refunded\n1,a,2025-01-01T00:00:00Z,100.00,10.00\n",
            "refunds.csv": "order_id,at,amount\n1,2025-01-05,5.00\n1,2025-01-05,5.00\n".replacing(
                "05,", with: "05T00:00:00Z,"),
        ])
        #expect(try folder.read().shop.orders.refunded == [100_000])
    }

    @Test func `totals that follow another rule hold back and name it`() throws {
        let text = Self.orders(
            40, { "\($0),c\($0 % 9),\(Self.at($0)),\(90 + $0).00,\(85 + $0).00,15.00,5.00,10.00" },
            head: "order_id,customer_id,ordered_at,total,subtotal,discount,shipping,tax")
        let folder = try SourceFolder(["orders.csv": text])
        let check = try folder.read().check("total_mismatch")
        #expect(check.outcome == .failed && check.found.contains("subtotal + shipping = total fits 40 of 40"))
        let fixed = try folder.read {
            $0.mappingText =
                "tables: { orders: { columns: { subtotal: { sum: [subtotal, discount] }, tax: { constant: \"0\" } } } }"
        }
        #expect(try fixed.check("total_mismatch").outcome == .passed)
    }

    @Test func `lines in cents against totals in units hold back`() throws {
        let folder = try SourceFolder([
            "orders.csv": Self.orders(30) { "\($0),c\($0 % 9),\(Self.at($0)),10.00" },
            "order_lines.csv": Self.orders(30, { "\($0),p,1,1000" }, head: "order_id,product_id,quantity,unit_price"),
        ])
        #expect(try folder.read().check("lines_match_total").outcome == .failed)
    }

    @Test(arguments: ["customer_share", "customers_repeat", "ids_are_whole", "customer_id_forms"])
    func `a suspicion about ids holds back`(check: String) throws {
        let folder = try SourceFolder([
            "orders.csv": Self.orders(300) { index in
                let id =
                    switch check {
                    case "customer_share": index % 3 == 0 ? "shop@x.org" : "c\(index % 40)"
                    case "customers_repeat": "c\(index)"
                    case "ids_are_whole": "\(index % 5).12345E+12"
                    default: index % 2 == 0 ? "Ann\(index % 40)@x.org" : "ann\(index % 39)@x.org"
                    }
                return "\(index),\(id),\(Self.at(index)),1.00"
            }
        ])
        let result = try folder.read()
        #expect(result.quality.checks.filter { $0.outcome == .failed }.map(\.name).contains(check))
    }

    @Test func `a plain shop raises none`() throws {
        let folder = try SourceFolder([
            "orders.csv": Self.orders(300) { "\($0),c\($0 * 7 % 60),\(Self.at($0)),1.00" },
            "customers.csv": Self.orders(60, { "c\($0)" }, head: "customer_id"),
        ])
        let checks = try folder.read().quality.checks
        #expect(checks.filter { $0.outcome != .passed }.map(\.name) == [])
    }

    @Test func `customers that match no order hold back, and digits make them meet`() throws {
        let folder = try SourceFolder([
            "orders.csv": Self.orders(300) { "\($0),\($0 * 7 % 60 + 1).0,\(Self.at($0)),1.00" },
            "customers.csv": Self.orders(60, { "\($0 + 1)" }, head: "customer_id"),
        ])
        #expect(try folder.read().check("customers_match_orders").outcome == .failed)
        let fixed = try folder.read {
            $0.mappingText = "tables: { orders: { columns: { customer_id: { digits: true } } } }"
        }
        #expect(try fixed.check("customers_match_orders").outcome == .passed)
        #expect(fixed.shop.customers.count == 60)
    }

    @Test func `ids that are one person are one customer`() throws {
        let folder = try SourceFolder([
            "orders.csv": Self.orders(4) { "\($0),o\($0),\(Self.at($0)),1.00" },
            "customers.csv": "customer_id,person\no0,ann\no1,ann\no2,\n",
            "customer_identities.csv": "customer_id,same_as\no3,o2\n",
        ])
        let shop = try folder.read { $0.mappingText = "tables: { customers: { columns: { same_as: person } } }" }.shop
        #expect(shop.customers.ids.strings == ["ann", "o2"])
        #expect((0..<2).map { shop.customers.orders(of: $0).count } == [2, 2])
    }
}
