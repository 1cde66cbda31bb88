/// The sets of items that are in many baskets, exactly: never a sample.
///
/// Best for data of any shape: see ``PrefixMiner`` for why. Prefixes (a set's rarest item) are searched apart, from the
/// most frequent item down, on as many threads as there are, and joined in that order: so the sets and their order are the
/// same on any number of threads.
package struct FrequentItemsets: Sendable {
    package let sets: Itemsets
    /// The least support that a set has; what was asked for, or what the best sets came to.
    package let minimumSupport: Int
    /// Whether every set is here.
    package let isComplete: Bool
    /// Of so many most frequent items, every set is here, also where the budget ended the search before its end.
    package let completeItems: Int

    /// Finds every set with a support of at least `minimum`.
    ///
    /// - Parameters:
    ///   - baskets: where to look.
    ///   - minimum: baskets that must hold a set; ≥ 1.
    ///   - maximumSize: items of the largest sets; `nil` for any size.
    ///   - budget: after which the search ends early.
    ///   - jobs: threads, ≥ 1.
    /// - Returns: the sets by their rarest item, the most frequent first.
    package static func mine(
        _ baskets: Baskets, minimum: Int, maximumSize: Int? = nil, budget: MiningBudget = .unlimited, jobs: Int = 1
    ) -> FrequentItemsets {
        precondition(minimum >= 1, "every set is in 0 baskets or more; a support of \(minimum) finds all there are")
        let ranked = RankedBaskets(baskets, minimum: minimum)
        let found = MiningWatch.search(ranked.items.count, budget, jobs: jobs) { watch in
            PrefixMiner(ranked, maximumSize: maximumSize ?? .max, floor: SupportFloor(minimum), watch: watch)
        } mine: { (miner: PrefixMiner, prefix: Int) -> (Itemsets, bytes: Int)? in
            miner.mine(prefix: prefix)
            return miner.isStopped ? nil : (miner.found, miner.bytes)
        }
        var sets = Itemsets()
        sets.reserveCapacity(found.reduce(0) { $0 + $1.count })
        for part in found { sets.append(part) }
        return FrequentItemsets(
            sets: sets, minimumSupport: minimum, isComplete: found.count == ranked.items.count,
            completeItems: found.count)
    }

    /// Finds the `count` sets with the highest supports, and those that tie with the last of them.
    ///
    /// The floor rises while the search goes on, so nobody needs to guess a support; one thread. Ties can be many: fifty
    /// items that are in every basket make 2⁵⁰ sets of one support, so a budget has its place here too.
    ///
    /// - Parameters:
    ///   - count: how many sets, ≥ 1.
    ///   - baskets: where to look.
    ///   - known: a support that at least so many sets are known to have: the search begins there.
    ///   - maximumSize: items of the largest sets; `nil` for any size.
    ///   - budget: after which the search ends early.
    /// - Returns: the sets in the order of ``mine(_:minimum:maximumSize:budget:jobs:)``.
    package static func best(
        _ count: Int, of baskets: Baskets, from known: Int = 1, maximumSize: Int? = nil,
        budget: MiningBudget = .unlimited
    ) -> FrequentItemsets {
        precondition(count >= 1, "the best \(count) sets are none")
        let supports = baskets.supports.filter { $0 > 0 }.sorted(by: >)
        let minimum = max(known, supports.count >= count ? Int(supports[count - 1]) : 1)
        let ranked = RankedBaskets(baskets, minimum: minimum)
        let floor = SupportFloor(best: count, from: minimum, highest: Int(supports.first ?? 0))
        let watch = MiningWatch(budget, parts: ranked.items.count)
        let miner = PrefixMiner(ranked, maximumSize: maximumSize ?? .max, floor: floor, watch: watch)
        var end = 0
        while end < ranked.items.count, !watch.mustStop(part: end, bytes: miner.bytes) {
            miner.mine(prefix: end, keeps: true)
            guard !miner.isStopped else { break }
            end += 1
        }
        let lowest = miner.minimum
        return FrequentItemsets(
            sets: miner.found.filtered { miner.found.supports[$0] >= lowest }, minimumSupport: Int(lowest),
            isComplete: end == ranked.items.count, completeItems: end)
    }
}
