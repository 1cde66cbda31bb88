internal import Domain
internal import Kernels

/// The orders of a shop as one frame sees them: which exist, and what was kept of each.
final class OrderLedger: Sendable {
    /// Where what was given back of an order is read.
    private enum Refunds {
        case none, byDate, byTotal
    }

    let shop: Shop
    /// Microseconds: orders at or after it do not exist.
    let asOf: Int64
    private let refunds: Refunds

    init(shop: Shop, frame: FeatureFrame) {
        self.shop = shop
        asOf = frame.asOf(in: shop).microseconds
        refunds =
            if shop.has.datedRefunds {
                .byDate
            } else if frame == .tonight, !shop.orders.refunded.isEmpty {
                .byTotal
            } else {
                .none
            }
    }

    /// Whether the frame shows refunds at all.
    var showsRefunds: Bool { refunds != .none }

    @inline(__always)
    func exists(_ order: Int) -> Bool {
        shop.orders.orderedAt[order] < asOf
    }

    /// The orders of a customer that exist: they stand in the order of time.
    @inline(__always)
    func orders(of customer: Int) -> Range<Int> {
        let all = shop.customers.orders(of: customer)
        var end = all.upperBound
        while end > all.lowerBound, shop.orders.orderedAt[end - 1] >= asOf { end -= 1 }
        return all.lowerBound..<end
    }

    /// The lines of an order; none where the source has no lines.
    @inline(__always)
    func lines(of order: Int) -> Range<Int> {
        shop.has.orderLines ? shop.orders.lines(of: order) : 0..<0
    }

    /// What was given back of an order, in 1/10000 of the currency unit.
    @inline(__always)
    func refunded(_ order: Int) -> Int64 {
        switch refunds {
        case .none: 0
        case .byTotal: shop.orders.refunded[order]
        case .byDate: datedRefunds(order)
        }
    }

    private func datedRefunds(_ order: Int) -> Int64 {
        var sum: Int64 = 0
        for refund in shop.orders.refunds(of: order) where shop.refunds.at[refund] < asOf {
            sum = sum.addingClamped(shop.refunds.amount[refund])
        }
        return sum
    }

    /// What the shop kept of an order, in 1/10000 of the currency unit.
    @inline(__always)
    func net(_ order: Int) -> Int64 {
        shop.orders.total[order].addingClamped(-refunded(order))
    }
}

extension OrderLedger {
    /// Days between the order days of one customer that follow each other, customer after customer.
    func gaps() -> [Double] {
        var gaps: [Double] = []
        for customer in 0..<shop.customers.count {
            var last: Int32?
            for order in orders(of: customer) {
                let day = shop.orders.localDay[order]
                if let last, day > last { gaps.append(Double(day - last)) }
                last = day
            }
        }
        return gaps
    }

    /// A quantile of the days from an order to a refund of it; `nil` without a dated refund.
    func refundLagDays(quantile share: Double) -> Double? {
        guard refunds == .byDate else { return nil }
        var lags: [Double] = []
        for order in 0..<shop.orders.count where exists(order) {
            for refund in shop.orders.refunds(of: order) where shop.refunds.at[refund] < asOf {
                let lag = Instant(microseconds: shop.refunds.at[refund])
                    .days(since: Instant(microseconds: shop.orders.orderedAt[order]))
                lags.append(max(0, lag))
            }
        }
        return quantiles(lags, [share])?.first
    }

    /// Whether any dated refund names the pieces that came back.
    var refundsNamePieces: Bool {
        guard refunds == .byDate else { return false }
        return shop.refunds.quantity.indices.contains { shop.refunds.quantity[$0] > 0 && shop.refunds.at[$0] < asOf }
    }

    /// The order channels in use.
    var channelCount: Int {
        var isSeen = [Bool](repeating: false, count: shop.orders.channels.count)
        for (order, code) in shop.orders.channel.enumerated() where code >= 0 && exists(order) {
            isSeen[Int(code)] = true
        }
        return isSeen.count { $0 }
    }

    /// When the observation begins: the first order there is, in microseconds; `nil` without an order.
    var firstOrderAt: Int64? {
        shop.orders.orderedAt.min().flatMap { $0 < asOf ? $0 : nil }
    }
}
