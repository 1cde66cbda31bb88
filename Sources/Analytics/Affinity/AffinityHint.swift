internal import Foundation
internal import Kernels

/// Why there is no rule, with the nearest threshold that would give one.
struct AffinityHint {
    let text: String

    init(_ baskets: Baskets, _ minimum: Int, _ options: AffinityOptions, index: ItemsetIndex, ruleItems: Int) {
        if baskets.count == 0 {
            text = "no order holds a product; order lines with products are needed"
        } else if !index.sets.sizes.contains(2) {
            text = Self.pairHint(baskets, minimum)
        } else {
            text = Self.confidenceHint(baskets, options, index, ruleItems)
        }
    }

    private static func pairHint(_ baskets: Baskets, _ minimum: Int) -> String {
        var floor = minimum
        while floor > 1 {
            floor = max(1, floor / 2)
            let sets = FrequentItemsets.mine(baskets, minimum: floor, maximumSize: 2).sets
            let pairs = sets.sizes.indices.filter { sets.parents[$0] >= 0 }
            guard let best = pairs.map({ sets.supports[$0] }).max() else { continue }
            return "no two products are in \(minimum) baskets together; the commonest pair is in \(best): "
                + "min_count \(best) would find it"
        }
        return "no two products were ever in one basket"
    }

    private static func confidenceHint(
        _ baskets: Baskets, _ options: AffinityOptions, _ index: ItemsetIndex, _ ruleItems: Int
    ) -> String {
        var criteria = AssociationRules.Criteria()
        criteria.maximumItems = ruleItems
        let rules = AssociationRules.find(in: index, of: baskets, criteria).rules
        guard let best = rules.map(\.measures.confidence).max() else {
            return "no products are together more often than by chance (q at most 0.01); a lower min_support tests more"
        }
        return "no rule has a confidence of \(options.minConfidence); the best one has "
            + "\((best * 1e4).rounded(.down) / 1e4): a min_confidence of that would find it"
    }
}
