internal import Domain

/// Whether times of day are told at all: a source of plain dates carries the same one throughout.
enum TimesOfDay {
    /// The largest share of records at one second of the day that still counts as told.
    static let largestShare = 0.99

    /// Whether the orders of a shop have hours.
    static func areTold(by ledger: OrderLedger) -> Bool {
        let orders = ledger.shop.orders
        var (local, utc) = (Histogram(), Histogram())
        for order in 0..<orders.count where ledger.exists(order) {
            local.insert(second: orders.localSecond[order])
            utc.insert(second: secondOfDay(orders.orderedAt[order]))
        }
        return local.isSpread && utc.isSpread
    }

    /// Whether the tickets of a shop created before an instant have hours.
    static func areTold(byTicketsOf shop: Shop, before asOf: Int64) -> Bool {
        var (local, utc) = (Histogram(), Histogram())
        for at in shop.tickets.createdAt where at < asOf {
            local.insert(second: shop.zone.local(at).second)
            utc.insert(second: secondOfDay(at))
        }
        return local.isSpread && utc.isSpread
    }

    // Midnight in UTC is two times of day on a clock with daylight saving: hence both clocks.
    private static func secondOfDay(_ microseconds: Int64) -> Int32 {
        let rest = microseconds.flooredDivision(by: Instant.microsecondsPerDay).remainder
        return Int32(rest / Instant.microsecondsPerSecond)
    }

    private struct Histogram {
        private var counts = [Int32](repeating: 0, count: 86_400)
        private var total = 0
        private var largest: Int32 = 0

        mutating func insert(second: Int32) {
            counts[Int(second)] += 1
            total += 1
            largest = max(largest, counts[Int(second)])
        }

        var isSpread: Bool {
            total > 0 && Double(largest) <= TimesOfDay.largestShare * Double(total)
        }
    }
}
