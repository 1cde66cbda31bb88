package import Analytics
package import Domain
internal import Foundation
internal import Kernels

/// The report `affinity`: what is bought together, what follows, and how lists of cross-sell products did.
///
/// The first section stands at the top, the others in the list `further`.
package struct AffinityReport: Report, Equatable {
    package static let name = ReportName.affinity

    /// `nil` where no order has lines.
    package let section: Section?
    package let further: [Section]
    /// `nil` in reports from before 0.2.
    package let bounded: [String]?
    package let sequenceCount, sequenceMinCustomers: Int
    package let sequences: [Sequence]
    package let crossSell: CrossSell

    private enum CodingKeys: String, CodingKey {
        case further, sequences, bounded
        case sequenceCount = "sequence_count"
        case sequenceMinCustomers = "sequence_min_customers"
        case crossSell = "cross_sell"
    }

    package static let meanings = Section.meanings.merging([
        "bounded": "What was left out to keep time and memory within bounds, one sentence each. Since 0.2.",
        "further": "The other sections: categories, and the last 180 days.",
        "sequence_count": "Sequences that pass their tests; `sequences` lists the first 1,000.",
        "sequence_min_customers": "Customers that a sequence needs.",
        "sequences": "What later orders bring, the most orders beyond chance first.",
        "cross_sell": "How lists of ten products did on orders held out.",
    ]) { own, _ in own }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        further = try container.decode([Section].self, forKey: .further)
        bounded = try container.decodeIfPresent([String].self, forKey: .bounded)
        sequenceCount = try container.decode(Int.self, forKey: .sequenceCount)
        sequenceMinCustomers = try container.decode(Int.self, forKey: .sequenceMinCustomers)
        sequences = try container.decode([Sequence].self, forKey: .sequences)
        crossSell = try container.decode(CrossSell.self, forKey: .crossSell)
        let hasSection = try decoder.container(keyedBy: Section.CodingKeys.self).contains(.level)
        section = hasSection ? try Section(from: decoder) : nil
    }

    package func encode(to encoder: any Encoder) throws {
        try section?.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(further, forKey: .further)
        try container.encodeIfPresent(bounded, forKey: .bounded)
        try container.encode(sequenceCount, forKey: .sequenceCount)
        try container.encode(sequenceMinCustomers, forKey: .sequenceMinCustomers)
        try container.encode(sequences, forKey: .sequences)
        try container.encode(crossSell, forKey: .crossSell)
    }

    /// What is bought together at one level and in one window.
    package struct Section: Codable, Equatable, Sendable, Documented {
        package let level: AffinityLevel
        package let window: AffinityWindow
        package let baskets, items: Int
        package let minCount, minCountAsked: Int
        package let isComplete: Bool
        package let completeItems: Int
        package let itemsets: Itemsets
        package let ruleCount, ruleItems, redundantRules, unprovenRules: Int
        package let tests: Double
        @OrNull package var hint: String?
        package let rules: [Rule]

        fileprivate enum CodingKeys: String, CodingKey {
            case level, window, baskets, items, itemsets, tests, hint, rules
            case minCount = "min_count"
            case minCountAsked = "min_count_asked"
            case isComplete = "is_complete"
            case completeItems = "complete_items"
            case ruleCount = "rule_count"
            case ruleItems = "rule_items"
            case redundantRules = "redundant_rules"
            case unprovenRules = "unproven_rules"
        }

        package static let meanings = [
            "level": "What items are.", "window": "Which baskets count: all, or those of the last 180 days.",
            "baskets": "Orders that kept an item.", "items": "Items in at least one basket.",
            "min_count": "Baskets that a set must be in.",
            "min_count_asked": "The same before it was raised to leave fewer sets.",
            "is_complete": "Whether every set in `min_count` baskets was found.",
            "complete_items": "All sets of so many most frequent items were found.",
            "itemsets": "How many sets there are.",
            "rule_count": "Rules that pass; `rules` lists the first 1,000.",
            "rule_items": "Items of the largest sets of which rules were made.",
            "tests": "Tests that could have been made: all splits of all sets of frequent items.",
            "redundant_rules": "Rules left out since a more general one is as confident.",
            "unproven_rules": "Rules left out since a part of them does as well, up to chance.",
            "hint": "Where there is no rule: what to change.", "rules": "The rules by leverage, the largest first.",
        ]
    }

    package struct Itemsets: Codable, Equatable, Sendable, Documented {
        package let closed: Count
        package let frequent: Frequent
        package let maximal: Count

        package static let meanings = [
            "closed": "Sets without a larger one in as many baskets.", "frequent": "Sets in `min_count` baskets.",
            "maximal": "Sets without a larger frequent one.",
        ]
    }

    package struct Frequent: Codable, Equatable, Sendable, Documented {
        package let bySize: [Int]
        package let count: Int

        private enum CodingKeys: String, CodingKey {
            case count
            case bySize = "by_size"
        }

        package static let meanings = ["by_size": "Sets of 1 item, of 2, and so on.", "count": "Sets."]
    }

    /// How many sets there are of a kind; where that is not known, how many at most.
    package struct Count: Codable, Equatable, Sendable, Documented {
        package let atMost: Int
        @OrNull package var count: Int?

        private enum CodingKeys: String, CodingKey {
            case count
            case atMost = "at_most"
        }

        package static let meanings = [
            "at_most": "Sets at most.", "count": "Sets; null where mining hit its budget before.",
        ]
    }

    package struct Rule: Codable, Equatable, Sendable, Documented {
        package let antecedent, consequent, antecedentTitles, consequentTitles: [String]
        package let count: Int
        package let support, antecedentSupport, consequentSupport, confidence, lift, leverage: Double
        package let liftLow, liftHigh: Double?
        @OrNull package var conviction: Double?
        @OrNull package var zhang: Double?
        package let allConfidence, kulczynski, pValue: Double
        @OrNull package var log10P: Double?
        package let qValue: Double
        @OrNull package var partConfidence: Double?
        @OrNull package var partQValue: Double?
        @OrNull package var revenue: Double?
        package let reachableOrders: Int
        @OrNull package var earlierLift: Double?
        @OrNull package var laterLift: Double?
        @OrNull package var recentLift: Double?
        package let isBundle, isVariant: Bool
        /// `nil` in reports of 0.1.0.
        package let isReverse: Bool?
        package let recommendation: String

        private enum CodingKeys: String, CodingKey {
            case antecedent, consequent, count, support, confidence, lift, leverage, conviction, zhang, kulczynski
            case revenue, recommendation
            case antecedentTitles = "antecedent_titles"
            case consequentTitles = "consequent_titles"
            case antecedentSupport = "antecedent_support"
            case consequentSupport = "consequent_support"
            case liftLow = "lift_low"
            case liftHigh = "lift_high"
            case allConfidence = "all_confidence"
            case pValue = "p_value"
            case log10P = "log10_p"
            case qValue = "q_value"
            case partConfidence = "part_confidence"
            case partQValue = "part_q_value"
            case reachableOrders = "reachable_orders"
            case earlierLift = "earlier_lift"
            case laterLift = "later_lift"
            case recentLift = "recent_lift"
            case isBundle = "is_bundle"
            case isVariant = "is_variant"
            case isReverse = "is_reverse"
        }

        package static let meanings = [
            "antecedent": "Ids of A.", "consequent": "Ids of B.", "antecedent_titles": "Titles of A.",
            "consequent_titles": "Titles of B.", "count": "Baskets with A and B.",
            "support": "`count` / baskets.", "antecedent_support": "Baskets with A / baskets.",
            "consequent_support": "Baskets with B / baskets.", "confidence": "`count` / baskets with A.",
            "lift": "Confidence / support of B: 1 if A and B are independent.",
            "lift_low": "Lower end of the 95 % interval of `lift`. Since 0.2.",
            "lift_high": "Upper end of it. Since 0.2.",
            "leverage": "Support less the product of the supports of A and B.",
            "conviction": "(1 - support of B) / (1 - confidence); null where every basket with A has B.",
            "zhang": "Zhang's measure, -1 to 1: 0 if independent, 1 if B comes only with A.",
            "all_confidence": "Support of A and B / largest support of one of their items.",
            "kulczynski": "Mean of the confidences of A → B and B → A.",
            "p_value": "Fisher's exact one-sided test of A against B; 0 below 1e-308, see `log10_p`.",
            "log10_p": "Its logarithm to base 10.",
            "q_value": "Benjamini-Hochberg q value over the `tests` of this size.",
            "part_confidence": "Confidence of the best rule with fewer conditions; null for one item.",
            "part_q_value": "q value of the test against it.",
            "revenue": "What the shop kept of the orders with A and B, in the currency; null without prices.",
            "reachable_orders": "Baskets with A and without B.",
            "earlier_lift": "Lift in the first 70 % of the time; null where these alone do not show the rule.",
            "later_lift": "Lift in the last 30 % of the time; null likewise.",
            "recent_lift": "Lift in the last 180 days; null where a side was not sold.",
            "is_bundle": "Whether A and B are nearly always sold together.",
            "is_variant": "Whether a product of A is a variant of one of B.",
            "is_reverse":
                "Whether B → A, which is of the same orders, is more confident; terminal lists leave such rules out. Since 0.2.",
            "recommendation": "What to do about it; `none` and why, where the rule may not hold.",
        ]
    }

    /// Products that follow each other in later orders.
    package struct Sequence: Codable, Equatable, Sendable, Documented {
        package let items, titles: [String]
        package let customers: Int
        package let support: Double
        package let orders, followed: Int
        package let expected, lift, medianDays: Double
        package let liftLow, liftHigh, qValue: Double?
        package let recommendation: String

        private enum CodingKeys: String, CodingKey {
            case items, titles, customers, support, orders, followed, expected, lift, recommendation
            case liftLow = "lift_low"
            case liftHigh = "lift_high"
            case qValue = "q_value"
            case medianDays = "median_days"
        }

        package static let meanings = [
            "items": "Ids in the order in which they are bought.", "titles": "Titles.",
            "customers": "Customers who did so at least once.", "support": "`customers` / all customers.",
            "orders": "Orders with the products before the last that were watched for a whole window.",
            "followed": "Of these, how many were followed by the last product.",
            "expected":
                "How many would have been, were they like any orders of the same number in their customers' lives.",
            "lift": "`followed` / `expected`.", "lift_low": "Lower end of the 95 % interval of `lift`. Since 0.2.",
            "lift_high": "Upper end of it. Since 0.2.",
            "q_value": "q value of the test against chance over all sequences of so many products. Since 0.2.",
            "median_days": "Median days between the last two.",
            "recommendation": "What to do about it; `none` and why, where the lift may be no more than 1.",
        ]
    }

    /// `null` figures where no customer bought on both sides of the cutoff.
    package struct CrossSell: Codable, Equatable, Sendable, Documented {
        package let cutoff: String
        package let customers: Int
        @OrNull package var hitRate10: Double?
        @OrNull package var ndcg10: Double?
        @OrNull package var popularityHitRate10: Double?
        @OrNull package var popularityNDCG10: Double?
        package let anyCustomers: Int
        @OrNull package var anyHitRate10: Double?
        @OrNull package var anyNDCG10: Double?
        @OrNull package var anyPopularityHitRate10: Double?
        @OrNull package var anyPopularityNDCG10: Double?
        package let offersDue, forgets: Bool
        package let chosenAt: String
        @OrNull package var chosenNDCG10: Double?
        @OrNull package var chosenNDCG10Otherwise: Double?
        @OrNull package var chosenAnyNDCG10: Double?
        @OrNull package var chosenAnyNDCG10Otherwise: Double?

        private enum CodingKeys: String, CodingKey {
            case cutoff, customers, forgets
            case hitRate10 = "hit_rate_10"
            case ndcg10 = "ndcg_10"
            case popularityHitRate10 = "popularity_hit_rate_10"
            case popularityNDCG10 = "popularity_ndcg_10"
            case anyCustomers = "any_customers"
            case anyHitRate10 = "any_hit_rate_10"
            case anyNDCG10 = "any_ndcg_10"
            case anyPopularityHitRate10 = "any_popularity_hit_rate_10"
            case anyPopularityNDCG10 = "any_popularity_ndcg_10"
            case offersDue = "offers_due"
            case chosenAt = "chosen_at"
            case chosenNDCG10 = "chosen_ndcg_10"
            case chosenNDCG10Otherwise = "chosen_ndcg_10_otherwise"
            case chosenAnyNDCG10 = "chosen_any_ndcg_10"
            case chosenAnyNDCG10Otherwise = "chosen_any_ndcg_10_otherwise"
        }

        package static let meanings = [
            "cutoff": "Lists are made of what was known before it.",
            "customers": "Customers whose last order after it has a product that is new to them.",
            "hit_rate_10": "Share of them with such a product in their list of ten.",
            "ndcg_10": "Normalised discounted cumulative gain of the ten places.",
            "popularity_hit_rate_10": "The same of a list of the most popular products.",
            "popularity_ndcg_10": "NDCG of that list.",
            "any_customers": "Customers with any product in that order.",
            "any_hit_rate_10": "Share of them with any product of it in their list.",
            "any_ndcg_10": "NDCG for any product.",
            "any_popularity_hit_rate_10": "The same of the most popular products.",
            "any_popularity_ndcg_10": "NDCG of these.",
            "offers_due": "Whether lists hold products that the customer is due to buy again.",
            "forgets": "Whether older orders weigh less.", "chosen_at": "Cutoff of the window that chose these two.",
            "chosen_ndcg_10": "NDCG there of what was chosen.",
            "chosen_ndcg_10_otherwise": "NDCG there of the other way.",
            "chosen_any_ndcg_10": "The same for any product.", "chosen_any_ndcg_10_otherwise": "NDCG of the other way.",
        ]
    }
}

