internal import Domain

/// A product that is offered to a customer, and why.
package struct CrossSellOffer: Sendable, Equatable {
    package let item: Int32
    package let score: Double
    /// The customer's own products that speak most for it, at most two.
    package let becauseOf: [Int32]
    /// Whether the customer has it already, and it is due again.
    package let isDue: Bool
}

/// In which ways lists can be made; which way is taken is found on an earlier stretch of the data.
package struct CrossSellVariant: Sendable, Equatable {
    /// Whether a product counts the less the longer ago it was bought.
    package var forgets = true
    /// Whether products that the customer has come back when they are due.
    package var offersDue = true
}

/// What goes with what a customer has, from who owns what and from what follows what.
///
/// The score of a product is the sum, over the products that the customer has, of a likeness (``ProductNeighbours``), worth
/// the less the longer ago they were bought. A product that is due again (``RepeatPurchases``) has in addition what it adds
/// to its own chance.
struct CrossSellModel: Sendable {
    let owned: OwnedProducts
    let neighbours: ProductNeighbours
    let repeats: RepeatPurchases
    /// Products by the number of customers who own them, the most first.
    let popular: [Int32]
    /// By product, whether anybody bought it within the last window: what is no longer sold is not offered.
    let isCurrent: [Bool]

    init(_ orders: OrderSequences, _ sequences: ProductSequences, jobs: Int) {
        let owned = OwnedProducts(orders, jobs: jobs)
        let owners = ProductOwners(owned, itemCount: orders.itemCount)
        neighbours = ProductNeighbours(
            owned, owners, sequences.candidates, kept: Self.neighbours(of: orders), itemCount: orders.itemCount,
            jobs: jobs)
        repeats = RepeatPurchases(orders, sequences.base, jobs: jobs)
        let isCurrent = orders.isCurrent
        popular = (0..<orders.itemCount).filter { isCurrent[$0] }.map(Int32.init).sorted {
            (-owners.count(of: Int($0)), $0) < (-owners.count(of: Int($1)), $1)
        }
        (self.owned, self.isCurrent) = (owned, isCurrent)
    }

    /// How many neighbours of a product are kept: as many as the budget has room for.
    static func neighbours(of orders: OrderSequences) -> Int {
        let room = orders.budgetBytes / MemoryLayout<ProductNeighbour>.stride / max(1, orders.itemCount)
        return max(CrossSell.listLength, min(ProductNeighbours.wanted, room))
    }

    /// What making a list needs beside the model; nothing of a customer stays in it.
    struct Scratch {
        /// By product: its score, 0 between two customers; and its place among the best, or -1.
        fileprivate var scores: [Double]
        fileprivate var places: [Int8]
        fileprivate var touched: [Int32] = []

        init(_ model: CrossSellModel) {
            scores = [Double](repeating: 0, count: model.isCurrent.count)
            places = [Int8](repeating: -1, count: model.isCurrent.count)
        }
    }

    /// The best products for a customer.
    ///
    /// - Parameters:
    ///   - customer: the customer.
    ///   - count: how many are wanted, at most 100.
    ///   - variant: in which way.
    ///   - scratch: as it was made, or as an earlier call left it.
    /// - Returns: the best first; fewer where nothing else has a score.
    func offers(
        to customer: Int, count: Int, _ variant: CrossSellVariant, _ scratch: inout Scratch
    ) -> [CrossSellOffer] {
        let best = best(for: customer, count, variant, &scratch)
        let causes = causes(of: best, customer, variant, &scratch)
        return zip(best, causes).map { offer, becauseOf in
            CrossSellOffer(
                item: offer.item, score: offer.likeness, becauseOf: becauseOf,
                isDue: owned.holds(offer.item, customer))
        }
    }

    /// The same without the reasons.
    func best(
        for customer: Int, _ count: Int, _ variant: CrossSellVariant, _ scratch: inout Scratch
    ) -> [ProductNeighbour] {
        score(customer, variant, &scratch.scores, &scratch.touched)
        defer {
            for item in scratch.touched { scratch.scores[Int(item)] = 0 }
            scratch.touched.removeAll(keepingCapacity: true)
        }
        return best(count, scratch)
    }

