package import Domain

/// Who may be older than the records show.
///
/// A shop's records begin somewhere in the lives of its customers. Whoever first appears within the time that 90 % of
/// all gaps between two order days stay under may as well be coming back, so the cohorts of these customers are marked,
/// and no overall line counts them.
package enum LeftTruncation {
    /// The 90 % quantile (type 7) of the gaps between consecutive distinct order days, in days, over all customers.
    ///
    /// - Returns: `nil` where no customer ordered on two days: then nobody is marked, because nothing tells how long a
    ///   silence may be.
    package static func gapDays(_ shop: Shop, jobs: Int) -> Double? {
        let parts = Partitions.map(total: shop.customers.count, jobs: jobs) { gaps(of: $0, shop) }
        var counts: [Int32: Int] = [:]
        for part in parts { counts.merge(part, uniquingKeysWith: +) }
        return quantile(counts.sorted { $0.key < $1.key }, 0.9)
    }

    /// How often every gap occurs among some customers.
    private static func gaps(of customers: Range<Int>, _ shop: Shop) -> [Int32: Int] {
        var short = [Int](repeating: 0, count: 4096)
        var long: [Int32: Int] = [:]
        for customer in customers {
            let orders = shop.customers.orders(of: customer)
            for order in orders.dropFirst() {
                let gap = shop.orders.localDay[order] - shop.orders.localDay[order - 1]
                guard gap > 0 else { continue }
                if gap < 4096 { short[Int(gap)] += 1 } else { long[gap, default: 0] += 1 }
            }
        }
        for (gap, count) in short.enumerated() where count > 0 { long[Int32(gap)] = count }
        return long
    }

    private static func quantile(_ counts: [(key: Int32, value: Int)], _ share: Double) -> Double? {
        let total = counts.reduce(0) { $0 + $1.value }
        guard total > 0 else { return nil }
        let rank = share * Double(total - 1)
        let (low, fraction) = (Int(rank), rank - Double(Int(rank)))
        func value(_ position: Int) -> Double {
            var seen = 0
            for (gap, count) in counts {
                seen += count
                if position < seen { return Double(gap) }
            }
            return .nan
        }
        return fraction > 0 ? value(low) + fraction * (value(low + 1) - value(low)) : value(low)
    }
}