extension AffinityReport {
    /// Rules of one section, and sequences, that the report lists; the tables hold all.
    fileprivate static let listed = 1_000

    /// - Parameters:
    ///   - analysis: what was found.
    ///   - shop: whose products are named.
    package init(_ analysis: AffinityAnalysis, _ shop: Shop) {
        section = analysis.sections.first.map { Section($0, shop) }
        bounded = analysis.bounded
        further = analysis.sections.dropFirst().map { Section($0, shop) }
        sequenceCount = analysis.sequences.sequences.count
        sequenceMinCustomers = analysis.sequences.minimumCustomers
        let names = ItemNames(shop, .product)
        sequences = analysis.sequences.sequences.prefix(Self.listed).map {
            Sequence($0, names, customers: shop.customers.count)
        }
        crossSell = CrossSell(analysis.crossSell)
    }
}

extension AffinityReport.Section {
    fileprivate init(_ section: AffinitySection, _ shop: Shop) {
        let (names, observesMoney) = (ItemNames(shop, section.level), shop.observesMoney)
        self.init(
            level: section.level, window: section.window, baskets: section.baskets, items: section.items,
            minCount: section.minimumCount, minCountAsked: section.thresholdAsked, isComplete: section.isComplete,
            completeItems: section.completeItems, itemsets: AffinityReport.Itemsets(section),
            ruleCount: section.ruleCount, ruleItems: section.ruleItems, redundantRules: section.redundantRules,
            unprovenRules: section.unprovenRules, tests: section.tests, hint: section.hint,
            rules: zip(section.rules, section.isReverse).prefix(AffinityReport.listed).map {
                AffinityReport.Rule($0, isReverse: $1, names, observesMoney: observesMoney)
            })
    }
}

