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
    /// Who is left out, since counting what follows what would take too long.
    private(set) var leftOut = LeftOutAccounts()
    /// Bytes for the lists that are made of the orders.
    let budgetBytes: Int

    /// Stretches of the year and the years that orders are compared within.
    let seasons: Int
    private let firstTime, seasonLength: Int64

    /// Orders are compared with others of the same number; those from here on count as one.
    static let strata = 20
    /// A season is a month, or more where there are many.
    private static let month = 30 * Instant.microsecondsPerDay
    private static let mostSeasons: Int64 = 48

    @inline(__always)
    func season(of order: Int) -> Int {
        min(seasons - 1, max(0, Int((times[order] - firstTime) / seasonLength)))
    }

    /// - Parameters:
    ///   - shop: the shop.
    ///   - options: the window, the products left out, and the budget.
    ///   - jobs: threads.
    init(_ shop: Shop, _ options: AffinityOptions, jobs: Int) {
        self.shop = shop
        budgetBytes = options.budgetMebibytes << 20
        let isExcluded = ProductExclusion(options.excludeProducts).excluded(shop.products)
        let window = Int64(options.windowDays) * Instant.microsecondsPerDay
        self.window = window
        itemCount = shop.products.count
        watchedUntil = shop.asOf.microseconds
        (customers, times) = (shop.orders.customer, shop.orders.orderedAt)
        firstTime = shop.observedFrom.microseconds
        let span = max(1, watchedUntil - firstTime)
        seasonLength = max(Self.month, span / Self.mostSeasons + 1)
        seasons = Int(span / seasonLength) + 1
        let parts = Partitions.map(total: shop.customers.count, jobs: jobs) { customers in
            var (part, filling) = (OrderSequencePart(), BasketFilling(shop, .product, isExcluded: isExcluded))
            var metWith = [Int32](repeating: -1, count: shop.products.count)
            for customer in customers {
                part.add(shop.customers.orders(of: customer), shop, window, &filling, &metWith)
            }
            return part
        }
        items.reserveCapacity(parts.reduce(0) { $0 + $1.items.count })
        for part in parts { append(part) }
        leftOut = LeftOutAccounts(work: parts.flatMap(\.work), shop, lines: items.count)
        if !leftOut.customers.isEmpty { removeItems(of: leftOut.customers) }
        fillHolders()
    }

    private mutating func removeItems(of left: [Int32]) {
        var isLeft = [Bool](repeating: false, count: shop.customers.count)
        for customer in left { isLeft[Int(customer)] = true }
        let customers = customers
        keepItems { !isLeft[Int(customers[$0])] }
    }

    /// Empties all orders but some.
    private mutating func keepItems(of isKept: (Int) -> Bool) {
        let (whole, ends) = (items, starts)
        (items, starts) = ([], [0])
        items.reserveCapacity(whole.count)
        starts.reserveCapacity(ends.count)
        for order in 0..<ends.count - 1 {
            if isKept(order) { items += whole[ends[order]..<ends[order + 1]] }
            starts.append(items.count)
        }
    }

    /// The same orders as they were known before an instant.
    func before(_ end: Int64) -> OrderSequences {
        var known = self
        known.watchedUntil = end
        known.keepItems { times[$0] < end }
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
            // Orders of one instant do not precede each other.
            while next < earlier.endIndex, isEarlier(earlier[next], order) { next += 1 }
            guard next > earlier.startIndex else { return false }
            let last = Int(earlier[next - 1])
            return customers[last] == customers[Int(order)] && times[Int(order)] - times[last] <= window
        }
    }

    /// Whether an order stands before another one, by customer and time.
    private func isEarlier(_ a: Int32, _ b: Int32) -> Bool {
        (customers[Int(a)], times[Int(a)]) < (customers[Int(b)], times[Int(b)])
    }
}

extension ArraySlice<Int32> {
    /// The first place of an ascending list whose number is at least `least`.
    func firstPlace(from least: Int32) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < least { low = middle + 1 } else { high = middle }
        }
        return low
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
    /// By customer: the steps that counting their sequels and what goes together takes.
    private(set) var work: [Int] = []

    /// Adds the orders of one customer; `metWith` has by product the customer of this part whom it was last met with.
    mutating func add(
        _ orders: Range<Int>, _ shop: Shop, _ window: Int64, _ filling: inout BasketFilling, _ metWith: inout [Int32]
    ) {
        var (first, last) = (orders.lowerBound, orders.lowerBound)
        let (itemStart, orderStart) = (items.count, ends.count)
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
        work.append(work(from: itemStart, orderStart, first: orders.lowerBound, &metWith))
    }

    /// Every product of an order with every one of its sequels, and every product of a customer with every other.
    private func work(from itemStart: Int, _ orderStart: Int, first: Int, _ metWith: inout [Int32]) -> Int {
        func end(_ order: Int) -> Int { order == first ? itemStart : ends[orderStart + order - first - 1] }
        var sum = 0
        for place in orderStart..<ends.count {
            let own = ends[place] - end(first + place - orderStart)
            sum += own * (end(Int(sequelEnd[place])) - end(Int(sequelStart[place])))
        }
        var distinct = 0
        for item in items[itemStart...] where metWith[Int(item)] != Int32(work.count) {
            metWith[Int(item)] = Int32(work.count)
            distinct += 1
        }
        return sum + distinct * distinct
    }
}
