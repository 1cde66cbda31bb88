internal import Domain
internal import Kernels

/// Which product categories somebody buys from; lines of products without a category are left out.
package struct CategoryFacts: Equatable, Sendable {
    /// Lines with a category.
    package internal(set) var lines: Int32 = 0
    package internal(set) var categories: Int32 = 0
    /// The lines of the category with the most.
    package internal(set) var topLines: Int32 = 0
    /// Of the lines over the categories, by Miller-Madow, as a share of the largest possible; NaN where undefined.
    package internal(set) var entropy = Double.nan
    /// Categories first bought from in the second half of the orders; with an odd number the middle one is in the first.
    package internal(set) var lateCategories: Int32 = 0
    /// Categories bought from on three or more order days.
    package internal(set) var masteredCategories: Int32 = 0

    static let masteredDays = 3

    init(of orders: Range<Int>, in frame: ShopFrame, _ scratch: inout FactsScratch) {
        guard frame.shop.has.categories else { return }
        collectKeys(of: orders, frame.ledger, &scratch.keys)
        scratch.sorter.sort(&scratch.keys)
        scratch.counts.removeAll(keepingCapacity: true)
        var start = 0
        while start < scratch.keys.count {
            let end = read(categoryAt: start, of: orders, in: frame, scratch)
            scratch.counts.append(end - start)
            topLines = max(topLines, Int32(clamping: end - start))
            start = end
        }
        lines = Int32(clamping: scratch.keys.count)
        entropy = normalizedEntropy(scratch.counts, categories: frame.reference.soldCategories) ?? .nan
    }

    private func collectKeys(of orders: Range<Int>, _ ledger: OrderLedger, _ keys: inout [Int64]) {
        keys.removeAll(keepingCapacity: true)
        for order in orders {
            for line in ledger.lines(of: order) {
                let category = ledger.shop.products.category[Int(ledger.shop.lines.product[line])]
                guard category >= 0 else { continue }
                keys.append(groupKey(category, order - orders.lowerBound))
            }
        }
    }

    /// Reads the lines of one category, which stand one after the other by order.
    ///
    /// - Returns: where the next category begins.
    private mutating func read(
        categoryAt start: Int, of orders: Range<Int>, in frame: ShopFrame, _ scratch: borrowing FactsScratch
    ) -> Int {
        let (category, firstOrder) = (scratch.keys[start].keyGroup, scratch.keys[start].keyPosition)
        var (end, days, lastDay) = (start, 1, frame.shop.orders.localDay[orders.lowerBound + firstOrder])
        while end < scratch.keys.count, scratch.keys[end].keyGroup == category {
            let day = frame.shop.orders.localDay[orders.lowerBound + scratch.keys[end].keyPosition]
            if day > lastDay { days += 1 }
            lastDay = day
            end += 1
        }
        categories += 1
        if 2 * firstOrder >= orders.count { lateCategories += 1 }
        if days >= Self.masteredDays { masteredCategories += 1 }
        return end
    }
}
