import Analytics
import Domain
import Kernels

/// Small shops for tests of cohorts, an order at a time.
struct CohortShop {
    struct Order {
        let customer: Int
        let at: Instant
        var total: Int64 = 100_000
        var refunded: Int64 = 0
    }

    /// A shop of these orders; customer -1 is a guest.
    static func make(
        _ orders: [Order], asOf: Instant, zone: ShopZone = .utc, observesRefunds: Bool = true
    ) -> Shop {
        var shop = Shop(asOf: asOf, zone: zone, currency: "EUR")
        let customers = (orders.map(\.customer).max() ?? -1) + 1
        let byTime = orders.sorted { $0.at < $1.at }
        for customer in Array(0..<customers) + [-1] {
            for order in byTime where order.customer == customer {
                let local = zone.local(order.at.microseconds)
                shop.orders.customer.append(Int32(customer))
                shop.orders.orderedAt.append(order.at.microseconds)
                shop.orders.localDay.append(local.day)
                shop.orders.localSecond.append(local.second)
                shop.orders.total.append(order.total)
                if observesRefunds { shop.orders.refunded.append(order.refunded) }
            }
            guard customer >= 0 else { continue }
            shop.customers.ids.append("c" + customer.padded(to: 6))
            shop.customers.orderStart.append(Int32(shop.orders.count))
        }
        shop.has.refunds = observesRefunds
        shop.observedFrom = byTime.first?.at ?? asOf
        return shop
    }

    /// Customers who order at random times within `days` days from `start` on, many of them near midnight.
    static func random(
        customers: Int, start: Instant, days: Int, zone: ShopZone, seed: UInt64
    ) -> [Order] {
        var orders: [Order] = []
        for customer in -1..<customers {
            var random = CounterRandom(seed: seed, stream: UInt64(customer + 1))
            let first = random.index(below: days)
            for _ in 0..<1 + random.poisson(mean: 3) {
                let day = Int64(first + random.index(below: days - first))
                let midnight = zone.local(start.microseconds).day + Int32(day)
                let shift = Int64((random.uniform() - 0.5) * (random.uniform() < 0.5 ? 7_200 : 86_400))
                let at = zone.startOfDay(midnight).microseconds + shift * Instant.microsecondsPerSecond
                let total = Int64(random.index(below: 1_000_000))
                orders.append(
                    Order(
                        customer: customer, at: Instant(microseconds: at), total: total,
                        refunded: random.uniform() < 0.2 ? total / Int64(1 + random.index(below: 3)) : 0))
            }
        }
        return orders
    }

    static func instant(_ text: String) -> Instant {
        guard let instant = Instant(iso8601: text) else { preconditionFailure("\(text) is no instant") }
        return instant
    }
}

extension CohortAnalysis {
    /// The cohorts of one granularity.
    func lines(_ granularity: CohortGranularity) -> CohortGranularityLines {
        guard let lines = granularities.first(where: { $0.granularity == granularity }) else {
            preconditionFailure("\(granularity) was not asked for")
        }
        return lines
    }
}
