internal import Foundation

/// A rule: whoever's basket holds the antecedent tends to have the consequent in it.
package struct AssociationRule: Sendable, Equatable {
    /// Ascending, as are those of the consequent.
    package let antecedent: [Int32]
    package let consequent: [Int32]
    package let measures: RuleMeasures
    /// The support of all items together over the largest support of a single one.
    package let allConfidence: Double
    /// Fisher's one-sided test of A against B, and its q value, as natural logarithms.
    package let logP, logQ: Double
    /// Confidence of the best rule with fewer conditions, and the q value of the test against it; `nil` for one item.
    package let bestPart: BestPart?

    package struct BestPart: Sendable, Equatable {
        package let confidence: Double
        package let logQ: Double
    }
}

/// The rules that hold among frequent sets, and how many were left out for what reason.
package struct AssociationRules: Sendable, Equatable {
    /// Which rules are kept.
    package struct Criteria: Sendable, Equatable {
        package var minimumConfidence = 0.0
        /// The share of false discoveries among the rules.
        package var maximumQ = 0.01
        /// Items of both sides together, 2...12; a set of k items has 2^(k-1) - 1 splits.
        package var maximumItems = 4
        /// How many rules are kept, the best by leverage; all of them count in ``AssociationRules/passed``.
        package var maximumRules = Int.max

        package init() {}
    }

    /// By leverage descending, then support descending, then items.
    package var rules: [AssociationRule] = []
    /// How many rules pass, kept or not.
    package var passed = 0
    /// Below it, so many better rules are known that one need not be kept.
    private var leastLeverage = -Double.infinity
    /// How many splits could have been told: those of all sets of frequent items, whether they were together or not.
    package var tests = 0.0
    /// Rules that pass every other test, but for which a more general one is as confident.
    package var redundant = 0
    /// Rules that are more confident than their best part by no more than chance.
    package var unproven = 0

    /// Finds the rules among frequent sets.
    ///
    /// Every split of a set with two to `maximumItems` items is one test, whichever side comes first. From three items on,
    /// A → B is tested as well against the best A' → B with fewer conditions: among the baskets with A', do those with A
    /// hold B more often? The family of either test are all that could have been told, given how often each item was
    /// bought, a layer a size; see ``RuleFamily``.
    ///
    /// - Parameters:
    ///   - index: frequent sets, with every subset of each.
    ///   - baskets: what the sets were found in.
    ///   - criteria: which rules are kept; beside them, a rule needs a lift above 1.
    ///   - jobs: threads.
    /// - Returns: the rules that pass, in their order.
    package static func find(
        in index: ItemsetIndex, of baskets: Baskets, _ criteria: Criteria = Criteria(), jobs: Int = 1
    ) -> AssociationRules {
        precondition((2...12).contains(criteria.maximumItems), "rules have 2...12 items")
        let search = RuleSearch(index, baskets, criteria)
        let sizes = index.sets.sizes
        let sets = (0..<sizes.count).filter { (2...criteria.maximumItems).contains(sizes[$0]) }
        let slices = (0..<parts).map { sets[sets.count * $0 / parts..<sets.count * ($0 + 1) / parts] }
        let tests = inParts(parts, jobs: jobs) { search.tests(of: slices[$0]) }
        let logP = tests.flatMap(\.logP)
        let family = RuleFamily(index, baskets, maximumItems: criteria.maximumItems)
        let layers = sets.map { sizes[$0] }
        let logQ = family.logQ(logP, layers: layers, perSet: RuleFamily.splits, parts: false)
        let partLogQ = family.logQ(
            tests.flatMap(\.partLogP), layers: layers, perSet: RuleFamily.extensions, parts: true)
        let (starts, partStarts) = (ends(tests.map(\.logP.count)), ends(tests.map(\.partLogP.count)))
        let found = inParts(parts, jobs: jobs) { part in
            search.rules(
                of: slices[part], logP: logP[starts[part]..<starts[part + 1]],
                logQ: logQ[starts[part]..<starts[part + 1]],
                partLogQ: partLogQ[partStarts[part]..<partStarts[part + 1]])
        }
        var result = AssociationRules()
        result.tests = family.splits
        for part in found { result.merge(part) }
        result.keepBest(criteria.maximumRules)
        return result
    }

    private static let parts = 64

    /// How many splits the sets up to a size have: what ``find(in:of:_:jobs:)`` would test.
    package static func tests(of sets: Itemsets, maximumItems: Int) -> Int {
        sets.sizes.reduce(0) { $1 > maximumItems ? $0 : $0 + RuleFamily.splits($1) }
    }

    private static func ends(_ counts: [Int]) -> [Int] {
        counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    }

    /// Brings the rules into their order and drops those beyond so many.
    mutating func keepBest(_ count: Int) {
        rules.sort { $0.precedes($1) }
        guard rules.count > count else { return }
        rules.removeLast(rules.count - count)
        leastLeverage = rules.last?.measures.leverage ?? leastLeverage
    }

    private mutating func merge(_ other: AssociationRules) {
        rules += other.rules
        passed += other.passed
        redundant += other.redundant
        unproven += other.unproven
    }

    /// Keeps a rule that passes, or counts why it does not.
    mutating func add(_ candidate: Candidate, _ criteria: Criteria, _ itemSupports: [Int32]) {
        let (limit, measures) = (log(criteria.maximumQ), candidate.measures)
        guard candidate.logQ <= limit, measures.isPositive, measures.confidence >= criteria.minimumConfidence
        else { return }
        if candidate.isRedundant {
            redundant += 1
        } else if let part = candidate.part, part.logQ > limit {
            unproven += 1
        } else {
            passed += 1
            guard measures.leverage >= leastLeverage else { return }
            rules.append(candidate.rule(itemSupports))
            // Twice as many before the best are kept: so sorting costs little a rule.
            if rules.count / 2 >= criteria.maximumRules { keepBest(criteria.maximumRules) }
        }
    }
}

extension AssociationRule {
    fileprivate func precedes(_ other: AssociationRule) -> Bool {
        let (mine, theirs) = (measures.leverage, other.measures.leverage)
        if mine != theirs { return mine > theirs }
        if measures.joint != other.measures.joint { return measures.joint > other.measures.joint }
        if antecedent != other.antecedent { return antecedent.lexicographicallyPrecedes(other.antecedent) }
        return consequent.lexicographicallyPrecedes(other.consequent)
    }
}
