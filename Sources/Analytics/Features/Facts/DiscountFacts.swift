internal import Domain

/// How much of what somebody bought was reduced.
package struct DiscountFacts: Equatable, Sendable {
    /// Orders with a discount, of those whose discount is known.
    package internal(set) var discounted = RateCount()
    /// The sum of discount by subtotal over the discounted orders whose subtotal is positive, and their number.
    package internal(set) var depthSum = 0.0
    package internal(set) var depthCount: Int32 = 0
    /// Over the orders of which both are known, in 1/10000 of the currency unit.
    package internal(set) var discount: Int64 = 0
    package internal(set) var subtotal: Int64 = 0
    /// Orders with a discount code.
    package internal(set) var coded = RateCount()
    /// Lines without a discount, of those whose discount is known.
    package internal(set) var fullPriceLines = RateCount()

    init(of orders: Range<Int>, in frame: ShopFrame) {
        if !frame.shop.orders.discount.isEmpty { readOrders(orders, in: frame) }
        if !frame.shop.orders.discountCode.isEmpty {
            for order in orders { coded.insert(frame.shop.orders.discountCode[order] >= 0) }
        }
        if !frame.shop.lines.discount.isEmpty {
            for order in orders { readLines(frame.ledger.lines(of: order), in: frame) }
        }
    }

    private mutating func readOrders(_ orders: Range<Int>, in frame: ShopFrame) {
        for order in orders {
            let reduction = frame.shop.orders.discount[order]
            guard reduction != Money.missing else { continue }
            discounted.insert(reduction > 0)
            guard !frame.shop.orders.subtotal.isEmpty, frame.shop.orders.subtotal[order] != Money.missing else {
                continue
            }
            let whole = frame.shop.orders.subtotal[order]
            discount = discount.addingClamped(reduction)
            subtotal = subtotal.addingClamped(whole)
            guard reduction > 0, whole > 0 else { continue }
            depthSum += Double(reduction) / Double(whole)
            depthCount += 1
        }
    }

    private mutating func readLines(_ range: Range<Int>, in frame: ShopFrame) {
        for line in range where frame.shop.lines.discount[line] != Money.missing {
            fullPriceLines.insert(frame.shop.lines.discount[line] <= 0)
        }
    }
}
