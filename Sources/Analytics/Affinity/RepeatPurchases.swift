internal import Domain

/// Which products the same customers buy again, and after how long.
///
/// A product is bought again where at least ten customers, and a fifth of those who have it, came back for it. It is due from
/// the lower quartile of the times between two such purchases on, until their 90 % quantile: who has not come by then is
/// not waiting for it.
struct RepeatPurchases: Sendable {
    /// Microseconds since the last purchase.
    struct Interval: Sendable, Equatable {
        let from, until: Int64
        /// What an order with the product adds to the chance of another one within the window; above 0.
        let likeness: Double
    }

    private static let least = (customers: 10, share: 0.2)
    private static let quantiles = (from: 0.25, until: 0.9)

    /// By product; `nil` for one that is bought once.
    let intervals: [Interval?]

    init(_ orders: OrderSequences, _ base: FollowerBase, jobs: Int) {
        let parts = Partitions.map(total: orders.itemCount, jobs: jobs) { items in
            items.map { Self.interval(Int32($0), orders, base) }
        }
        intervals = parts.flatMap { $0 }
    }

    private static func interval(_ item: Int32, _ orders: OrderSequences, _ base: FollowerBase) -> Interval? {
        let history = History(orders.holders(of: item), orders)
        guard history.returned >= least.customers, Double(history.returned) >= least.share * Double(history.customers),
            history.watched > 0
        else { return nil }
        let gaps = history.gaps.sorted()
        func quantile(_ share: Double) -> Int64 { gaps[Int(share * Double(gaps.count - 1))] }
        let added = (Double(history.followed) - base.expected(history.strata, Int(item))) / Double(history.watched)
        guard added > 0 else { return nil }
        return Interval(from: quantile(quantiles.from), until: quantile(quantiles.until), likeness: added)
    }

    /// Whether a product is due so long after its last purchase.
    func isDue(_ item: Int32, after age: Int64) -> Bool {
        intervals[Int(item)].map { $0.from <= age && age <= $0.until } ?? false
    }

    /// The purchases of one product, customer by customer.
    private struct History {
        private(set) var customers = 0
        /// Customers who came back for it.
        private(set) var returned = 0
        private(set) var gaps: [Int64] = []
        /// Orders with it that were watched for a whole window, by stratum; and those followed by it within one.
        private(set) var strata = [Int](repeating: 0, count: OrderSequences.strata)
        private(set) var followed = 0

        var watched: Int { strata.reduce(0, +) }

        init(_ holders: ArraySlice<Int32>, _ orders: OrderSequences) {
            var (customer, time, hasReturned) = (Int32(-1), Int64(0), false)
            for (place, holder) in zip(holders.indices, holders) {
                let order = Int(holder)
                if orders.customers[order] != customer {
                    (customer, hasReturned) = (orders.customers[order], false)
                    customers += 1
                } else if orders.times[order] > time {
                    gaps.append(orders.times[order] - time)
                    if !hasReturned { returned += 1 }
                    hasReturned = true
                }
                time = orders.times[order]
                guard orders.isFollowed(order) else { continue }
                strata[Int(orders.stratum[order])] += 1
                // The first later order with it is among the next holders; those of the same instant come first.
                let next = holders[(place + 1)...].firstPlace(from: orders.sequelStart[order])
                if next < holders.endIndex, holders[next] < orders.sequelEnd[order] { followed += 1 }
            }
        }
    }
}
