internal import Domain

/// The orders of customers, each as the set of its products, in the order of time within each customer.
struct OrderSequences: Sendable {
    let shop: Shop
    let itemCount: Int
    /// Microseconds within which a later order counts as a sequel.
    let window: Int64
    /// The end of what was watched: orders from then on hold nothing.
    private(set) var watchedUntil: Int64
    /// By order, as in the shop with its guests left out: the customer and the time.
    let customers: [Int32]
    let times: [Int64]
    /// The products of order `o` are `items[starts[o]..<starts[o + 1]]`.
    private(set) var items: [Int32] = []
    private(set) var starts: [Int] = [0]
    /// By order: which of its customer's it is, from 0, up to ``strata`` - 1.
    private(set) var stratum: [UInt8] = []
    /// By order: the customer's later orders within the window are `sequelStart[o]..<sequelEnd[o]`; orders of one instant
    /// do not follow each other.
    private(set) var sequelStart: [Int32] = []
    private(set) var sequelEnd: [Int32] = []
    /// The orders that hold product `p` are `holders[holderStarts[p]..<holderStarts[p + 1]]`, ascending.
    private var holders: [Int32] = []
    private var holderStarts: [Int] = []

    /// Orders are compared with others of the same number; those from here on count as one.
    static let strata = 20

    /// - Parameters:
    ///   - shop: the shop.
    ///   - windowDays: the window.
    ///   - isExcluded: by product, whether it stays out.
    ///   - jobs: threads.
    init(_ shop: Shop, windowDays: Int, isExcluded: [Bool], jobs: Int) {
        self.shop = shop
        let window = Int64(windowDays) * Instant.microsecondsPerDay
        self.window = window
        itemCount = shop.products.count
        watchedUntil = shop.asOf.microseconds
        (customers, times) = (shop.orders.customer, shop.orders.orderedAt)
        let parts = Partitions.map(total: shop.customers.count, jobs: jobs) { customers in
            var (part, filling) = (OrderSequencePart(), BasketFilling(shop, .product, isExcluded: isExcluded))
            for customer in customers {
                part.add(shop.customers.orders(of: customer), shop, window, &filling)
            }
            return part
        }
        items.reserveCapacity(parts.reduce(0) { $0 + $1.items.count })
        for part in parts { append(part) }
        fillHolders()
    }

    /// The same orders as they were known before an instant.
    func before(_ end: Int64) -> OrderSequences {
        var known = self
        (known.watchedUntil, known.items, known.starts) = (end, [], [0])
        known.items.reserveCapacity(items.count)
        known.starts.reserveCapacity(starts.count)
        for order in 0..<orderCount {
            if times[order] < end { known.items += items[starts[order]..<starts[order + 1]] }
            known.starts.append(known.items.count)
        }
        known.fillHolders()
        return known
    }

    private mutating func append(_ part: OrderSequencePart) {
        let offset = items.count
        items += part.items
        starts += part.ends.lazy.map { $0 + offset }
        stratum += part.stratum
        sequelStart += part.sequelStart
        sequelEnd += part.sequelEnd
    }

    private mutating func fillHolders() {
        holderStarts = [Int](repeating: 0, count: itemCount + 1)
        for item in items { holderStarts[Int(item) + 1] += 1 }
        for item in 0..<itemCount { holderStarts[item + 1] += holderStarts[item] }
        var ends = holderStarts
        holders = [Int32](repeating: 0, count: items.count)
        for order in 0..<orderCount {
            for place in starts[order]..<starts[order + 1] {
                let item = Int(items[place])
                holders[ends[item]] = Int32(order)
                ends[item] += 1
            }
        }
    }

    var orderCount: Int { starts.count - 1 }

    func holders(of item: Int32) -> ArraySlice<Int32> {
        holders[holderStarts[Int(item)]..<holderStarts[Int(item) + 1]]
    }

    /// Whether the whole window after an order was watched.
    @inline(__always)
    func isFollowed(_ order: Int) -> Bool {
        starts[order + 1] > starts[order] && times[order] + window <= watchedUntil
    }

    /// By product, whether a customer bought it within the last window.
    var isCurrent: [Bool] {
        let since = watchedUntil - window
        return (0..<Int32(itemCount)).map { item in holders(of: item).contains { times[Int($0)] >= since } }
    }

    /// The watched orders that hold the last of some products, after the one before it.
    func starts(of prefix: ArraySlice<Int32>) -> [Int32] {
        guard let last = prefix.last, let first = prefix.first else { return [] }
        let watched = holders(of: last).filter { isFollowed(Int($0)) }
        return prefix.count == 1 ? watched : preceded(watched, by: holders(of: first))
    }

    /// Those of some orders that have one of the customer's others, with another product, within the window before them.
    private func preceded(_ orders: [Int32], by earlier: ArraySlice<Int32>) -> [Int32] {
        var next = earlier.startIndex
        return orders.filter { order in
            while next < earlier.endIndex, earlier[next] < order { next += 1 }
            return isPreceded(Int(order), by: earlier[..<next])
        }
    }

    /// Whether one of some orders that stand before an order is the same customer's and was placed within the window.
    private func isPreceded(_ order: Int, by earlier: ArraySlice<Int32>) -> Bool {
        for other in earlier.reversed() {
            guard customers[Int(other)] == customers[order], times[order] - times[Int(other)] <= window
            else { return false }
            if times[Int(other)] < times[order] { return true }
        }
        return false
    }
}

/// The orders of some customers, those of one after those of the other.
private struct OrderSequencePart: Sendable {
    private(set) var items: [Int32] = []
    /// By order: where its products end.
    private(set) var ends: [Int] = []
    private(set) var stratum: [UInt8] = []
    private(set) var sequelStart: [Int32] = []
    private(set) var sequelEnd: [Int32] = []

    /// Adds the orders of one customer.
    mutating func add(
        _ orders: Range<Int>, _ shop: Shop, _ window: Int64, _ filling: inout BasketFilling
    ) {
        var (first, last) = (orders.lowerBound, orders.lowerBound)
        for order in orders {
            let time = shop.orders.orderedAt[order]
            _ = filling.append(order: order, to: &items)
            ends.append(items.count)
            stratum.append(UInt8(min(order - orders.lowerBound, OrderSequences.strata - 1)))
            first = max(first, order + 1)
            while first < orders.upperBound, shop.orders.orderedAt[first] == time { first += 1 }
            last = max(last, first)
            while last < orders.upperBound, shop.orders.orderedAt[last] - time <= window { last += 1 }
            sequelStart.append(Int32(first))
            sequelEnd.append(Int32(last))
        }
    }
}
