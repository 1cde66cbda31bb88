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
/// The score of a product is the sum, over the products that the customer has, of a likeness: the cosine of who owns the
/// two, shrunk where few own both, plus what the one adds to the chance of the other in the window after it.
///
/// Source: Sarwar, Karypis, Konstan & Riedl (2001), "Item-based collaborative filtering recommendation algorithms"; the
/// shrinkage as in Koren (2008).
struct CrossSellModel: Sendable {
    /// Customers' worth of doubt: a pair that so many own counts half.
    private static let shrinkage = 10.0
    /// Neighbours of a product that are kept.
    private static let neighbours = 100

    struct Neighbour: Sendable {
        let item: Int32
        let likeness: Double
    }

    /// By product, the likest first.
    let neighbours: [[Neighbour]]
    /// Products by the number of customers who own them, the most first.
    let popular: [Int32]
    /// By customer: what they own, ascending.
    let owned: [[Int32]]

    init(_ orders: OrderSequences, _ sequences: [ProductSequence], jobs: Int) {
        let owned = Self.owned(orders, jobs: jobs)
        var owners = [[Int32]](repeating: [], count: orders.itemCount)
        for (customer, items) in owned.enumerated() {
            for item in items { owners[Int(item)].append(Int32(customer)) }
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
        popular = owners.indices.filter { !owners[$0].isEmpty }.map(Int32.init).sorted {
            (-owners[Int($0)].count, $0) < (-owners[Int($1)].count, $1)
        }
        self.owned = owned
    }

    private static func owned(_ orders: OrderSequences, jobs: Int) -> [[Int32]] {
        let customers = orders.shop.customers
        return Partitions.map(total: customers.count, jobs: jobs) { range in
            range.map { customer in
                let own = customers.orders(of: customer)
                return Set(orders.items[orders.starts[own.lowerBound]..<orders.starts[own.upperBound]]).sorted()
            }
        }.flatMap { $0 }
    }

    private static func neighbours(
        of item: Int, _ owned: [[Int32]], _ owners: [[Int32]], _ follows: [Neighbour], _ scratch: inout [Double]
    ) -> [Neighbour] {
        var touched: [Int32] = []
        for customer in owners[item] {
            for other in owned[Int(customer)] {
                if scratch[Int(other)] == 0 { touched.append(other) }
                scratch[Int(other)] += 1
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
        let best = touched.filter { $0 != Int32(item) }.map { Neighbour(item: $0, likeness: scratch[Int($0)]) }
            .sorted { ($1.likeness, $0.item) < ($0.likeness, $1.item) }
        for other in touched { scratch[Int(other)] = 0 }
        return Array(best.prefix(neighbours))
    }

    /// The best products that are not among `owned`.
    ///
    /// - Parameters:
    ///   - owned: what the customer has, ascending.
    ///   - count: how many are wanted.
    ///   - scores: scratch, as many zeros as there are products; zeros again afterwards.
    /// - Returns: the best first; fewer where nothing else has a score.
    func offers(to owned: [Int32], count: Int, _ scores: inout [Double]) -> [CrossSellOffer] {
        var touched: [Int32] = []
        for item in owned {
            for next in neighbours[Int(item)] {
                if scores[Int(next.item)] == 0 { touched.append(next.item) }
                scores[Int(next.item)] += next.likeness
            }
        }
        for item in owned { scores[Int(item)] = 0 }
        let best = touched.filter { scores[Int($0)] > 0 }
            .sorted { (scores[Int($1)], $0) < (scores[Int($0)], $1) }.prefix(count)
        let offers = best.map { item in
            CrossSellOffer(item: item, score: scores[Int(item)], becauseOf: causes(of: item, among: owned))
        }
        for item in touched { scores[Int(item)] = 0 }
        return offers
    }

    private func causes(of item: Int32, among owned: [Int32]) -> [Int32] {
        let causes = owned.compactMap { own -> Neighbour? in
            neighbours[Int(own)].first { $0.item == item }.map { Neighbour(item: own, likeness: $0.likeness) }
        }
        return causes.sorted { ($1.likeness, $0.item) < ($0.likeness, $1.item) }.prefix(2).map(\.item)
    }
}
