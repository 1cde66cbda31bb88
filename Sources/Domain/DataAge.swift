/// How old the data of a source is: the clock against its last record, by the source's own pace.
package struct DataAge: Sendable {
    /// The last order, refund, ticket or event; `nil` where there is none.
    package let lastRecord: Instant?
    /// Days between records that nine in ten gaps do not exceed, at least one.
    package let usualGapDays: Double

    package init(of shop: Shop) {
        let latest = [shop.orders.orderedAt, shop.refunds.at, shop.tickets.createdAt, shop.ticketEvents.at]
            .compactMap { $0.max() }.max()
        lastRecord = latest.map { Instant(microseconds: $0) }
        usualGapDays = Self.gap(of: shop.has.orders ? shop.orders.orderedAt : shop.tickets.createdAt)
    }

    /// Over the last year of records.
    private static func gap(of instants: [Int64]) -> Double {
        guard let last = instants.max() else { return 1 }
        let lastDay = Int(last / Instant.microsecondsPerDay)
        var hasRecord = [Bool](repeating: false, count: 366)
        for instant in instants {
            let back = lastDay - Int(instant / Instant.microsecondsPerDay)
            if hasRecord.indices.contains(back) { hasRecord[back] = true }
        }
        let days = hasRecord.indices.filter { hasRecord[$0] }
        let gaps = zip(days, days.dropFirst()).map { Double($1 - $0) }.sorted()
        guard !gaps.isEmpty else { return 1 }
        return max(1, gaps[min(gaps.count - 1, gaps.count * 9 / 10)])
    }

    /// Days up to a reading of the clock; 0 for records that lie after it.
    package func days(at now: Instant) -> Double? { lastRecord.map { max(0, now.days(since: $0)) } }
}
