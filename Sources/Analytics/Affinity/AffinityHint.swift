internal import Foundation
internal import Kernels

/// Why there is no rule, with the nearest threshold that would give one.
struct AffinityHint {
    let baskets: Baskets
    let options: AffinityOptions
    let budget: MiningBudget
    let jobs: Int

    /// - Parameters:
    ///   - minimum: baskets that a set had to be in.
    ///   - index: the sets that are.
    ///   - ruleItems: products of the largest sets of which rules were made.
    /// - Returns: a sentence.
    func text(minimum: Int, _ index: ItemsetIndex, ruleItems: Int) -> String {
        if baskets.count == 0 { return "no order holds a product; order lines with products are needed" }
        if options.maxSize == 1 { return "max_size is 1, and a rule needs a set of two" }
        let confidences = rules(index, ruleItems, minimumConfidence: 0).map(\.measures.confidence)
        guard let best = confidences.max() else { return textOfLowerCount(minimum) }
        return "no rule has a confidence of \(options.minConfidence); the best one has "
            + "\((best * 1e4).rounded(.down) / 1e4): a min_confidence of that would find it"
    }

    /// Halves the count until there are rules of two products, then takes the largest that still gives one.
    private func textOfLowerCount(_ minimum: Int) -> String {
        var floor = minimum
        while floor > AffinityOptions.leastCount {
            floor = max(AffinityOptions.leastCount, floor / 2)
            let pairs = FrequentItemsets.mine(baskets, minimum: floor, maximumSize: 2, budget: few, jobs: jobs)
            if let count = largestCount(pairs.sets, below: minimum) {
                let share = String(format: "%.4g", Double(count) / Double(baskets.count))
                return "no rule among sets in \(minimum) baskets or more; the nearest min_count with one is \(count) "
                    + "(a min_support of \(share))"
            }
            guard pairs.isComplete else {
                return "no rule among sets in \(minimum) baskets or more; below \(floor) the budget ends the search"
            }
        }
        return "no two products are together more often than by chance (q at most 0.01), whatever the threshold"
    }

    /// A hint is worth no more than so many pairs.
    private var few: MiningBudget {
        MiningBudget(bytes: min(budget.bytes ?? .max, 1_000_000 * MiningBudget.bytesPerSet), isOver: budget.isOver)
    }

    private func largestCount(_ sets: Itemsets, below minimum: Int) -> Int? {
        let counts = rules(ItemsetIndex(sets), 2, minimumConfidence: options.minConfidence).map(\.measures.joint)
        // With another threshold there are other tests beside a rule, and its q value may be another.
        return Set(counts).filter { $0 < minimum }.sorted(by: >).first { count in
            let kept = ItemsetIndex(sets.filtered { sets.supports[$0] >= count })
            return !rules(kept, 2, minimumConfidence: options.minConfidence).isEmpty
        }
    }

    private func rules(_ index: ItemsetIndex, _ items: Int, minimumConfidence: Double) -> [AssociationRule] {
        var criteria = AssociationRules.Criteria()
        (criteria.minimumConfidence, criteria.maximumItems) = (minimumConfidence, items)
        return AssociationRules.find(in: index, of: baskets, criteria, jobs: jobs).rules
    }
}
