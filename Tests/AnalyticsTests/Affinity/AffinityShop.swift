import Analytics
import Domain

/// A small shop, order by order, for tests of what is bought together.
struct AffinityShop {
    struct Order {
        let customer: Int?
        let day: Int
        let products: [String]
        var returned: Set<String> = []
    }

    var orders: [Order] = []
    var titles: [String: String] = [:]
    var asOfDay = 1_000

    mutating func add(_ customer: Int?, day: Int, _ products: String..., returned: Set<String> = []) {
        orders.append(Order(customer: customer, day: day, products: products, returned: returned))
    }

    /// Every product costs 10, every line holds one piece; guests stand last.
    var shop: Shop {
        let day = Instant.microsecondsPerDay
        var shop = Shop(asOf: Instant(microseconds: Int64(asOfDay) * day), zone: .utc, currency: "EUR")
        let names = Set(orders.flatMap(\.products)).sorted()
        shop.products.ids = StringTable(names)
        shop.products.titles = StringTable(names.map { titles[$0] ?? "" })
        shop.products.category = names.map { _ in -1 }
        (shop.has.orderLines, shop.has.refundedQuantity) = (true, true)
        let customers = Set(orders.compactMap(\.customer)).sorted()
        shop.customers.ids = StringTable(customers.map { "c\(1_000 + $0)" })
        let sorted = orders.sorted { ($0.customer ?? .max, $0.day) < ($1.customer ?? .max, $1.day) }
        for order in sorted {
            shop.orders.customer.append(order.customer.flatMap { customers.firstIndex(of: $0) }.map(Int32.init) ?? -1)
            shop.orders.orderedAt.append(Int64(order.day) * day)
            shop.orders.localDay.append(Int32(order.day))
            shop.orders.localSecond.append(0)
            shop.orders.total.append(Int64(order.products.count) * 10 * Money.scale)
            for product in order.products {
                shop.lines.product.append(Int32(names.firstIndex(of: product) ?? 0))
                shop.lines.quantity.append(1)
                shop.lines.unitPrice.append(10 * Money.scale)
                shop.lines.refundedQuantity.append(order.returned.contains(product) ? 1 : 0)
            }
            shop.orders.lineStart.append(Int32(shop.lines.count))
        }
        shop.orders.refundStart = [Int32](repeating: 0, count: sorted.count + 1)
        shop.customers.orderStart = (0...customers.count).map { customer in
            Int32(shop.orders.customer.count { $0 >= 0 && Int($0) < customer })
        }
        shop.observedFrom = Instant(microseconds: shop.orders.orderedAt.min() ?? 0)
        return shop
    }
}