extension AffinityReport.Itemsets {
    fileprivate init(_ section: AffinitySection) {
        func count(_ number: Int) -> AffinityReport.Count {
            AffinityReport.Count(atMost: number, count: section.marks.areFinal ? number : nil)
        }
        self.init(
            closed: count(section.closedCount),
            frequent: AffinityReport.Frequent(bySize: section.countBySize, count: section.sets.count),
            maximal: count(section.maximalCount))
    }
}

extension AffinityReport.Rule {
    fileprivate init(_ rule: AffinityRule, isReverse: Bool, _ names: ItemNames, observesMoney: Bool) {
        let (found, measures) = (rule.rule, rule.rule.measures)
        let baskets = Double(measures.baskets)
        func finite(_ number: Double) -> Double? { number.isFinite ? number : nil }
        self.init(
            antecedent: found.antecedent.map(names.id), consequent: found.consequent.map(names.id),
            antecedentTitles: found.antecedent.map(names.title), consequentTitles: found.consequent.map(names.title),
            count: measures.joint, support: measures.support, antecedentSupport: Double(measures.antecedent) / baskets,
            consequentSupport: Double(measures.consequent) / baskets, confidence: measures.confidence,
            lift: measures.lift, leverage: measures.leverage, liftLow: measures.liftInterval.lowerBound,
            liftHigh: measures.liftInterval.upperBound, conviction: measures.conviction.flatMap(finite),
            zhang: finite(measures.zhang), allConfidence: found.allConfidence, kulczynski: measures.kulczynski,
            pValue: exp(found.logP), log10P: finite(found.logP / M_LN10), qValue: exp(found.logQ),
            partConfidence: found.bestPart?.confidence, partQValue: found.bestPart.map { exp($0.logQ) },
            revenue: observesMoney ? Money.units(rule.revenue) : nil, reachableOrders: rule.reachableOrders,
            earlierLift: rule.earlierLift, laterLift: rule.laterLift, recentLift: rule.recentLift,
            isBundle: rule.isBundle, isVariant: rule.isVariant, isReverse: isReverse,
            recommendation: Recommendation(rule, names).text)
    }
}

