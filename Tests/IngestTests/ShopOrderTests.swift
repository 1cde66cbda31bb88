import Domain
import Foundation
import Ingest
import Testing

/// The shop that comes out does not depend on how the rows lie, nor on the number of threads.
struct ShopOrderTests {
    private static let tables: [String: [String]] = [
        "customers.csv": ["customer_id,created_at,country"]
            + (0..<30).map { "c\($0),2024-12-\(10 + $0 % 20)T00:00:00Z,\(["DE", "FR", ""][$0 % 3])" },
        "orders.csv": ["order_id,customer_id,ordered_at,subtotal,discount,total,channel,discount_code"]
            + (0..<300).map { order in
                let customer = order % 7 == 0 ? "" : "c\(order * 31 % 40)"
                return "o\(order),\(customer),2025-01-\(10 + order % 15)T0\(order % 3):00:00Z,\(order),1,\(order).25,"
                    + "\(["web", "app", ""][order % 3]),\(order % 5 == 0 ? "SAVE\(order % 2)" : "")"
            } + ["o1,c31,2025-01-11T01:00:00Z,1,1,1.25,app,"],
        "order_lines.csv": ["order_id,product_id,quantity,unit_price,category,product_title"]
            + (0..<900).map { "o\($0 * 13 % 310),p\($0 % 37),\($0 % 4),\($0 % 9).5,k\($0 % 3),title \($0 % 5)" },
        "refunds.csv": ["order_id,at,amount"]
            + (0..<60).map { "o\($0 * 5 % 300),2025-02-0\(1 + $0 % 9)T00:00:00Z,0.\($0 % 10)" },
        "tickets.csv": ["ticket_id,customer_id,created_at,status,assignee_id"]
            + (0..<50).map { "t\($0),c\($0 % 45),2025-01-\(10 + $0 % 9)T00:00:00Z,open,a\($0 % 4)" },
        "ticket_events.csv": ["ticket_id,at,kind,actor,actor_id,from,to"]
            + (0..<200).map { event in
                let kind = ["message", "status", "note"][event % 3]
                return "t\(event % 55),2025-01-2\(event % 4)T00:00:00Z,\(kind),agent,a\(event % 3),open,pending"
            },
        "agents.csv": ["agent_id,name"] + (0..<3).map { "a\($0),Agent \($0)" },
    ]

    private func folder(shuffled seed: UInt64? = nil) throws -> SourceFolder {
        var random = SplitMix(state: seed ?? 0)
        return try SourceFolder(
            Self.tables.mapValues { rows in
                let body = seed == nil ? Array(rows.dropFirst()) : rows.dropFirst().shuffled(using: &random)
                return ([rows[0]] + body).joined(separator: "\n")
            })
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func `rows in another order give the same shop and digest`(seed: UInt64) throws {
        let (plain, shuffled) = (try folder().read(), try folder(shuffled: seed).read())
        #expect(plain.digest == shuffled.digest)
        #expect(plain.quality.tables == shuffled.quality.tables)
        #expect(String(describing: plain.shop) == String(describing: shuffled.shop))
    }

    @Test func `one thread and two give the same`() throws {
        let folder = try folder(shuffled: 9)
        let (one, two) = (try folder.read(jobs: 1), try folder.read(jobs: 2))
        #expect(one.digest == two.digest && one.quality == two.quality)
        #expect(String(describing: one.shop) == String(describing: two.shop))
    }

    @Test func `one changed value changes the digest`() throws {
        let before = try folder().read().digest
        var tables = Self.tables
        for (name, from, to) in [
            ("orders.csv", "o7,", "o7x,"), ("customers.csv", "FR", "IT"), ("tickets.csv", "open", "closed"),
            ("order_lines.csv", "title 0", "a title"), ("ticket_events.csv", "note", "message"),
        ] {
            let rows = tables[name] ?? []
            tables[name] = rows.map { $0.replacingOccurrences(of: from, with: to) }
            let changed = try SourceFolder(tables.mapValues { $0.joined(separator: "\n") })
            #expect(try changed.read().digest != before, "\(name)")
            tables[name] = rows
        }
    }

    @Test func `everything stands where the shop says`() throws {
        let shop = try folder(shuffled: 4).read().shop
        #expect(shop.customers.orderStart.count == shop.customers.count + 1)
        let ids = shop.customers.ids.strings
        #expect(ids == ids.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        for customer in 0..<shop.customers.count {
            let range = shop.customers.orders(of: customer)
            #expect(range.allSatisfy { shop.orders.customer[$0] == Int32(customer) })
            #expect(range.dropLast().allSatisfy { shop.orders.orderedAt[$0] <= shop.orders.orderedAt[$0 + 1] })
        }
        let guests = Int(shop.customers.orderStart.last ?? 0)..<shop.orders.count
        #expect(!guests.isEmpty && guests.allSatisfy { shop.orders.customer[$0] == -1 })
        #expect(shop.orders.lineStart.last == Int32(shop.lines.count))
        #expect(shop.orders.refundStart.last == Int32(shop.refunds.count))
        for order in 0..<shop.orders.count {
            #expect(shop.orders.refunded[order] == shop.refunds.amount[shop.orders.refunds(of: order)].reduce(0, +))
        }
        #expect(shop.tickets.eventStart.last == Int32(shop.ticketEvents.count))
        #expect(shop.agents.ids.strings == ["a0", "a1", "a2", "a3"])
    }

