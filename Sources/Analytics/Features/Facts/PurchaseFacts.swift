internal import Domain
internal import Kernels

/// When somebody bought: order days, the gaps between them, and what falls into the windows before the cut-off.
package struct PurchaseFacts: Equatable, Sendable {
    /// n: orders, whatever was refunded.
    package internal(set) var orders: Int32 = 0
    /// Different order days on the shop's clock: purchase occasions.
    package internal(set) var orderDays: Int32 = 0
    /// Microseconds; ``Instant/missing`` without an order.
    package internal(set) var firstAt = Instant.missing
    package internal(set) var lastAt = Instant.missing
    /// Days from the first order to the cut-off, at least 1; 0 without an order.
    package internal(set) var tenureDays = 0.0
    /// Days from the last order to the cut-off; NaN without an order.
    package internal(set) var recencyDays = Double.nan
    /// Days from the first order day to the last: the sum of the gaps.
    package internal(set) var gapSum: Int32 = 0
    /// The squared coefficient of variation of the gaps; NaN below two.
    package internal(set) var gapSquaredVariation = Double.nan
    /// The Theil-Sen slope of the gaps on their number, in days a gap; NaN below three.
    package internal(set) var gapSlope = Double.nan
    /// Orders of the last 90 days, of the last 180, and of the 180 before.
    package internal(set) var ordersIn90: Int32 = 0
    package internal(set) var ordersIn180: Int32 = 0
    package internal(set) var ordersIn180Before: Int32 = 0
    /// Different order days of the last 90 days.
    package internal(set) var orderDaysIn90: Int32 = 0
    /// Months of tenure, counted from the first order, and those with an order.
    package internal(set) var activeMonths = RateCount()

    /// Gaps between order days that follow each other.
    var gaps: Int { max(0, Int(orderDays) - 1) }

    /// A month of 30.4375 days, in microseconds.
    static let month = Instant.microsecondsPerDay / 10_000 * 304_375

    init(of orders: Range<Int>, in frame: ShopFrame, _ scratch: inout FactsScratch) {
        guard let first = orders.first, let last = orders.last else { return }
        self.orders = Int32(orders.count)
        firstAt = frame.shop.orders.orderedAt[first]
        lastAt = frame.shop.orders.orderedAt[last]
        tenureDays = max(1, frame.days(since: firstAt))
        recencyDays = frame.days(since: lastAt)
        readDays(of: orders, in: frame, &scratch.gaps)
        summarize(scratch.gaps, slopes: &scratch.slopes)
        countWindows(of: orders, in: frame)
        countMonths(of: orders, in: frame)
    }

    private mutating func readDays(of orders: Range<Int>, in frame: ShopFrame, _ gaps: inout [Double]) {
        gaps.removeAll(keepingCapacity: true)
        let first = frame.shop.orders.localDay[orders.lowerBound]
        var last = first
        orderDays = 1
        for order in orders {
            let day = frame.shop.orders.localDay[order]
            guard day > last else { continue }
            gaps.append(Double(day - last))
            orderDays += 1
            last = day
        }
        gapSum = last - first
    }

    private mutating func summarize(_ gaps: [Double], slopes: inout [Double]) {
        guard gaps.count >= 2 else { return }
        let mean = Double(gapSum) / Double(gaps.count)
        var squares = 0.0
        for gap in gaps {
            squares += (gap - mean) * (gap - mean)
        }
        gapSquaredVariation = squares / Double(gaps.count - 1) / (mean * mean)
        if gaps.count >= 3 { gapSlope = GapTrend.slope(of: gaps, slopes: &slopes) }
    }

    private mutating func countWindows(of orders: Range<Int>, in frame: ShopFrame) {
        let (since90, since180, since360) = (frame.before(days: 90), frame.before(days: 180), frame.before(days: 360))
        var lastDay: Int32?
        for order in orders.reversed() {
            let at = frame.shop.orders.orderedAt[order]
            guard at >= since360 else { return }
            guard at >= since180 else {
                ordersIn180Before += 1
                continue
            }
            ordersIn180 += 1
            guard at >= since90 else { continue }
            ordersIn90 += 1
            let day = frame.shop.orders.localDay[order]
            if day != lastDay { orderDaysIn90 += 1 }
            lastDay = day
        }
    }

    private mutating func countMonths(of orders: Range<Int>, in frame: ShopFrame) {
        var last: Int64 = -1
        for order in orders {
            let month = (frame.shop.orders.orderedAt[order] - firstAt) / Self.month
            if month != last { activeMonths.successes += 1 }
            last = month
        }
        activeMonths.trials = Int32(clamping: max(1, (frame.asOf - firstAt + Self.month - 1) / Self.month))
    }
}

/// The trend of the gaps between order days.
enum GapTrend {
    /// The gaps that count: the last thousand.
    ///
    /// Pairs grow with the square, and older habits are past anyway.
    static let longest = 1000

    /// The Theil-Sen slope of gaps on their number, in days a gap; NaN below two gaps.
    ///
    /// `slopes` is memory to work in.
    static func slope(of gaps: [Double], slopes: inout [Double]) -> Double {
        theilSenSlope(gaps.suffix(longest), slopes: &slopes) ?? .nan
    }
}
