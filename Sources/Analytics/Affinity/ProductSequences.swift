package import Domain

/// What customers buy in later orders: A → B, and A → B → C.
package struct ProductSequence: Sendable, Equatable {
    /// Two or three products, in the order in which they were bought; all differ.
    package let items: [Int32]
    /// Customers who did so at least once.
    package let customers: Int
    /// Orders that hold the products before the last (the last of these, after the others) and were watched for a whole
    /// window; and how many of them were followed by the last product within it.
    package let orders, followed: Int
    /// How many would have been, had they been like any orders of the same number in their customers' lives.
    package let expected: Double
    /// Days from the order with the product before the last to the one with the last, each customer's first time; median.
    package let medianDays: Double

    package var lift: Double { Double(followed) / expected }
    /// Orders beyond what was to be expected.
    package var excess: Double { Double(followed) - expected }
}

/// Finds the sequences that more customers follow than chance would have.
package struct ProductSequences: Sendable {
    /// Pairs and triples with a lift above 1, by excess descending.
    package let sequences: [ProductSequence]
    package let minimumCustomers: Int

    /// Customers that a sequence needs, as a share of all buyers; ten in any case.
    private static let support = (share: 0.002, least: 10)
    /// Pairs that are followed on to a third product, the best by excess; and sequences of one length that are kept.
    private static let limits = (extended: 2_000, kept: 20_000)

    /// - Parameters:
    ///   - shop: the shop; its guests have no later orders.
    ///   - options: the window and the products left out.
    ///   - jobs: threads; the result does not depend on them.
    package init(of shop: Shop, _ options: AffinityOptions, jobs: Int) {
        let isExcluded = ProductExclusion(options.excludeProducts).excluded(shop.products)
        self.init(OrderSequences(shop, windowDays: options.windowDays, isExcluded: isExcluded), jobs: jobs)
    }

    init(_ orders: OrderSequences, jobs: Int) {
        let shop = orders.shop
        let buyers = (0..<shop.customers.count).count { !shop.customers.orders(of: $0).isEmpty }
        let minimum = max(Self.support.least, Int((Self.support.share * Double(buyers)).rounded(.up)))
        self.init(orders, minimumCustomers: minimum, jobs: jobs)
    }

    package init(
        of shop: Shop, windowDays: Int, minimumCustomers: Int, jobs: Int
    ) {
        let isExcluded = [Bool](repeating: false, count: shop.products.count)
        self.init(
            OrderSequences(shop, windowDays: windowDays, isExcluded: isExcluded), minimumCustomers: minimumCustomers,
            jobs: jobs)
    }

    private init(_ orders: OrderSequences, minimumCustomers: Int, jobs: Int) {
        self.minimumCustomers = minimumCustomers
        let base = FollowerBase(orders)
        let starts = (0..<Int32(orders.itemCount)).filter { orders.holders(of: $0).count >= minimumCustomers }
        let pairs = Self.found(starts.count, orders, base, minimumCustomers, jobs: jobs) { [starts[$0]] }
        let extended = Array(pairs.prefix(Self.limits.extended))
        let triples = Self.found(extended.count, orders, base, minimumCustomers, jobs: jobs) { extended[$0].items }
        sequences = Self.sorted(
            Array(pairs.prefix(Self.limits.kept)) + Array(triples.prefix(Self.limits.kept)))
    }

    private static func found(
        _ count: Int, _ orders: OrderSequences, _ base: FollowerBase, _ minimum: Int, jobs: Int,
        prefix: @escaping @Sendable (Int) -> [Int32]
    ) -> [ProductSequence] {
        let parts = Partitions.map(total: count, jobs: jobs) { range in
            var counting = FollowerCounting(orders, base, minimumCustomers: minimum)
            return range.flatMap { counting.sequences(after: prefix($0)) }
        }
        return sorted(parts.flatMap { $0 })
    }

    private static func sorted(_ sequences: [ProductSequence]) -> [ProductSequence] {
        sequences.sorted { a, b in
            if a.excess != b.excess { return a.excess > b.excess }
            return a.items.lexicographicallyPrecedes(b.items)
        }
    }
}

/// How often any order is followed by each product, by the number of the order in its customer's life.
struct FollowerBase: Sendable {
    /// By stratum: the orders that were watched for a whole window.
    let orders: [Int]
    /// By stratum and product: those of them that were followed by it.
    let followed: [Int32]
    private let itemCount: Int

