internal import Domain
internal import Kernels

/// The orders of a shop as baskets, in the order of time.
///
/// A basket is the set of products of which an order kept at least one piece: what came back whole is not in it. Orders of
/// guests count. Orders in which nothing is left are no baskets.
struct AffinityBaskets: Sendable {
    let baskets: Baskets
    /// By basket: its order in the shop, and when that was.
    let orders: [Int32]
    let times: [Int64]

    /// - Parameters:
    ///   - shop: the shop.
    ///   - order: its orders, by time; see ``ordersByTime(_:)``.
    ///   - level: what the items are.
    ///   - isExcluded: by product, whether it stays out.
    init(_ shop: Shop, inOrder order: [Int32], _ level: AffinityLevel, isExcluded: [Bool]) {
        var filling = BasketFilling(shop, level, isExcluded: isExcluded)
        var (items, starts, orders): ([Int32], [Int], [Int32]) = ([], [0], [])
        items.reserveCapacity(shop.lines.count)
        for index in order where filling.append(order: Int(index), to: &items) {
            starts.append(items.count)
            orders.append(index)
        }
        let count = level == .product ? shop.products.count : shop.products.categories.count
        baskets = Baskets(items: items, starts: starts, itemCount: count)
        times = orders.map { shop.orders.orderedAt[Int($0)] }
        self.orders = orders
    }

    /// The orders of a shop from the first to the last; those of one instant as they stand in the shop.
    static func ordersByTime(_ shop: Shop) -> [Int32] {
        let keys = shop.orders.orderedAt.enumerated().map { (time: $1, order: Int32($0)) }
        return keys.sorted { ($0.time, $0.order) < ($1.time, $1.order) }.map(\.order)
    }

    private init(_ whole: AffinityBaskets, _ range: Range<Int>) {
        let start = whole.baskets.starts[range.lowerBound]
        let end = whole.baskets.starts[range.upperBound]
        baskets = Baskets(
            items: Array(whole.baskets.items[start..<end]),
            starts: whole.baskets.starts[range.lowerBound...range.upperBound].map { $0 - start },
            itemCount: whole.baskets.itemCount)
        orders = Array(whole.orders[range])
        times = Array(whole.times[range])
    }

    var count: Int { orders.count }

    /// The baskets from an instant on, or before it.
    func from(_ time: Int64) -> AffinityBaskets { AffinityBaskets(self, firstIndex(from: time)..<count) }
    func before(_ time: Int64) -> AffinityBaskets { AffinityBaskets(self, 0..<firstIndex(from: time)) }

    /// The first basket at or after an instant.
    func firstIndex(from time: Int64) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if times[middle] < time { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Where the first 70 % of the time from the first basket to the last one end; `nil` where all have one time.
    var splitTime: Int64? {
        guard let first = times.first, let last = times.last, last > first else { return nil }
        return first + Int64((Double(last - first) * 0.7).rounded())
    }
}

/// Turns the lines of an order into items, each once.
struct BasketFilling {
    private let shop: Shop
    /// By product: its item, or -1 where it stays out.
    private let itemOfProduct: [Int32]
    /// By item: the order that it was last met in, and the pieces of it that were kept.
    private var metIn: [Int32]
    private var pieces: [Int64]

    init(_ shop: Shop, _ level: AffinityLevel, isExcluded: [Bool]) {
        self.shop = shop
        itemOfProduct = (0..<shop.products.count).map { product in
            if isExcluded[product] { return -1 }
            return level == .product ? Int32(product) : shop.products.category[product]
        }
        let count = level == .product ? shop.products.count : shop.products.categories.count
        metIn = [Int32](repeating: -1, count: count)
        pieces = [Int64](repeating: 0, count: count)
    }

    /// Adds the items of an order; says whether there are any.
    mutating func append(order: Int, to items: inout [Int32]) -> Bool {
        let start = items.count
        for line in shop.orders.lines(of: order) {
            let item = Int(itemOfProduct[Int(shop.lines.product[line])])
            guard item >= 0 else { continue }
            if metIn[item] != Int32(order) {
                metIn[item] = Int32(order)
                pieces[item] = 0
                items.append(Int32(item))
            }
            let returned = shop.lines.refundedQuantity.isEmpty ? 0 : shop.lines.refundedQuantity[line]
            pieces[item] += Int64(shop.lines.quantity[line]) - Int64(returned)
        }
        var end = start
        for place in start..<items.count where pieces[Int(items[place])] > 0 {
            items[end] = items[place]
            end += 1
        }
        items.removeLast(items.count - end)
        return end > start
    }
}