extension AffinityReport.Sequence {
    fileprivate init(_ sequence: ProductSequence, _ names: ItemNames, customers: Int) {
        self.init(
            items: sequence.items.map(names.id), titles: sequence.items.map(names.title),
            customers: sequence.customers, support: Double(sequence.customers) / Double(max(customers, 1)),
            orders: sequence.orders, followed: sequence.followed, expected: sequence.expected, lift: sequence.lift,
            medianDays: sequence.medianDays, liftLow: sequence.liftInterval.lowerBound,
            liftHigh: sequence.liftInterval.upperBound, qValue: exp(sequence.logQ),
            recommendation: Recommendation(sequence, names).text)
    }
}

extension AffinityReport.CrossSell {
    fileprivate init(_ found: Analytics.CrossSell) {
        let (test, choice) = (found.test, found.choice)
        self.init(
            cutoff: test.cutoff.description, customers: test.new?.customers ?? 0, hitRate10: test.new?.hitRate,
            ndcg10: test.new?.ndcg, popularityHitRate10: test.popularNew?.hitRate,
            popularityNDCG10: test.popularNew?.ndcg, anyCustomers: test.any?.customers ?? 0,
            anyHitRate10: test.any?.hitRate, anyNDCG10: test.any?.ndcg,
            anyPopularityHitRate10: test.popularAny?.hitRate,
            anyPopularityNDCG10: test.popularAny?.ndcg, offersDue: choice.variant.offersDue,
            forgets: choice.variant.forgets, chosenAt: choice.cutoff.description, chosenNDCG10: choice.new?.ndcg,
            chosenNDCG10Otherwise: choice.newOtherwise?.ndcg, chosenAnyNDCG10: choice.any?.ndcg,
            chosenAnyNDCG10Otherwise: choice.anyOtherwise?.ndcg)
    }
}