    init(_ sequences: OrderSequences) {
        var orders = [Int](repeating: 0, count: OrderSequences.strata)
        var followed = [Int32](repeating: 0, count: OrderSequences.strata * sequences.itemCount)
        var seen = [Int32](repeating: -1, count: sequences.itemCount)
        for order in 0..<sequences.orderCount where sequences.isFollowed(order) {
            let stratum = Int(sequences.stratum[order])
            orders[stratum] += 1
            let sequels = sequences.sequels(of: order)
            for place in sequences.starts[sequels.lowerBound]..<sequences.starts[sequels.upperBound] {
                let item = Int(sequences.items[place])
                guard seen[item] != Int32(order) else { continue }
                seen[item] = Int32(order)
                followed[stratum * sequences.itemCount + item] += 1
            }
        }
        (self.orders, self.followed, itemCount) = (orders, followed, sequences.itemCount)
    }

    /// How many of so many orders of each stratum would be followed by a product.
    func expected(_ counts: [Int], _ item: Int) -> Double {
        var sum = 0.0
        for stratum in counts.indices where counts[stratum] > 0 {
            let share = Double(followed[stratum * itemCount + item]) / Double(orders[stratum])
            sum += Double(counts[stratum]) * share
        }
        return sum
    }
}

/// Counts what follows some orders, product by product.
private struct FollowerCounting {
    private let orders: OrderSequences
    private let base: FollowerBase
    private let minimumCustomers: Int
    /// By product: the order and the customer that it was last counted for, and the counts.
    private var lastOrder, lastCustomer, followed, customers: [Int32]
    private var touched: [Int32] = []

    init(_ orders: OrderSequences, _ base: FollowerBase, minimumCustomers: Int) {
        (self.orders, self.base, self.minimumCustomers) = (orders, base, minimumCustomers)
        lastOrder = [Int32](repeating: -1, count: orders.itemCount)
        (lastCustomer, followed, customers) = (lastOrder, lastOrder, lastOrder)
    }

    /// The sequences that go on from one or two products.
    mutating func sequences(after prefix: [Int32]) -> [ProductSequence] {
        let starts = orders.holders(of: prefix[prefix.count - 1]).filter { order in
            orders.isFollowed(Int(order)) && (prefix.count == 1 || orders.isPreceded(Int(order), by: prefix[0]))
        }
        guard starts.count >= minimumCustomers else { return [] }
        count(after: starts)
        let common = touched.filter { customers[Int($0)] >= minimumCustomers && !prefix.contains($0) }.sorted()
        guard !common.isEmpty else { return [] }
        var strata = [Int](repeating: 0, count: OrderSequences.strata)
        for order in starts { strata[Int(orders.stratum[Int(order)])] += 1 }
        let found = common.map { item in
            (item, Int(customers[Int(item)]), Int(followed[Int(item)]), base.expected(strata, Int(item)))
        }.filter { Double($0.2) > $0.3 }
        let days = medianDays(starts, found.map(\.0))
        return zip(found, days).map { entry, days in
            ProductSequence(
                items: prefix + [entry.0], customers: entry.1, orders: starts.count, followed: entry.2,
                expected: entry.3, medianDays: days)
        }
    }

    private mutating func count(after starts: [Int32]) {
        for item in touched { (lastOrder[Int(item)], lastCustomer[Int(item)]) = (-1, -1) }
        touched.removeAll(keepingCapacity: true)
        for order in starts {
            let customer = orders.shop.orders.customer[Int(order)]
            let sequels = orders.sequels(of: Int(order))
            for place in orders.starts[sequels.lowerBound]..<orders.starts[sequels.upperBound] {
                let item = Int(orders.items[place])
                guard lastOrder[item] != order else { continue }
                if lastOrder[item] < 0 {
                    touched.append(Int32(item))
                    (followed[item], customers[item]) = (0, 0)
                }
                lastOrder[item] = order
                followed[item] += 1
                guard lastCustomer[item] != customer else { continue }
                lastCustomer[item] = customer
                customers[item] += 1
            }
        }
    }

    /// For each product, the median over customers of the days to it, the first time that it followed.
    private mutating func medianDays(_ starts: [Int32], _ items: [Int32]) -> [Double] {
        var place = [Int32: Int](minimumCapacity: items.count)
        for (index, item) in items.enumerated() { place[item] = index }
        for item in items { lastCustomer[Int(item)] = -1 }
        var days = [[Double]](repeating: [], count: items.count)
        for order in starts {
            let (customer, time) = (orders.shop.orders.customer[Int(order)], orders.shop.orders.orderedAt[Int(order)])
            for sequel in orders.sequels(of: Int(order)) {
                let elapsed = orders.shop.orders.orderedAt[sequel] - time
                for item in orders.items[orders.starts[sequel]..<orders.starts[sequel + 1]] {
                    guard let index = place[item], lastCustomer[Int(item)] != customer else { continue }
                    lastCustomer[Int(item)] = customer
                    days[index].append(Double(elapsed) / Double(Instant.microsecondsPerDay))
                }
            }
        }
        return days.map(Self.median)
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
