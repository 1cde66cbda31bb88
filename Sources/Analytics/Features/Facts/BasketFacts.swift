internal import Domain

/// Which products somebody buys, and buys again.
package struct BasketFacts: Equatable, Sendable {
    /// L: order lines.
    package internal(set) var lines: Int32 = 0
    package internal(set) var products: Int32 = 0
    /// Σ l (l - 1) over products, l the lines of one: ordered pairs of lines with the same product.
    package internal(set) var equalPairs: Int64 = 0
    /// The lines of the product with the most.
    package internal(set) var topLines: Int32 = 0
    /// Products bought on two or more order days.
    package internal(set) var repeatedProducts: Int32 = 0
    /// Order days of these products, added up.
    package internal(set) var repeatDays: Int32 = 0
    /// Days from the first to the last order day of each of these products, added up.
    package internal(set) var repeatSpan: Int64 = 0
    /// Orders with a product that an earlier order had.
    package internal(set) var repeatOrders: Int32 = 0
    /// Of the lines of the last five orders, those with a product that no earlier order had.
    package internal(set) var firstTimeLines = RateCount()

    /// The orders that ``firstTimeLines`` looks at.
    static let recentOrders = 5

    init(of orders: Range<Int>, in frame: ShopFrame, _ scratch: inout FactsScratch) {
        scratch.keys.removeAll(keepingCapacity: true)
        scratch.isRepeat.removeAll(keepingCapacity: true)
        for order in orders {
            scratch.isRepeat.append(false)
            for line in frame.ledger.lines(of: order) {
                scratch.keys.append(groupKey(frame.shop.lines.product[line], order - orders.lowerBound))
            }
        }
        lines = Int32(clamping: scratch.keys.count)
        scratch.sorter.sort(&scratch.keys)
        var start = 0
        while start < scratch.keys.count {
            start = read(productAt: start, of: orders, in: frame, &scratch)
        }
        for isRepeat in scratch.isRepeat where isRepeat { repeatOrders += 1 }
    }

    /// Reads the lines of one product, which stand one after the other by order.
    ///
    /// - Returns: where the next product begins.
    private mutating func read(
        productAt start: Int, of orders: Range<Int>, in frame: ShopFrame, _ scratch: inout FactsScratch
    ) -> Int {
        let (product, firstOrder) = (scratch.keys[start].keyGroup, scratch.keys[start].keyPosition)
        let firstDay = frame.shop.orders.localDay[orders.lowerBound + firstOrder]
        var (end, days, lastDay) = (start, Int32(1), firstDay)
        while end < scratch.keys.count, scratch.keys[end].keyGroup == product {
            let order = scratch.keys[end].keyPosition
            let day = frame.shop.orders.localDay[orders.lowerBound + order]
            if day > lastDay { days += 1 }
            lastDay = day
            if order > firstOrder { scratch.isRepeat[order] = true }
            if order >= orders.count - Self.recentOrders { firstTimeLines.insert(order == firstOrder) }
            end += 1
        }
        insertProduct(lines: end - start, days: days, span: lastDay - firstDay)
        return end
    }

    private mutating func insertProduct(lines: Int, days: Int32, span: Int32) {
        products += 1
        equalPairs += Int64(lines) * Int64(lines - 1)
        topLines = max(topLines, Int32(clamping: lines))
        guard days >= 2 else { return }
        repeatedProducts += 1
        repeatDays += days
        repeatSpan += Int64(span)
    }

    /// The chance that two lines drawn without replacement hold one product; NaN below two lines.
    ///
    /// The Herfindahl index without the part that the number of lines alone gives it.
    var concentration: Double {
        lines >= 2 ? Double(equalPairs) / (Double(lines) * Double(lines - 1)) : .nan
    }
}
