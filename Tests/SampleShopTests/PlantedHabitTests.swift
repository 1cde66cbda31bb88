import Foundation
import SampleShop
import Testing

/// What a customer did, over the orders that count.
private struct Conduct {
    var (orders, discounted, subtotal, total, refunded) = (0.0, 0.0, 0.0, 0.0, 0.0)
    var firstOrder: String?
}

private func conduct(_ shop: ShopFiles) throws -> [String: Conduct] {
    var conduct: [String: Conduct] = [:]
    for order in try shop.rows("orders") where ["placed", "paid"].contains(order.text("status")) {
        var own = conduct[order.text("customer_id")] ?? Conduct()
        own.orders += 1
        own.discounted += try order.cents("discount") > 0 ? 1 : 0
        own.subtotal += try order.number("subtotal")
        own.total += try order.number("total")
        own.refunded += try order.number("refunded")
        own.firstOrder = own.firstOrder ?? order.text("ordered_at")
        conduct[order.text("customer_id")] = own
    }
    return conduct
}

/// A planted column beside what `measure` makes of the same customers' conduct, from five orders on.
private func planted(
    _ column: String, in shop: ShopFiles, _ measure: (Conduct) -> Double
) throws -> (habit: [Double], seen: [Double]) {
    let conduct = try conduct(shop)
    var (habit, seen) = ([Double](), [Double]())
    for truth in try shop.rows("truth/customers") {
        guard let own = conduct[truth.text("customer_id")], own.orders >= 5 else { continue }
        habit.append(try truth.number(column))
        seen.append(measure(own))
    }
    return (habit, seen)
}

private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
}

private let shop = Result { try ShopFiles(.init(customers: 2_000, tickets: false)) }

struct PlantedHabitTests {
    @Test func `baskets follow the planted spend level`() throws {
        let (habit, seen) = try planted("mean_basket", in: shop.get()) { $0.subtotal / $0.orders }
        #expect(correlation(habit.map { log($0) }, seen.map { log($0) }) > 0.9)
        // Whole products cannot meet a small budget exactly: the mean may lie a little above the planted one.
        #expect((0.95...1.15).contains(mean(seen) / mean(habit)))
    }

    @Test func `orders are discounted as often as planted`() throws {
        let (habit, seen) = try planted("discount_rate", in: shop.get()) { $0.discounted / $0.orders }
        #expect(correlation(habit, seen) > 0.9)
        #expect(abs(mean(seen) - mean(habit)) < 0.02)
    }

    @Test func `what comes back follows the planted return rate`() throws {
        let (habit, seen) = try planted("return_rate", in: shop.get()) { $0.refunded / $0.total }
        #expect(correlation(habit, seen) > 0.7)
        // Some pieces of a line stay, and some refunds lie after the window.
        #expect((0.75...1.05).contains(mean(seen) / mean(habit)))
    }

    @Test func `in a shop without dropout nobody leaves and orders come at the planted rate`() throws {
        let loyal = try ShopFiles(.init(customers: 800, dropout: false, tickets: false))
        #expect(try loyal.rows("truth/customers").allSatisfy { $0.text("left_at").isEmpty })
        let end = try Date("2026-01-01T00:00:00Z", strategy: .iso8601)
        let (habit, seen) = try planted("monthly_rate", in: loyal) { own in
            let first = own.firstOrder.flatMap { try? Date($0, strategy: .iso8601) } ?? end
            return own.orders / max(end.timeIntervalSince(first) / 86_400 / 30.4375, 1)
        }
        #expect(correlation(habit, seen) > 0.85)
    }

    @Test func `customers leave at their last order`() throws {
        let shop = try shop.get()
        let orders = Dictionary(grouping: try shop.rows("orders")) { $0.text("customer_id") }
        let left = try shop.rows("truth/customers").filter { !$0.text("left_at").isEmpty }
        #expect(!left.isEmpty)
        for truth in left {
            #expect(orders[truth.text("customer_id")]?.last?.text("ordered_at") == truth.text("left_at"))
        }
    }

    @Test func `the truth counts the orders that count`() throws {
        let shop = try shop.get()
        let conduct = try conduct(shop)
        for truth in try shop.rows("truth/customers") {
            #expect(try truth.number("orders") == conduct[truth.text("customer_id")]?.orders ?? 0)
        }
    }

    @Test func `products of a bundle are bought together more often than by chance`() throws {
        let shop = try shop.get()
        let baskets = Dictionary(grouping: try shop.rows("order_lines")) { $0.text("order_id") }
            .values.map { Set($0.map { $0.text("product_id") }) }
        let bundles = Dictionary(grouping: try shop.rows("truth/bundles")) { $0.text("bundle_id") }
        #expect(bundles.count == 30)
        for (id, rows) in bundles {
            let (a, b) = (rows[0].text("product_id"), rows[1].text("product_id"))
            let together = Double(baskets.count { $0.contains(a) && $0.contains(b) })
            let (withA, withB) = (Double(baskets.count { $0.contains(a) }), Double(baskets.count { $0.contains(b) }))
            #expect(together * Double(baskets.count) > 3 * withA * withB, "\(id)")
        }
    }
}
