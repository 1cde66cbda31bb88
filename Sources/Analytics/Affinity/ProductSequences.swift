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
    package fileprivate(set) var medianDays: Double

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

    /// - Parameters:
    ///   - orders: what was bought when.
    ///   - longest: products of the longest sequences, 2 or 3.
    ///   - jobs: threads.
    init(_ orders: OrderSequences, longest: Int = 3, jobs: Int) {
        let shop = orders.shop
        let buyers = (0..<shop.customers.count).count { !shop.customers.orders(of: $0).isEmpty }
        let minimum = max(Self.support.least, Int((Self.support.share * Double(buyers)).rounded(.up)))
        self.init(orders, minimumCustomers: minimum, longest: longest, jobs: jobs)
    }

    package init(
        of shop: Shop, windowDays: Int, minimumCustomers: Int, jobs: Int
    ) {
        let isExcluded = [Bool](repeating: false, count: shop.products.count)
        self.init(
            OrderSequences(shop, windowDays: windowDays, isExcluded: isExcluded), minimumCustomers: minimumCustomers,
            longest: 3, jobs: jobs)
    }

    private init(_ orders: OrderSequences, minimumCustomers: Int, longest: Int, jobs: Int) {
        self.minimumCustomers = minimumCustomers
        let base = FollowerBase(orders)
        let starts = (0..<Int32(orders.itemCount)).filter { orders.holders(of: $0).count >= minimumCustomers }
        let pairs = Self.found(starts.count, orders, base, minimumCustomers, jobs: jobs) { [starts[$0]] }
        let extended = longest > 2 ? Array(pairs.prefix(Self.limits.extended)) : []
        let triples = Self.found(extended.count, orders, base, minimumCustomers, jobs: jobs) { extended[$0].items }
        var kept = Self.sorted(
            Array(pairs.prefix(Self.limits.kept)) + Array(triples.prefix(Self.limits.kept)))
        Self.addMedianDays(to: &kept, orders, jobs: jobs)
        sequences = kept
    }

    /// The days of the sequences that are kept, those with the same beginning at once.
    private static func addMedianDays(to kept: inout [ProductSequence], _ orders: OrderSequences, jobs: Int) {
        let order = kept.indices.sorted { kept[$0].items.lexicographicallyPrecedes(kept[$1].items) }
        var groups: [[Int]] = []
        for index in order {
            let prefix = kept[index].items.dropLast()
            if let last = groups.last?.first, kept[last].items.dropLast() == prefix {
                groups[groups.count - 1].append(index)
            } else {
                groups.append([index])
            }
        }
        let (sequences, alike) = (kept, groups)
        let days = Partitions.map(total: alike.count, jobs: jobs) { range in
            var counting = SequenceDays(orders)
            return range.map { group in counting.medians(alike[group].map { sequences[$0].items }) }
        }
        for (group, medians) in zip(groups, days.joined()) {
            for (index, median) in zip(group, medians) { kept[index].medianDays = median }
        }
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
        let starts = orders.starts(of: prefix[...])
        guard starts.count >= minimumCustomers else { return [] }
        count(after: starts)
        let common = touched.filter { customers[Int($0)] >= minimumCustomers && !prefix.contains($0) }.sorted()
        guard !common.isEmpty else { return [] }
        var strata = [Int](repeating: 0, count: OrderSequences.strata)
        for order in starts { strata[Int(orders.stratum[Int(order)])] += 1 }
        return common.map { item in
            ProductSequence(
                items: prefix + [item], customers: Int(customers[Int(item)]), orders: starts.count,
                followed: Int(followed[Int(item)]), expected: base.expected(strata, Int(item)), medianDays: .nan)
        }.filter { $0.excess > 0 }
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
}

extension OrderSequences {
    /// The watched orders that hold the last of some products, after the one before it.
    fileprivate func starts(of prefix: ArraySlice<Int32>) -> [Int32] {
        guard let last = prefix.last, let first = prefix.first else { return [] }
        return holders(of: last).filter { order in
            isFollowed(Int(order)) && (prefix.count == 1 || isPreceded(Int(order), by: first))
        }
    }
}

/// How many days pass until a product follows.
private struct SequenceDays {
    private let orders: OrderSequences
    /// By product: its place among those looked for, or -1; and the customer for whom it was found last.
    private var place, lastCustomer: [Int32]

    init(_ orders: OrderSequences) {
        self.orders = orders
        place = [Int32](repeating: -1, count: orders.itemCount)
        lastCustomer = place
    }

    /// For each of some sequences that differ in their last product alone, the median over customers of the days to it, the
    /// first time that it followed.
    mutating func medians(_ sequences: [[Int32]]) -> [Double] {
        let wanted = sequences.map { $0[$0.count - 1] }
        for (index, item) in wanted.enumerated() { (place[Int(item)], lastCustomer[Int(item)]) = (Int32(index), -1) }
        var days = [[Double]](repeating: [], count: wanted.count)
        for order in orders.starts(of: sequences[0].dropLast()) {
            let (customer, time) = (orders.shop.orders.customer[Int(order)], orders.shop.orders.orderedAt[Int(order)])
            for sequel in orders.sequels(of: Int(order)) {
                let elapsed = orders.shop.orders.orderedAt[sequel] - time
                for item in orders.items[orders.starts[sequel]..<orders.starts[sequel + 1]] {
                    let index = Int(place[Int(item)])
                    guard index >= 0, lastCustomer[Int(item)] != customer else { continue }
                    lastCustomer[Int(item)] = customer
                    days[index].append(Double(elapsed) / Double(Instant.microsecondsPerDay))
                }
            }
        }
        for item in wanted { place[Int(item)] = -1 }
        return days.map(Self.median)
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
