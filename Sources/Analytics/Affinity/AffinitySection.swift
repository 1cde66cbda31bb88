package import Kernels

/// What is bought together at one level and in one window.
package struct AffinitySection: Sendable {
    package let level: AffinityLevel
    package let window: AffinityWindow
    package let baskets: Int
    /// Items that are in at least one basket.
    package let items: Int
    /// Baskets that a set must be in.
    package let minimumCount: Int
    /// Whether every frequent set is here; where not, all sets of the `completeItems` most frequent items are.
    package let isComplete: Bool
    package let completeItems: Int
    package let sets: Itemsets
    package let marks: Marks
    /// Closed sets that are not among ``sets``, since the budget ended the search for these; empty where it did not, and
    /// where it ended the search for closed ones too.
    package let closedBeyond: ClosedItemsets
    /// Items of the largest sets of which rules were made.
    package let ruleItems: Int
    /// Tests that could have been made, given how often each item was bought.
    package let tests: Double
    /// Rules that pass, listed or not.
    package let ruleCount: Int
    /// The best of them by leverage.
    package let rules: [AffinityRule]
    /// What ``minimumCount`` would be, had it not been raised to leave fewer sets.
    package let thresholdAsked: Int
    package let redundantRules: Int
    package let unprovenRules: Int
    /// Where there is no rule: what to change; `nil` elsewhere.
    package let hint: String?

    /// By set: whether no larger set was found that is in as many baskets, and whether none was found at all.
    package struct Marks: Sendable {
        package let isClosed, isMaximal: [Bool]
        /// Whether all closed sets are known: else a set that is marked may not be closed or maximal after all, while one that
        /// is not marked surely is neither.
        package let areFinal: Bool
    }

    /// How many sets are closed, and how many maximal; how many at most where ``Marks/areFinal`` is not true.
    package var closedCount: Int { marks.isClosed.count { $0 } + closedBeyond.count }
    package var maximalCount: Int { marks.isMaximal.count { $0 } + closedBeyond.isMaximal.count { $0 } }

    /// How many sets have each size, from one item on.
    package var countBySize: [Int] {
        sets.sizes.reduce(into: []) { counts, size in
            while counts.count < size { counts.append(0) }
            counts[size - 1] += 1
        }
    }
}

/// A rule, and what an analyst wants to know before acting on it.
package struct AffinityRule: Sendable, Equatable {
    package let rule: AssociationRule
    /// What the shop kept of the orders that hold both sides, in 1/10000 of the currency unit.
    package let revenue: Int64
    /// Lift in the first 70 % of the time, and in the rest; `nil` where the rule is not found in the first part alone, or
    /// where a side is not in the rest at all.
    package let earlierLift, laterLift: Double?
    /// Lift in the last 180 days; `nil` where a side was not sold in them.
    package let recentLift: Double?
    /// Whether these products are nearly always sold together, as one.
    package let isBundle: Bool
    /// Whether a product of one side is a variant of one on the other.
    package let isVariant: Bool

    /// The probability of as many joint orders in the last 30 % of the time by chance, by Fisher's test; `nil` like
    /// ``laterLift``.
    package let laterP: Double?

    /// The least lower bound of a lift that is worth acting on, and the largest p value of its later orders.
    private static let worth = (lift: 1.1, laterP: 0.05)

    /// Why nothing is recommended; `nil` where the rule also holds later, and by a margin that matters.
    package var doubt: String? {
        let low = rule.measures.liftInterval.lowerBound
        if low < Self.worth.lift { return "the lift may be as low as \(Self.text(low))" }
        guard earlierLift != nil else { return "the first 70 % of the time do not show it by themselves" }
        guard let laterLift, let laterP, laterP <= Self.worth.laterP, laterLift >= Self.worth.lift else {
            let lift = laterLift.map(Self.text) ?? "unknown"
            return "in the last 30 % of the time the lift is \(lift), no more than chance"
        }
        return nil
    }

    private static func text(_ lift: Double) -> String { "\((lift * 100).rounded() / 100)" }

    /// Orders that held the antecedent alone: whom the rule could reach.
    package var reachableOrders: Int { rule.measures.antecedent - rule.measures.joint }
}