    private func score(
        _ customer: Int, _ variant: CrossSellVariant, _ scores: inout [Double], _ touched: inout [Int32]
    ) {
        let list = neighbours.list.span
        let starts = neighbours.starts.span
        var scores = scores.mutableSpan
        for place in owned.places(of: customer) {
            let (item, weight) = (Int(owned.items[place]), weight(place, variant))
            for index in starts[item]..<starts[item + 1] {
                let next = list[index]
                if scores[Int(next.item)] == 0 { touched.append(next.item) }
                scores[Int(next.item)] += weight * next.likeness
            }
        }
        for place in owned.places(of: customer) {
            let item = Int(owned.items[place])
            guard variant.offersDue, let own = dueLikeness(place, variant) else {
                scores[item] = 0
                continue
            }
            if scores[item] == 0 { touched.append(Int32(item)) }
            scores[item] += own
        }
    }

    @inline(__always)
    private func weight(_ place: Int, _ variant: CrossSellVariant) -> Double {
        variant.forgets ? owned.weights[place] : 1
    }

    /// What a product speaks for itself; `nil` where it is not due.
    private func dueLikeness(_ place: Int, _ variant: CrossSellVariant) -> Double? {
        let item = owned.items[place]
        guard repeats.isDue(item, after: owned.ages[place]), let interval = repeats.intervals[Int(item)] else {
            return nil
        }
        return weight(place, variant) * interval.likeness
    }

    /// The products with the highest scores, in their order.
    private func best(_ count: Int, _ scratch: Scratch) -> [ProductNeighbour] {
        var best: [ProductNeighbour] = []
        for item in scratch.touched where scratch.scores[Int(item)] > 0 && isCurrent[Int(item)] {
            let candidate = ProductNeighbour(item: item, likeness: scratch.scores[Int(item)])
            if best.count == count {
                guard let last = best.last, candidate.precedes(last) else { continue }
                best.removeLast()
            }
            var place = best.count
            while place > 0, candidate.precedes(best[place - 1]) { place -= 1 }
            best.insert(candidate, at: place)
        }
        return best
    }

    /// For each of some products, the two that the customer has and that speak most for it.
    private func causes(
        of best: [ProductNeighbour], _ customer: Int, _ variant: CrossSellVariant, _ scratch: inout Scratch
    ) -> [[Int32]] {
        for (place, offer) in best.enumerated() { scratch.places[Int(offer.item)] = Int8(place) }
        defer { for offer in best { scratch.places[Int(offer.item)] = -1 } }
        var causes = [OfferCauses](repeating: OfferCauses(), count: best.count)
        let list = neighbours.list.span
        let places = scratch.places.span
        for index in owned.places(of: customer) {
            let (item, weight) = (owned.items[index], weight(index, variant))
            for neighbour in neighbours.starts[Int(item)]..<neighbours.starts[Int(item) + 1] {
                let place = Int(places[Int(list[neighbour].item)])
                guard place >= 0 else { continue }
                causes[place].add(ProductNeighbour(item: item, likeness: weight * list[neighbour].likeness))
            }
            let own = Int(places[Int(item)])
            if own >= 0, let likeness = dueLikeness(index, variant) {
                causes[own].add(ProductNeighbour(item: item, likeness: likeness))
            }
        }
        return causes.map(\.items)
    }
}

/// The two products that speak most for an offer.
private struct OfferCauses {
    private var first: ProductNeighbour?
    private var second: ProductNeighbour?

    mutating func add(_ cause: ProductNeighbour) {
        if first.map(cause.precedes) ?? true {
            (first, second) = (cause, first)
        } else if second.map(cause.precedes) ?? true {
            second = cause
        }
    }

    var items: [Int32] { [first?.item, second?.item].compactMap { $0 } }
}