    @Test func `local days follow daylight saving`() throws {
        let folder = try SourceFolder([
            "orders.csv": """
            order_id,customer_id,ordered_at,total
            1,c,2025-03-30T00:59:59Z,1
            2,c,2025-03-30T01:00:00Z,1
            3,c,2025-10-26T00:59:59Z,1
            4,c,2025-10-26T01:00:00Z,1
            5,c,2025-06-30T22:00:00Z,1
            """
        ])
        let orders = try folder.read { $0.zone = ShopZone(identifier: "Europe/Berlin") ?? .utc }.shop.orders
        // By time: the two of March, June, the two of October.
        #expect(orders.localSecond == [7199, 10_800, 0, 10_799, 7200])
        #expect(
            orders.localDay.map { "\(CivilDate(daysSince1970: $0))" }
                == ["2025-03-30", "2025-03-30", "2025-07-01", "2025-10-26", "2025-10-26"])
    }

    @Test func `amounts that do not add up and refunds above the total are reported, not refused`() throws {
        let folder = try SourceFolder([
            "orders.csv": """
            order_id,customer_id,ordered_at,subtotal,discount,shipping,tax,total,refunded
            1,c,2025-01-01T00:00:00Z,10,1,2,0.5,11.51,0
            2,c,2025-01-01T00:00:00Z,10,1,2,0.5,11.52,12
            3,c,2025-01-01T00:00:00Z,10,1,,0.5,99,0
            """
        ])
        let result = try folder.read()
        #expect(try result.check("total_mismatch").found == "1 of 3 orders")
        #expect(try result.check("total_mismatch").outcome == .warned)
        let refunds = try result.check("refund_above_total").found
        #expect(
            refunds.hasPrefix("1 of 3 orders, 0.48 more than they cost, among them those of customer c at 2025-01-01"))
    }

    @Test func `dated refunds win over the refunded column and count by the bound`() throws {
        let folder = try SourceFolder([
            "orders.csv": "order_id,customer_id,ordered_at,total,refunded\n1,c,2025-01-01T00:00:00Z,10,9\n",
            "order_lines.csv": "order_id,line_no,product_id,quantity,unit_price\n1,1,a,1,4\n1,2,b,3,2\n",
            "refunds.csv": """
            order_id,line_no,at,quantity,amount
            1,2,2025-01-02T00:00:00Z,1,2
            1,2,2025-01-04T00:00:00Z,2,4
            1,9,2025-01-03T00:00:00Z,1,1
            """,
        ])
        let bound = Instant(iso8601: "2025-01-04T00:00:00Z") ?? Instant(microseconds: 0)
        let result = try folder.read { $0.asOf = .instant(bound) }
        #expect(result.shop.orders.refunded == [30_000])
        #expect(result.shop.refunds.line == [1, -1])
        #expect(result.shop.lines.refundedQuantity == [0, 1])
        #expect(try result.table("refunds").afterAsOf == 1)
    }
}
