import Foundation
import SampleShop
import Testing

/// A shop of 1,500 customers, generated once.
private let shop = Result { try ShopFiles(.init(customers: 1_500)) }

struct SampleShopTests {
    @Test func `the same configuration gives the same bytes`() throws {
        let first = try ShopFiles(.init(customers: 120, seed: 7))
        let second = try ShopFiles(.init(customers: 120, seed: 7))
        #expect(first.contents == second.contents)
    }

    @Test func `another seed gives another shop`() throws {
        let first = try ShopFiles(.init(customers: 60, seed: 7))
        let second = try ShopFiles(.init(customers: 60, seed: 8))
        for path in ["customers.csv", "orders.csv", "order_lines.csv", "tickets.csv", "truth/customers.csv"] {
            #expect(first.contents[path] != second.contents[path], "\(path)")
        }
    }

    @Test func `a customer stays the same when the shop grows`() throws {
        let (small, large) = (try ShopFiles(.init(customers: 60)), try ShopFiles(.init(customers: 150)))
        let tables = ["customers", "orders", "order_lines", "refunds", "tickets", "ticket_events", "truth/customers"]
        for table in tables {
            let known = try large.rows(table).filter { row in
                let id = row["order_id"] ?? row["ticket_id"] ?? row.text("customer_id")
                return try #require(Int(id.dropFirst().prefix(7))) <= 60
            }
            #expect(try small.rows(table) == known, "\(table)")
        }
    }

    @Test func `the summary counts the rows and bytes of every table`() throws {
        let shop = try shop.get()
        #expect(shop.summary.tables.count == shop.contents.count - 1)  // truth/shop.json is no table
        for table in shop.summary.tables {
            #expect(try shop.rows(table.name).count == table.rows)
            #expect(shop.contents[table.name + ".csv"]?.count == table.bytes)
        }
    }

    @Test func `a shop without a desk sells the same and leaves no ticket file behind`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("shop-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        _ = try SampleShop(.init(customers: 80)).write(to: folder.path)
        let with = try ShopFiles.read(folder)
        _ = try SampleShop(.init(customers: 80, tickets: false)).write(to: folder.path)
        let without = try ShopFiles.read(folder)
        #expect(
            Set(with.keys).subtracting(without.keys) == [
                "tickets.csv", "ticket_events.csv", "agents.csv", "agent_presence.csv", "truth/agents.csv",
            ])
        for table in ["customers", "orders", "order_lines", "refunds", "products"] {
            #expect(with[table + ".csv"] == without[table + ".csv"])
        }
    }

    @Test func `a folder that cannot be made is an error`() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("shop-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        #expect(throws: (any Error).self) { try SampleShop(.init(customers: 1)).write(to: file.path) }
    }

    @Test func `the truth names the seed and the planted parameters`() throws {
        let json = try #require(try shop.get().contents["truth/shop.json"])
        let truth = try #require(try JSONSerialization.jsonObject(with: json) as? [String: [String: Any]])
        #expect(truth["configuration"]?["seed"] as? Int == 1)
        #expect(truth["parameters"]?["meanMonthlyRate"] is Double)
    }
}

struct SampleShopOrderTests {
    @Test func `every order adds up to the cent`() throws {
        let shop = try shop.get()
        let lines = Dictionary(grouping: try shop.rows("order_lines")) { $0.text("order_id") }
        for order in try shop.rows("orders") {
            let own = try #require(lines[order.text("order_id")])
            let subtotal = try own.reduce(0) { try $0 + $1.integer("quantity") * $1.cents("unit_price") }
            let discount = try own.reduce(0) { try $0 + $1.cents("discount") }
            #expect(try order.cents("subtotal") == subtotal)
            #expect(try order.cents("discount") == discount)
            let charged = try order.cents("shipping") + order.cents("tax")
            #expect(try order.cents("total") == subtotal - discount + charged)
        }
    }

    @Test func `refunds add up to what the order says and never exceed its total`() throws {
        let shop = try shop.get()
        let refunds = Dictionary(grouping: try shop.rows("refunds")) { $0.text("order_id") }
        var refunded = 0
        for order in try shop.rows("orders") {
            let own = refunds[order.text("order_id")] ?? []
            let sum = try own.reduce(0) { try $0 + $1.cents("amount") }
            #expect(try order.cents("refunded") == sum)
            #expect(try sum <= order.cents("total"))
            #expect(own.allSatisfy { $0.text("at") > order.text("ordered_at") })
            refunded += own.isEmpty ? 0 : 1
        }
        #expect(refunded == refunds.count)
    }

