internal import Domain

/// The orders of customers, each as the set of its products, in the order of time within each customer.
struct OrderSequences: Sendable {
    let shop: Shop
    let itemCount: Int
    /// Microseconds within which a later order counts as a sequel.
    let window: Int64
    /// The end of what was watched.
    let watchedUntil: Int64
    /// The products of order `o` are `items[starts[o]..<starts[o + 1]]`; orders as in the shop, guests left out.
    let items: [Int32]
    let starts: [Int]
    /// The orders that hold product `p` are `holders[holderStarts[p]..<holderStarts[p + 1]]`, ascending.
    private let holders: [Int32]
    private let holderStarts: [Int]
    /// By order: which of its customer's it is, from 0, up to ``strata`` - 1.
    let stratum: [UInt8]

    /// Orders are compared with others of the same number; those from here on count as one.
    static let strata = 20

    /// - Parameters:
    ///   - shop: the shop.
    ///   - windowDays: the window.
    ///   - isExcluded: by product, whether it stays out.
    ///   - end: orders at or after this instant are not there; `nil` for all.
    init(_ shop: Shop, windowDays: Int, isExcluded: [Bool], before end: Int64? = nil) {
        self.shop = shop
        window = Int64(windowDays) * Instant.microsecondsPerDay
        itemCount = shop.products.count
        watchedUntil = end ?? shop.asOf.microseconds
        let orders = Int(shop.customers.orderStart.last ?? 0)
        var filling = BasketFilling(shop, .product, isExcluded: isExcluded)
        var (items, starts): ([Int32], [Int]) = ([], [0])
        var stratum = [UInt8](repeating: 0, count: orders)
        for order in 0..<orders {
            let isThere = end.map { shop.orders.orderedAt[order] < $0 } ?? true
            if isThere { _ = filling.append(order: order, to: &items) }
            starts.append(items.count)
            let isFirst = order == 0 || shop.orders.customer[order - 1] != shop.orders.customer[order]
            stratum[order] = isFirst ? 0 : min(stratum[order - 1] + 1, UInt8(Self.strata - 1))
        }
        (self.items, self.starts, self.stratum) = (items, starts, stratum)
        (holders, holderStarts) = Self.holders(items, starts, itemCount)
    }

    private static func holders(_ items: [Int32], _ starts: [Int], _ itemCount: Int) -> ([Int32], [Int]) {
        var ends = [Int](repeating: 0, count: itemCount + 1)
        for item in items { ends[Int(item) + 1] += 1 }
        for item in 0..<itemCount { ends[item + 1] += ends[item] }
        let begins = ends
        var holders = [Int32](repeating: 0, count: items.count)
        for order in 0..<starts.count - 1 {
            for place in starts[order]..<starts[order + 1] {
                holders[ends[Int(items[place])]] = Int32(order)
                ends[Int(items[place])] += 1
            }
        }
        return (holders, begins)
    }

    var orderCount: Int { starts.count - 1 }

    func holders(of item: Int32) -> ArraySlice<Int32> {
        holders[holderStarts[Int(item)]..<holderStarts[Int(item) + 1]]
    }

    /// Whether the whole window after an order was watched.
    func isFollowed(_ order: Int) -> Bool {
        starts[order + 1] > starts[order] && shop.orders.orderedAt[order] + window <= watchedUntil
    }

    /// By product, whether a customer bought it within the last window.
    var isCurrent: [Bool] {
        let since = watchedUntil - window
        return (0..<Int32(itemCount)).map { item in
            holders(of: item).contains { shop.orders.orderedAt[Int($0)] >= since }
        }
    }

    /// The later orders of the same customer within the window; orders of one instant do not follow each other.
    func sequels(of order: Int) -> Range<Int> {
        let times = shop.orders.orderedAt
        let last = Int(shop.customers.orderStart[Int(shop.orders.customer[order]) + 1])
        var first = order + 1
        while first < last, times[first] == times[order] { first += 1 }
        var end = first
        while end < last, times[end] - times[order] <= window { end += 1 }
        return first..<end
    }

    /// Whether one of the customer's earlier orders within the window holds a product.
    func isPreceded(_ order: Int, by item: Int32) -> Bool {
        let times = shop.orders.orderedAt
        let list = holders(of: item)
        var (low, high) = (list.startIndex, list.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < Int32(order) { low = middle + 1 } else { high = middle }
        }
        var place = low - 1
        while place >= list.startIndex {
            let earlier = Int(list[place])
            guard shop.orders.customer[earlier] == shop.orders.customer[order],
                times[order] - times[earlier] <= window
            else { return false }
            if times[earlier] < times[order] { return true }
            place -= 1
        }
        return false
    }
}
