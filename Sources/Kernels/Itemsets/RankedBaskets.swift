/// Baskets without their rare items, the rest renumbered by falling support: rank 0 is the most frequent item.
///
/// Each basket lists its ranks ascending, so that what stands before an item in a basket is more frequent than it. Among
/// items of one support, the one with the lower number comes first.
struct RankedBaskets: Sendable {
    /// The item of each rank, and its support.
    let items: [Int32]
    let supports: [Int32]
    /// By basket, as in ``Baskets``.
    private(set) var ranks: [Int32] = []
    private(set) var starts: [Int] = []
    /// The baskets that hold rank `r` are `holders[holderStarts[r]..<holderStarts[r + 1]]`, ascending.
    private(set) var holders: [Int32] = []
    private(set) var holderStarts: [Int] = [0]

    /// Keeps the items with a support of at least `minimum`.
    init(_ baskets: Baskets, minimum: Int) {
        let kept = (0..<baskets.itemCount).filter { baskets.supports[$0] >= minimum && baskets.supports[$0] > 0 }
        let order = kept.sorted { (-baskets.supports[$0], $0) < (-baskets.supports[$1], $1) }
        items = order.map(Int32.init)
        supports = order.map { baskets.supports[$0] }
        addHolders(baskets)
        addRows(baskets.count)
    }

    private mutating func addHolders(_ baskets: Baskets) {
        var rankOfItem = [Int32](repeating: -1, count: baskets.itemCount)
        for (rank, item) in items.enumerated() { rankOfItem[Int(item)] = Int32(rank) }
        for support in supports { holderStarts.append(holderStarts[holderStarts.count - 1] + Int(support)) }
        var ends = holderStarts
        holders = [Int32](repeating: 0, count: holderStarts[items.count])
        for basket in 0..<baskets.count {
            for place in baskets.starts[basket]..<baskets.starts[basket + 1] {
                let rank = Int(rankOfItem[Int(baskets.items[place])])
                guard rank >= 0 else { continue }
                holders[ends[rank]] = Int32(basket)
                ends[rank] += 1
            }
        }
    }

    /// Turning the holders around rank by rank leaves every basket sorted.
    private mutating func addRows(_ count: Int) {
        starts = [Int](repeating: 0, count: count + 1)
        for basket in holders { starts[Int(basket) + 1] += 1 }
        for basket in 0..<count { starts[basket + 1] += starts[basket] }
        var ends = starts
        ranks = [Int32](repeating: 0, count: holders.count)
        for rank in items.indices {
            for place in holderStarts[rank]..<holderStarts[rank + 1] {
                let basket = Int(holders[place])
                ranks[ends[basket]] = Int32(rank)
                ends[basket] += 1
            }
        }
    }
}