    @Test func `refunded pieces agree between lines and refunds`() throws {
        let shop = try shop.get()
        var pieces: [String: Int] = [:]
        for refund in try shop.rows("refunds") where !refund.text("line_no").isEmpty {
            pieces[refund.text("order_id") + "/" + refund.text("line_no")] = try refund.integer("quantity")
        }
        for line in try shop.rows("order_lines") {
            let expected = pieces[line.text("order_id") + "/" + line.text("line_no")] ?? 0
            #expect(try line.integer("refunded_quantity") == expected)
            #expect(try expected <= line.integer("quantity"))
        }
    }

    @Test func `every reference leads somewhere`() throws {
        let shop = try shop.get()
        let customers = Set(try shop.rows("customers").map { $0.text("customer_id") })
        let products = Set(try shop.rows("products").map { $0.text("product_id") })
        let orders = try shop.rows("orders")
        let orderIDs = Set(orders.map { $0.text("order_id") })
        #expect(orderIDs.count == orders.count)
        #expect(orders.allSatisfy { $0.text("customer_id").isEmpty || customers.contains($0.text("customer_id")) })
        #expect(try shop.rows("order_lines").allSatisfy { products.contains($0.text("product_id")) })
        #expect(try shop.rows("order_lines").allSatisfy { orderIDs.contains($0.text("order_id")) })
        #expect(try shop.rows("refunds").allSatisfy { orderIDs.contains($0.text("order_id")) })
    }

    @Test func `orders lie in the window, in order of time, after the customer registered`() throws {
        let shop = try shop.get()
        let instants = try shop.rows("orders").map { $0.text("ordered_at") }
        #expect(instants == instants.sorted())
        #expect(instants.allSatisfy { $0.count == 20 && "2023" <= $0 && $0 < "2026" })
        let created = Dictionary(
            uniqueKeysWithValues: try shop.rows("customers").map { ($0.text("customer_id"), $0.text("created_at")) })
        for order in try shop.rows("orders") where !order.text("customer_id").isEmpty {
            #expect(try #require(created[order.text("customer_id")]) < order.text("ordered_at"))
        }
    }

    @Test func `there are guests, cancelled orders, tests, and customers who never bought`() throws {
        let shop = try shop.get()
        let orders = try shop.rows("orders")
        let guests = orders.count { $0.text("customer_id").isEmpty }
        #expect((0.01...0.04).contains(Double(guests) / Double(orders.count)))
        #expect(Set(orders.map { $0.text("status") }) == ["placed", "paid", "cancelled", "test"])
        let buyers = Set(orders.map { $0.text("customer_id") }.filter { !$0.isEmpty })
        #expect((0.01...0.06).contains(1 - Double(buyers.count) / 1_500))
    }

    @Test func `December sells more than any other month`() throws {
        var orders: [String: Int] = [:]
        for order in try shop.get().rows("orders") {
            orders[String(order.text("ordered_at").dropFirst(5).prefix(2)), default: 0] += 1
        }
        #expect(orders.count == 12)
        #expect(orders.max { $0.value < $1.value }?.key == "12")
    }

    @Test func `without seasons every month sells the same`() throws {
        let calm = try ShopFiles(.init(customers: 1_500, seasons: false))
        let (busy, even) = (try busiestMonth(of: shop.get()), try busiestMonth(of: calm))
        #expect(even < 1.25, "the busiest month sells \(even) times the mean")
        #expect(busy > 1.5, "with seasons it sells \(busy) times the mean")
    }

    /// Orders of the busiest calendar month by those of the mean month.
    private func busiestMonth(of shop: ShopFiles) throws -> Double {
        let months = Dictionary(grouping: try shop.rows("orders")) { $0.text("ordered_at").dropFirst(5).prefix(2) }
        let counts = months.values.map { Double($0.count) }
        return (counts.max() ?? 0) / (counts.reduce(0, +) / 12)
    }
}
