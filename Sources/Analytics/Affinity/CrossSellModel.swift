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
/// The score of a product is the sum, over the products that the customer has, of a likeness (``ProductNeighbours``), worth
/// the less the longer ago they were bought.
struct CrossSellModel: Sendable {
    let owned: OwnedProducts
    let neighbours: ProductNeighbours
    /// Products by the number of customers who own them, the most first.
    let popular: [Int32]
    /// By product, whether anybody bought it within the last window: what is no longer sold is not offered.
    let isCurrent: [Bool]

    init(_ orders: OrderSequences, _ sequences: [ProductSequence], jobs: Int) {
        let owned = OwnedProducts(orders, jobs: jobs)
        let owners = ProductOwners(owned, itemCount: orders.itemCount)
        neighbours = ProductNeighbours(owned, owners, sequences, itemCount: orders.itemCount, jobs: jobs)
        let isCurrent = orders.isCurrent
        popular = (0..<orders.itemCount).filter { isCurrent[$0] }.map(Int32.init).sorted {
            (-owners.count(of: Int($0)), $0) < (-owners.count(of: Int($1)), $1)
        }
        (self.owned, self.isCurrent) = (owned, isCurrent)
    }

    /// What making a list needs beside the model; nothing of a customer stays in it.
    struct Scratch {
        /// By product: its score, 0 between two customers; and its place among the best, or -1.
        fileprivate var scores: [Double]
        fileprivate var places: [Int8]
        fileprivate var touched: [Int32] = []

        init(itemCount: Int) {
            scores = [Double](repeating: 0, count: itemCount)
            places = [Int8](repeating: -1, count: itemCount)
        }
    }

    /// The best products that a customer does not have.
    ///
    /// - Parameters:
    ///   - customer: the customer.
    ///   - count: how many are wanted, at most 100.
    ///   - scratch: as it was made, or as an earlier call left it.
    /// - Returns: the best first; fewer where nothing else has a score.
    func offers(to customer: Int, count: Int, _ scratch: inout Scratch) -> [CrossSellOffer] {
        score(customer, &scratch.scores, &scratch.touched)
        let best = best(count, scratch)
        let causes = causes(of: best, customer, &scratch)
        for item in scratch.touched { scratch.scores[Int(item)] = 0 }
        scratch.touched.removeAll(keepingCapacity: true)
        return zip(best, causes).map { CrossSellOffer(item: $0.item, score: $0.likeness, becauseOf: $1) }
    }

    private func score(_ customer: Int, _ scores: inout [Double], _ touched: inout [Int32]) {
        let list = neighbours.list.span
        let starts = neighbours.starts.span
        var scores = scores.mutableSpan
        for place in owned.places(of: customer) {
            let (item, weight) = (Int(owned.items[place]), owned.weights[place])
            for index in starts[item]..<starts[item + 1] {
                let next = list[index]
                if scores[Int(next.item)] == 0 { touched.append(next.item) }
                scores[Int(next.item)] += weight * next.likeness
            }
        }
        for place in owned.places(of: customer) { scores[Int(owned.items[place])] = 0 }
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
        of best: [ProductNeighbour], _ customer: Int, _ scratch: inout Scratch
    ) -> [[Int32]] {
        for (place, offer) in best.enumerated() { scratch.places[Int(offer.item)] = Int8(place) }
        defer { for offer in best { scratch.places[Int(offer.item)] = -1 } }
        var causes = [(first: ProductNeighbour?, second: ProductNeighbour?)](repeating: (nil, nil), count: best.count)
        let list = neighbours.list.span
        let places = scratch.places.span
        for index in owned.places(of: customer) {
            let (item, weight) = (owned.items[index], owned.weights[index])
            for neighbour in neighbours.starts[Int(item)]..<neighbours.starts[Int(item) + 1] {
                let place = Int(places[Int(list[neighbour].item)])
                guard place >= 0 else { continue }
                let cause = ProductNeighbour(item: item, likeness: weight * list[neighbour].likeness)
                if causes[place].first.map(cause.precedes) ?? true {
                    causes[place] = (cause, causes[place].first)
                } else if causes[place].second.map(cause.precedes) ?? true {
                    causes[place].second = cause
                }
            }
        }
        return causes.map { [$0.first?.item, $0.second?.item].compactMap { $0 } }
    }
}
