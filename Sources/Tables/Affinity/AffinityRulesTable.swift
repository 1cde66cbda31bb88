/// `affinity_rules`: what is bought together, as rules A → B.
package struct AffinityRulesTable: Sendable {
    package let level = Column<String>("level", "What the items are: `product` or `category`.")
    package let window = Column<String>("window", "Which orders count: `all`, or `180d` for the last 180 days.")
    package let rank = Column<Int>("rank", "From 1, the highest `leverage` first.")
    package let antecedent = Column<JSONDocument>("antecedent", "A: an array of product ids or category names.")
    package let consequent = Column<JSONDocument>("consequent", "B: an array of product ids or category names.")
    package let baskets = Column<Int>("baskets", .orders, "N: all orders of the window with lines.")
    package let count = Column<Int>("count", .orders, "n(AB): orders with both sides.")
    package let antecedentCount = Column<Int>("antecedent_count", .orders, "n(A): orders with A.")
    package let consequentCount = Column<Int>("consequent_count", .orders, "n(B): orders with B.")
    package let support = Column<Double>("support", .share, "s(AB) = n(AB) / N.")
    package let antecedentSupport = Column<Double>("antecedent_support", .share, "s(A) = n(A) / N.")
    package let consequentSupport = Column<Double>("consequent_support", .share, "s(B) = n(B) / N.")
    package let confidence = Column<Double>(
        "confidence", .share, "n(AB) / n(A): the share of the orders with A that hold B as well.")
    package let lift = Column<Double>(
        "lift", "ratio",
        "s(AB) / (s(A) s(B)): how many times more often both are bought together than by chance. 1: independent.")
    package let leverage = Column<Double>(
        "leverage", "-0.25 to 0.25", "s(AB) - s(A) s(B): the share of orders beyond what chance would bring together.")
    package let conviction = Column<Double?>(
        "conviction", "ratio",
        "(1 - s(B)) / (1 - confidence): how many times more often A would come without B if they were independent.",
        null: "where `confidence` is 1")
    package let zhang = Column<Double>(
        "zhang", "-1 to 1",
        "Zhang's measure: leverage / max(s(AB) (1 - s(A)), s(A) (s(B) - s(AB))). -1: never together, 0: independent, 1: never apart."
    )
    package let allConfidence = Column<Double>(
        "all_confidence", .share,
        "s(AB) / the largest support of a single item of A and B: the least confidence of any rule among them.")
    package let kulczynski = Column<Double>(
        "kulczynski", .share,
        "(n(AB) / n(A) + n(AB) / n(B)) / 2: the mean of the confidences in both directions. Orders without A and B do not change it."
    )
    package let pValue = Column<Double>(
        "p_value", .share,
        "Fisher's exact test, one-sided: the probability of n(AB) or more by chance. 0 below the smallest number there is."
    )
    package let log10P = Column<Double>(
        "log10_p", "log10", "Decimal logarithm of the p-value, also where that shows as 0.")
    package let qValue = Column<Double>(
        "q_value", .share,
        "The false discovery rate at which the rule is still a discovery, over all tests of its level and window (Benjamini-Hochberg)."
    )
    package let partConfidence = Column<Double?>(
        "part_confidence", .share, "The confidence of the best rule with fewer conditions and the same B.",
        null: "for a rule with one condition")
    package let partQValue = Column<Double?>(
        "part_q_value", .share,
        "The false discovery rate of the test against that rule: whether the further condition adds anything.",
        null: "for a rule with one condition")
    package let revenue = Column<Double?>(
        "revenue", .currency, "Net value of the orders with both sides.", null: "where the source has no prices")
    package let reachableOrders = Column<Int>(
        "reachable_orders", .orders,
        "n(A) - n(AB): orders with A and without B, which a recommendation could have reached.")
    package let earlierLift = Column<Double?>(
        "earlier_lift", "ratio", "The lift in the first 70 % of the time.",
        null: "where the rule is not found there alone")
    package let laterLift = Column<Double?>(
        "later_lift", "ratio",
        "The lift in the remaining 30 %, which the first part was not chosen on: whether the rule holds.",
        null: "where the rule is not found in the first part, or a side is not bought in the rest")
    package let recentLift = Column<Double?>(
        "recent_lift", "ratio", "The lift in the last 180 days.", null: "where a side was not bought in them")
    package let isBundle = Column<Bool>(
        "is_bundle", .flag,
        "1 where the items are hardly ever bought apart: parts of one article rather than a recommendation.")
    package let isVariant = Column<Bool>(
        "is_variant", .flag, "1 where the two sides are variants of one product, by their titles.")
    package let recommendation = Column<String>("recommendation", "What to do with the rule, in a sentence.")
    package let antecedentProduct = Column<String?>(
        "antecedent_product", "The single item of A, for look-ups.", null: "where A has several")

    package static let table = TypedTable(
        "affinity_rules", AffinityRulesTable(), rows: "One row a rule, by level, window and rank.",
        stages: [.affinity], key: { [$0.level, $0.window, $0.rank] },
        indexes: { [[$0.antecedentProduct, $0.level, $0.window, $0.rank]] })
}

/// A rule of what is bought together.
package typealias AffinityRuleRow = TableRow<AffinityRulesTable>
