/// One way to cut a set in two, with the test of its halves against each other.
struct RuleSplit: Sendable {
    let set: Int32
    /// Which of the set's items, ascending, stand in the first half.
    let mask: UInt16
    let logP: Double
    /// First half → second, and second → first.
    let directed: [RuleDirection]
}

/// A rule before it is known whether it is kept.
struct RuleDirection: Sendable {
    let mask: UInt16
    let measures: RuleMeasures
    /// Whether a rule with fewer conditions is as confident.
    let isRedundant: Bool
    /// The best confidence of a rule with fewer conditions, and the test against it; `nil` for a single condition.
    let partConfidence: Double?
    let partLogP: Double?
}

/// Tests the splits of sets, a range of sets at a time.
struct RuleSearch: Sendable {
    struct Part: Sendable {
        var splits: [RuleSplit] = []
    }

    let criteria: AssociationRules.Criteria
    private let index: ItemsetIndex
    private let baskets: Int
    private let itemSupports: [Int32]
    private let tail: HypergeometricTail

    init(_ index: ItemsetIndex, _ baskets: Baskets, _ criteria: AssociationRules.Criteria) {
        (self.index, self.criteria) = (index, criteria)
        (self.baskets, itemSupports) = (baskets.count, baskets.supports)
        tail = HypergeometricTail(largestPopulation: baskets.count)
    }

    func tests(of sets: ArraySlice<Int>) -> Part {
        var part = Part()
        for set in sets { addSplits(of: set, to: &part) }
        return part
    }

    /// The first item always stands in the first half: so every split comes once.
    private func addSplits(of set: Int, to part: inout Part) {
        let items = index.sets.items(of: set)
        let supports = subsetSupports(items)
        let whole = supports.count - 1
        for mask in stride(from: 1, to: whole, by: 2) {
            let logP = tail.logAtLeast(
                supports[whole], population: baskets, marked: supports[mask], drawn: supports[whole ^ mask])
            let directed = [direction(mask, supports), direction(whole ^ mask, supports)]
            part.splits.append(RuleSplit(set: Int32(set), mask: UInt16(mask), logP: logP, directed: directed))
        }
    }

    /// The supports of all subsets by their masks; of the empty one, all baskets.
    private func subsetSupports(_ items: [Int32]) -> [Int] {
        (0..<1 << items.count).map { mask in
            guard mask > 0 else { return baskets }
            let subset = items.indices.filter { mask >> $0 & 1 == 1 }.map { items[$0] }
            guard let found = index.find(subset) else {
                preconditionFailure("the set \(items) is here without its subset \(subset)")
            }
            return Int(index.sets.supports[found])
        }
    }

    private func direction(_ mask: Int, _ supports: [Int]) -> RuleDirection {
        let whole = supports.count - 1
        let measures = RuleMeasures(
            baskets: baskets, antecedent: supports[mask], consequent: supports[whole ^ mask], joint: supports[whole])
        guard let best = bestPart(of: mask, supports) else {
            return RuleDirection(
                mask: UInt16(mask), measures: measures, isRedundant: false, partConfidence: nil, partLogP: nil)
        }
        let (partSupport, partJoint) = (supports[best], supports[best | (whole ^ mask)])
        let logP = tail.logAtLeast(
            supports[whole], population: partSupport, marked: partJoint, drawn: supports[mask])
        return RuleDirection(
            mask: UInt16(mask), measures: measures,
            isRedundant: partJoint * supports[mask] >= supports[whole] * partSupport,
            partConfidence: Double(partJoint) / Double(partSupport), partLogP: logP)
    }

    /// The subset of the conditions, neither none nor all, that makes the same consequent likeliest.
    private func bestPart(of mask: Int, _ supports: [Int]) -> Int? {
        let consequent = (supports.count - 1) ^ mask
        var best: Int?
        var part = (mask - 1) & mask
        while part > 0 {
            if let known = best {
                let (joint, knownJoint) = (supports[part | consequent], supports[known | consequent])
                if joint * supports[known] > knownJoint * supports[part] { best = part }
            } else {
                best = part
            }
            part = (part - 1) & mask
        }
        return best
    }

    func rule(_ split: RuleSplit, _ direction: RuleDirection, logQ: Double, partLogQ: Double?) -> AssociationRule {
        let items = index.sets.items(of: Int(split.set))
        func side(_ isIn: Bool) -> [Int32] {
            items.indices.filter { (direction.mask >> $0 & 1 == 1) == isIn }.map { items[$0] }
        }
        let largest = items.map { itemSupports[Int($0)] }.max() ?? 1
        var best: AssociationRule.BestPart?
        if let confidence = direction.partConfidence, let partLogQ {
            best = .init(confidence: confidence, logQ: partLogQ)
        }
        return AssociationRule(
            antecedent: side(true), consequent: side(false), measures: direction.measures,
            allConfidence: Double(direction.measures.joint) / Double(largest), logP: split.logP, logQ: logQ,
            bestPart: best)
    }
}