extension AffinityReport {
    /// Rules that fit on a screen.
    private static let shownRules = (first: 20, further: 10)

    package func text(_ style: TextStyle) -> String {
        let first =
            section.map { $0.text(rules: Self.shownRules.first) }
            ?? "no order lines, so nothing is bought together\n"
        let others = further.map { $0.text(rules: Self.shownRules.further) }
        return ([first] + others + [sequencesText, crossSell.text]).asParts
    }

    private var sequencesText: String {
        guard !sequences.isEmpty else { return "" }
        var table = TextTable(["first, then", "customers", "lift", "days"], numeric: [1, 2, 3])
        for sequence in sequences.prefix(Self.shownRules.first) {
            table.add([
                sequence.titles.joined(separator: " > "), Figure.count(sequence.customers),
                Figure.decimal(sequence.lift), Figure.decimal(sequence.medianDays, 0),
            ])
        }
        return "what follows in later orders, by orders beyond chance\n" + table.text
    }
}

extension AffinityReport.CrossSell {
    fileprivate var text: String {
        guard let hitRate10 else { return "" }
        return "cross-sell: of \(Figure.count(customers)) customers with something new in their last order, "
            + "\(Figure.percent(hitRate10)) found some of it in their list of ten (the most popular products: "
            + "\(Figure.percent(popularityHitRate10))); NDCG \(Figure.decimal(ndcg10, 3)) against "
            + "\(Figure.decimal(popularityNDCG10, 3))\n" + anyProduct
    }

