internal import Domain

/// The three months of the year in which a shop sells most, and how many of any span of days fall into them.
struct PeakSeason: Sendable {
    /// A year in days: below it a month may not have been seen.
    static let yearDays = 365.25

    private let firstDay: Int32
    /// The local day of the frame's last moment.
    let lastDay: Int32
    /// Peak days up to and with each day from ``firstDay`` on.
    private let daysUpTo: [Int32]

    /// The calendar of peak days over all orders of a ledger; `nil` without orders or peak months.
    init?(months: [Int]?, ledger: OrderLedger) {
        guard let months, let span = Self.days(of: ledger) else { return nil }
        firstDay = span.lowerBound
        lastDay = span.upperBound
        var sum: Int32 = 0
        daysUpTo = span.map { day in
            if months.contains(CivilDate(daysSince1970: day).month) { sum += 1 }
            return sum
        }
    }

    @inline(__always)
    func isPeak(_ day: Int32) -> Bool {
        count(from: day, through: day) > 0
    }

    /// Peak days from one day through another, both within the ledger's days.
    @inline(__always)
    func count(from first: Int32, through last: Int32) -> Int32 {
        let before = first > firstDay ? daysUpTo[Int(first - firstDay) - 1] : 0
        return daysUpTo[Int(last - firstDay)] - before
    }

    /// The three months with the most orders for each day that was observed of them, ascending.
    ///
    /// By the day, because a history of 14 months holds two of its months twice. Of equal months the earlier one.
    ///
    /// - Returns: `nil` below a year of orders.
    static func busiestMonths(of ledger: OrderLedger) -> [Int]? {
        guard let start = ledger.firstOrderAt, let span = days(of: ledger),
            Instant(microseconds: ledger.asOf).days(since: Instant(microseconds: start)) >= yearDays
        else { return nil }
        let monthOfDay = span.map { CivilDate(daysSince1970: $0).month }
        var (orders, days) = ([Double](repeating: 0, count: 13), [Double](repeating: 0, count: 13))
        for month in monthOfDay { days[month] += 1 }
        for order in 0..<ledger.shop.orders.count where ledger.exists(order) {
            orders[monthOfDay[Int(ledger.shop.orders.localDay[order] - span.lowerBound)]] += 1
        }
        let rates = (1...12).map { (month: $0, rate: orders[$0] / max(days[$0], 1)) }
        let busiest = rates.sorted { ($0.rate, $1.month) > ($1.rate, $0.month) }
        return busiest.prefix(3).map(\.month).sorted()
    }

    /// The local days from the first order to the frame's instant.
    private static func days(of ledger: OrderLedger) -> ClosedRange<Int32>? {
        guard let start = ledger.firstOrderAt else { return nil }
        let zone = ledger.shop.zone
        return zone.local(start).day...zone.local(ledger.asOf - 1).day
    }
}
