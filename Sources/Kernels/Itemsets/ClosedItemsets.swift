/// The closed sets among the frequent ones: those of which no larger set is in as many baskets.
///
/// They tell all that the frequent sets do, where these may be beyond counting: a set is frequent if a closed one holds it,
/// and its support is the largest of theirs. See ``ClosedMiner`` for how they are found without the frequent ones.
package struct ClosedItemsets: Sendable, Equatable {
    /// The items of set `s` are `items[starts[s]..<starts[s + 1]]`, ascending.
    package private(set) var items: [Int32] = []
    package private(set) var starts: [Int] = [0]
    /// In how many baskets each set is.
    package private(set) var supports: [Int32] = []
    /// By set: whether no larger set is frequent.
    package private(set) var isMaximal: [Bool] = []
    /// Whether every closed set is here.
    package private(set) var isComplete = true

    package init() {}

    /// What a set costs in memory, and what an item of one does.
    package static let bytes = (set: 16, item: 4)

    package var count: Int { supports.count }
    var bytes: Int { count * Self.bytes.set + items.count * Self.bytes.item }

    package subscript(set: Int) -> ArraySlice<Int32> { items[starts[set]..<starts[set + 1]] }

    /// Finds every closed set with a support of at least `minimum`.
    ///
    /// - Parameters:
    ///   - baskets: where to look.
    ///   - minimum: baskets that must hold a set; ≥ 1.
    ///   - maximumSize: items of the largest sets that are told; `nil` for any size. Whether a set is closed or maximal is
    ///     told by all larger sets, told or not.
    ///   - budget: after which the search ends early.
    ///   - jobs: threads, ≥ 1.
    /// - Returns: the sets by their rarest item, the most frequent first.
    package static func mine(
        _ baskets: Baskets, minimum: Int, maximumSize: Int? = nil, budget: MiningBudget = .unlimited, jobs: Int = 1
    ) -> ClosedItemsets {
        precondition(minimum >= 1, "every set is in 0 baskets or more; a support of \(minimum) finds all there are")
        let ranked = RankedBaskets(baskets, minimum: minimum)
        let found = MiningWatch.search(ranked.items.count, budget, jobs: jobs) { watch in
            ClosedMiner(ranked, maximumSize: maximumSize ?? .max, minimum: Int32(minimum), watch: watch)
        } mine: { (miner: ClosedMiner, prefix: Int) -> (ClosedItemsets, bytes: Int)? in
            miner.mine(prefix: prefix)
            return miner.isStopped ? nil : (miner.found, miner.found.bytes)
        }
        var sets = ClosedItemsets()
        for part in found { sets.append(part) }
        sets.isComplete = found.count == ranked.items.count
        return sets
    }

    mutating func append(_ items: some Sequence<Int32>, support: Int32, isMaximal: Bool) {
        self.items.append(contentsOf: items)
        starts.append(self.items.count)
        supports.append(support)
        self.isMaximal.append(isMaximal)
    }

    private mutating func append(_ other: ClosedItemsets) {
        let offset = items.count
        items += other.items
        starts += other.starts.dropFirst().lazy.map { $0 + offset }
        supports += other.supports
        isMaximal += other.isMaximal
    }

    /// The sets for which `isKept` holds, in their order.
    package func filtered(_ isKept: (Int) -> Bool) -> ClosedItemsets {
        var kept = ClosedItemsets()
        for set in 0..<count where isKept(set) {
            kept.append(self[set], support: supports[set], isMaximal: isMaximal[set])
        }
        kept.isComplete = isComplete
        return kept
    }
}