    /// The same for all products of the last order, with those that are due again.
    private var anyProduct: String {
        guard let anyHitRate10 else { return "" }
        let way = offersDue ? "with" : "without"
        return "of \(Figure.count(anyCustomers)) with any product in it, \(Figure.percent(anyHitRate10)) found one "
            + "\(way) products that are due again (the most popular: "
            + "\(Figure.percent(anyPopularityHitRate10))); chosen on the window before\n"
    }
}

extension AffinityReport.Section {
    /// Characters of a side that are shown.
    private static let sideWidth = 46

    fileprivate func text(rules shown: Int) -> String {
        let span = window == .allTime ? "all time" : "the last 180 days"
        let kind = level == .category ? "categories" : "products"
        let head =
            "\(level.rawValue)s bought together, \(span): \(Figure.count(baskets)) baskets of "
            + "\(Figure.count(items)) \(kind)\n\(extent)\n"
        guard !rules.isEmpty else { return head + "no rule: \(hint ?? "")\n" }
        let best = rules.filter { $0.isReverse != true }
        let first = best.prefix(shown)
        return head + Self.table(first) + remainder(shown: first.count) + different(best, first, rules: shown / 2)
    }

    /// The best rules of different things, where variants and bundles crowd them out.
    private func different(
        _ best: [AffinityReport.Rule], _ shown: ArraySlice<AffinityReport.Rule>, rules: Int
    ) -> String {
        let others = best.filter { $0.mark.isEmpty }.prefix(rules)
        guard shown.contains(where: { !$0.mark.isEmpty }), !others.isEmpty else { return "" }
        return "the same without variants and bundles\n" + Self.table(others)
    }

    private var extent: String {
        var text = "\(Figure.count(itemsets.frequent.count)) sets in at least \(Figure.count(minCount)) baskets"
        if let closed = itemsets.closed.count, let maximal = itemsets.maximal.count {
            text += " (\(Figure.count(closed)) closed, \(Figure.count(maximal)) maximal)"
        }
        if minCountAsked != minCount {
            text += ", raised from \(Figure.count(minCountAsked)) to leave fewer sets"
        }
        guard !isComplete else { return text }
        text += "; mining hit its budget: complete for the \(Figure.count(completeItems)) most frequent"
        return itemsets.closed.count == nil ? text : text + "; all closed and maximal sets were found"
    }

    private static func table(_ rules: ArraySlice<AffinityReport.Rule>) -> String {
        var table = TextTable(
            ["who buys", "also buys", "orders", "confidence", "lift", "later", "q", "revenue", ""],
            numeric: [2, 3, 4, 5, 6, 7])
        for rule in rules {
            table.add([
                side(rule.antecedentTitles), side(rule.consequentTitles), Figure.count(rule.count),
                Figure.percent(rule.confidence), Figure.decimal(rule.lift), Figure.decimal(rule.laterLift),
                Figure.probability(rule.qValue), Figure.decimal(rule.revenue, 0), rule.mark,
            ])
        }
        return table.text
    }

    private func remainder(shown: Int) -> String {
        "\(shown) of \(Figure.count(ruleCount)) rules by leverage, of two directions the more confident one; left out: "
            + "\(Figure.count(redundantRules)) redundant to a more general rule, "
            + "\(Figure.count(unprovenRules)) no better than a part of them\n"
    }

    private static func side(_ titles: [String]) -> String {
        let text = titles.joined(separator: " + ")
        return text.count <= sideWidth ? text : text.prefix(sideWidth - 1) + "…"
    }
}

extension AffinityReport.Rule {
    fileprivate var mark: String { isBundle ? "bundle" : isVariant ? "variant" : "" }
}
