package import Domain
internal import Foundation
internal import Kernels

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
    /// The test against orders of the same number and season, each customer counted once, and its q value among all
    /// sequences that could have been told; natural logarithms.
    package let logP: Double
    package fileprivate(set) var logQ = 0.0
    /// From three products on, the test against the sequence without the first, and its q value.
    fileprivate let partLogP: Double
    fileprivate var partLogQ = -Double.infinity
    /// As many independent orders as ``orders`` are worth.
    fileprivate let effectiveOrders: Double

    package var lift: Double { Double(followed) / expected }
    /// The interval of ``lift`` at 95 %: Wilson's for the share that was followed, a customer's orders taken as one.
    package var liftInterval: ClosedRange<Double> {
        let share = wilsonInterval(share: Double(followed) / Double(orders), trials: effectiveOrders)
        let scale = Double(orders) / expected
        return share.lowerBound * scale...share.upperBound * scale
    }

    /// The least lower bound of a lift that is worth acting on.
    private static let worth = 1.1

    /// Why nothing is recommended; `nil` where the lift exceeds 1 by a margin that matters.
    package var doubt: String? {
        let low = liftInterval.lowerBound
        return low < Self.worth ? "the lift may be as low as \((low * 100).rounded() / 100)" : nil
    }

    /// Orders beyond what was to be expected.
    package var excess: Double { Double(followed) - expected }
}

/// Finds the sequences that more customers follow than chance would have.
///
/// The false discovery rate is held at 1 %, in half for pairs and for triples, over all sequences of products with enough
/// customers, whether any was followed or not; see ``RuleFamily`` for why. A triple must also be followed more often than its
/// last two products alone.
package struct ProductSequences: Sendable {
    /// Pairs and triples that pass, by excess descending.
    package let sequences: [ProductSequence]
    /// Pairs that more orders were followed by than expected, whether by chance or not: what a prediction may weigh.
    let candidates: [ProductSequence]
    package let minimumCustomers: Int
    /// How often any order is followed by each product.
    let base: FollowerBase

    /// The share of false discoveries among the sequences that are shown.
    package static let maximumQ = 0.01

    /// Customers that a sequence needs, as a share of all buyers; ten in any case.
    private static let support = (share: 0.002, least: 10)
    /// Pairs that are followed on to a third product, the best by excess; and sequences of one length that are kept.
    private static let limits = (extended: 2_000, kept: 20_000)

    /// - Parameters:
    ///   - shop: the shop; its guests have no later orders.
    ///   - options: the window and the products left out.
    ///   - jobs: threads; the result does not depend on them.
    package init(of shop: Shop, _ options: AffinityOptions, jobs: Int) {
        self.init(OrderSequences(shop, options, jobs: jobs), jobs: jobs)
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
        of shop: Shop, windowDays: Int, minimumCustomers: Int, maximumQ: Double = maximumQ, jobs: Int
    ) {
        var options = AffinityOptions()
        options.windowDays = windowDays
        self.init(
            OrderSequences(shop, options, jobs: jobs), minimumCustomers: minimumCustomers, longest: 3,
            maximumQ: maximumQ,
            jobs: jobs)
    }

    private init(
        _ orders: OrderSequences, minimumCustomers: Int, longest: Int, maximumQ: Double = maximumQ, jobs: Int
    ) {
        self.minimumCustomers = minimumCustomers
        let base = FollowerBase(orders, least: min(minimumCustomers, Self.support.least), jobs: jobs)
        self.base = base
        let starts = (0..<Int32(orders.itemCount)).filter { orders.holders(of: $0).count >= minimumCustomers }
        candidates = Self.best(after: starts.map { [$0] }, orders, base, minimumCustomers, jobs: jobs)
        let pairs = Self.proven(candidates, items: starts.count, maximumQ)
        let extended = longest > 2 ? pairs.prefix(Self.limits.extended).map(\.items) : []
        let triples = Self.proven(
            Self.best(after: extended, orders, base, minimumCustomers, jobs: jobs), items: starts.count, maximumQ)
        var kept = Self.sorted(pairs + triples)
        // Pairs alone are looked for where nobody reads them.
        if longest > 2 { Self.addMedianDays(to: &kept, orders, jobs: jobs) }
        sequences = kept
    }

    /// Those of some sequences of one length that pass, of all that so many products could form.
    private static func proven(
        _ found: [ProductSequence], items: Int, _ maximumQ: Double
    ) -> [ProductSequence] {
        guard let size = found.first?.items.count else { return [] }
        let all = (0..<size).reduce(2.0) { $0 * Double(max(0, items - $1)) }
        let logQ = benjaminiHochberg(logP: found.map(\.logP), family: all)
        let partLogQ = size > 2 ? benjaminiHochberg(logP: found.map(\.partLogP), family: all) : []
        let limit = log(maximumQ)
        return found.indices.compactMap { place in
            var sequence = found[place]
            sequence.logQ = logQ[place]
            if size > 2 { sequence.partLogQ = partLogQ[place] }
            return sequence.logQ <= limit && sequence.partLogQ <= limit ? sequence : nil
        }
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
            return range.map { group in counting.medians(alike[group].map { sequences[$0] }) }
        }
        for (group, medians) in zip(groups, days.joined()) {
            for (index, median) in zip(group, medians) { kept[index].medianDays = median }
        }
    }

    /// The best sequences of one more product than the prefixes, which are of one length and differ.
    private static func best(
        after prefixes: [[Int32]], _ orders: OrderSequences, _ base: FollowerBase, _ minimum: Int, jobs: Int
    ) -> [ProductSequence] {
        let parts = Partitions.map(total: prefixes.count, jobs: jobs) { range in
            var (counting, found) = (FollowerCounting(orders, base, minimumCustomers: minimum), [Follower]())
            for number in range { counting.add(after: prefixes[number], number: number, to: &found) }
            return best(found, prefixes)
        }
        return best(parts.flatMap { $0 }, prefixes).map { follower in
            ProductSequence(
                items: prefixes[Int(follower.prefix)] + [follower.item], customers: Int(follower.customers),
                orders: Int(follower.orders), followed: Int(follower.followed), expected: follower.expected,
                medianDays: .nan, logP: follower.logP, partLogP: follower.partLogP,
                effectiveOrders: follower.effectiveOrders)
        }
    }

    private static func best(_ found: [Follower], _ prefixes: [[Int32]]) -> [Follower] {
        let sorted = found.sorted { a, b in
            if a.excess != b.excess { return a.excess > b.excess }
            guard a.prefix != b.prefix else { return a.item < b.item }
            return prefixes[Int(a.prefix)].lexicographicallyPrecedes(prefixes[Int(b.prefix)])
        }
        return Array(sorted.prefix(limits.kept))
    }

    private static func sorted(_ sequences: [ProductSequence]) -> [ProductSequence] {
        sequences.sorted { a, b in
            if a.excess != b.excess { return a.excess > b.excess }
            return a.items.lexicographicallyPrecedes(b.items)
        }
    }
}
