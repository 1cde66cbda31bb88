internal import Domain

/// A product that a customer does not have yet, and why it is offered.
package struct CrossSellOffer: Sendable, Equatable {
    package let item: Int32
    package let score: Double
    /// The customer's own products that speak most for it, at most two.
    package let becauseOf: [Int32]
}

/// What goes with what a customer has, from who owns what and from what follows what.
///
/// The score of a product is the sum, over the products that the customer has, of a likeness, worth the less the longer ago
/// they were bought: the cosine of who owns the two, shrunk where few own both, plus what the one adds to the chance of the
/// other in the window after it.
///
/// Source: Sarwar, Karypis, Konstan & Riedl (2001), "Item-based collaborative filtering recommendation algorithms"; the
/// shrinkage as in Koren (2008).
struct CrossSellModel: Sendable {
    /// Customers' worth of doubt: a pair that so many own counts half.
    private static let shrinkage = 10.0
    /// Neighbours of a product that are kept.
    private static let neighbours = 100

    /// A product that a customer has.
    struct Owned: Sendable {
        let item: Int32
        /// 1 where it was bought just now, a half after one window, and so on.
        let weight: Double
    }

    struct Neighbour: Sendable {
        let item: Int32
        let likeness: Double
    }

    /// By product, the likest first.
    let neighbours: [[Neighbour]]
    /// Products by the number of customers who own them, the most first.
    let popular: [Int32]
    /// By customer: what they own, by product, ascending.
    let owned: [[Owned]]
    /// By product, whether anybody bought it within the last window: what is no longer sold is not offered.
    let isCurrent: [Bool]

    init(_ orders: OrderSequences, _ sequences: [ProductSequence], jobs: Int) {
        let owned = Self.owned(orders, jobs: jobs)
        var owners = [[Int32]](repeating: [], count: orders.itemCount)
        for (customer, items) in owned.enumerated() {
            for own in items { owners[Int(own.item)].append(Int32(customer)) }
        }
        var follows = [[Neighbour]](repeating: [], count: orders.itemCount)
        for sequence in sequences where sequence.items.count == 2 {
            let added = sequence.excess / Double(sequence.orders)
            follows[Int(sequence.items[0])].append(Neighbour(item: sequence.items[1], likeness: added))
        }
        let (allOwners, allFollows) = (owners, follows)
        neighbours = Partitions.map(total: orders.itemCount, jobs: jobs) { range in
            var scratch = [Double](repeating: 0, count: orders.itemCount)
            return range.map { Self.neighbours(of: $0, owned, allOwners, allFollows[$0], &scratch) }
        }.flatMap { $0 }
        let isCurrent = orders.isCurrent
        self.isCurrent = isCurrent
        popular = owners.indices.filter { isCurrent[$0] }.map(Int32.init).sorted {
            (-owners[Int($0)].count, $0) < (-owners[Int($1)].count, $1)
        }
        self.owned = owned
    }

    private static func owned(_ orders: OrderSequences, jobs: Int) -> [[Owned]] {
        Partitions.map(total: orders.shop.customers.count, jobs: jobs) { range in
            range.map { customer in
                var latest: [Int32: Int64] = [:]
                for order in orders.shop.customers.orders(of: customer) {
                    for item in orders.items[orders.starts[order]..<orders.starts[order + 1]] {
                        latest[item] = orders.shop.orders.orderedAt[order]
                    }
                }
                return latest.sorted { $0.key < $1.key }.map { item, time in
                    let windows = Double(orders.watchedUntil - time) / Double(orders.window)
                    return Owned(item: item, weight: 1 / (1 + windows))
                }
            }
        }.flatMap { $0 }
    }

    private static func neighbours(
        of item: Int, _ owned: [[Owned]], _ owners: [[Int32]], _ follows: [Neighbour], _ scratch: inout [Double]
    ) -> [Neighbour] {
        var touched: [Int32] = []
        for customer in owners[item] {
            for other in owned[Int(customer)] {
                if scratch[Int(other.item)] == 0 { touched.append(other.item) }
                scratch[Int(other.item)] += 1
            }
        }
        for other in touched where scratch[Int(other)] != 0 {
            let (both, sizes) = (scratch[Int(other)], Double(owners[item].count) * Double(owners[Int(other)].count))
            scratch[Int(other)] = both / sizes.squareRoot() * both / (both + shrinkage)
        }
        for next in follows {
            if scratch[Int(next.item)] == 0 { touched.append(next.item) }
            scratch[Int(next.item)] += next.likeness
        }
        var best: [Neighbour] = []
        for other in touched where other != Int32(item) {
            insert(Neighbour(item: other, likeness: scratch[Int(other)]), into: &best)
        }
        for other in touched { scratch[Int(other)] = 0 }
        return best
    }

    /// Keeps the likest, in their order.
    private static func insert(_ new: Neighbour, into best: inout [Neighbour]) {
        func precedes(_ other: Neighbour) -> Bool { (other.likeness, new.item) < (new.likeness, other.item) }
        if best.count == neighbours {
            guard precedes(best[neighbours - 1]) else { return }
            best.removeLast()
        }
        var place = best.count
        while place > 0, precedes(best[place - 1]) { place -= 1 }
        best.insert(new, at: place)
    }

    /// The best products that are not among `owned`.
    ///
    /// - Parameters:
    ///   - owned: what the customer has, ascending.
    ///   - count: how many are wanted.
    ///   - scores: scratch, as many zeros as there are products; zeros again afterwards.
    /// - Returns: the best first; fewer where nothing else has a score.
    func offers(to owned: [Owned], count: Int, _ scores: inout [Double]) -> [CrossSellOffer] {
        var touched: [Int32] = []
        for own in owned {
            for next in neighbours[Int(own.item)] {
                if scores[Int(next.item)] == 0 { touched.append(next.item) }
                scores[Int(next.item)] += own.weight * next.likeness
            }
        }
        for own in owned { scores[Int(own.item)] = 0 }
        let best = touched.filter { scores[Int($0)] > 0 && isCurrent[Int($0)] }
            .sorted { (scores[Int($1)], $0) < (scores[Int($0)], $1) }.prefix(count)
        let offers = best.map { item in
            CrossSellOffer(item: item, score: scores[Int(item)], becauseOf: causes(of: item, among: owned))
        }
        for item in touched { scores[Int(item)] = 0 }
        return offers
    }

    private func causes(of item: Int32, among owned: [Owned]) -> [Int32] {
        let causes = owned.compactMap { own -> Neighbour? in
            neighbours[Int(own.item)].first { $0.item == item }.map {
                Neighbour(item: own.item, likeness: own.weight * $0.likeness)
            }
        }
        return causes.sorted { ($1.likeness, $0.item) < ($0.likeness, $1.item) }.prefix(2).map(\.item)
    }
}
