/// Goes through the splits of frequent sets, twice: once for the tests, and once for the rules that pass.
///
/// Between the two, nothing but the tests' results is kept, sixteen bytes each.
struct RuleSearch: Sendable {
    /// What the splits of some sets came to, in their order.
    struct Tests: Sendable {
        /// One test a split.
        var logP: [Double] = []
        /// One test a rule with two or more conditions, against its best part.
        var partLogP: [Double] = []
    }

    private let criteria: AssociationRules.Criteria
    private let index: ItemsetIndex
    private let baskets: Int
    private let itemSupports: [Int32]
    private let tail: HypergeometricTail

    init(_ index: ItemsetIndex, _ baskets: Baskets, _ criteria: AssociationRules.Criteria) {
        (self.index, self.criteria) = (index, criteria)
        (self.baskets, itemSupports) = (baskets.count, baskets.supports)
        tail = HypergeometricTail(largestPopulation: baskets.count)
    }

    /// The tests of some sets.
    func tests(of sets: ArraySlice<Int>) -> Tests {
        var tests = Tests()
        for set in sets {
            let supports = index.subsetSupports(of: index.sets.items(of: set), baskets: baskets)
            forEachSplit(supports.count) { mask in
                tests.logP.append(logP(mask, supports))
                for mask in [mask, supports.count - 1 ^ mask] {
                    if let best = bestPart(of: mask, supports) { tests.partLogP.append(partLogP(mask, best, supports)) }
                }
            }
        }
        return tests
    }

    /// The rules of some sets that pass.
    ///
    /// - Parameters:
    ///   - sets: the same as for ``tests(of:)``.
    ///   - logP: the tests of these sets.
    ///   - logQ: their q values among all tests.
    ///   - partLogQ: those of the tests against best parts.
    /// - Returns: the rules in the order of the sets, and how many were left out.
    func rules(
        of sets: ArraySlice<Int>, logP: ArraySlice<Double>, logQ: ArraySlice<Double>, partLogQ: ArraySlice<Double>
    ) -> AssociationRules {
        var found = AssociationRules()
        var (next, nextPart) = (logQ.startIndex, partLogQ.startIndex)
        for set in sets {
            let items = index.sets.items(of: set)
            let supports = index.subsetSupports(of: items, baskets: baskets)
            forEachSplit(supports.count) { mask in
                for mask in [mask, supports.count - 1 ^ mask] {
                    let best = bestPart(of: mask, supports)
                    let part = best.map { part -> Candidate.Part in
                        defer { nextPart += 1 }
                        return Candidate.Part(mask: part, logQ: partLogQ[nextPart])
                    }
                    let candidate = Candidate(
                        items: items, supports: supports, mask: mask, logP: logP[next], logQ: logQ[next], part: part)
                    found.add(candidate, criteria, itemSupports)
                }
                next += 1
            }
        }
        return found
    }

    /// The first item always stands in the first half: so every split comes once.
    private func forEachSplit(_ subsets: Int, _ body: (_ mask: Int) -> Void) {
        for mask in stride(from: 1, to: subsets - 1, by: 2) { body(mask) }
    }

    private func logP(_ mask: Int, _ supports: [Int]) -> Double {
        let whole = supports.count - 1
        return tail.logAtLeast(
            supports[whole], population: baskets, marked: supports[mask], drawn: supports[whole ^ mask])
    }

    private func partLogP(_ mask: Int, _ part: Int, _ supports: [Int]) -> Double {
        let whole = supports.count - 1
        return tail.logAtLeast(
            supports[whole], population: supports[part], marked: supports[part | (whole ^ mask)],
            drawn: supports[mask])
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
}

/// A rule before it is known whether it is kept.
struct Candidate {
    struct Part {
        let mask: Int
        let logQ: Double
    }

    let items: [Int32]
    /// By the masks of all subsets of the items.
    let supports: [Int]
    /// Which items are conditions.
    let mask: Int
    let logP, logQ: Double
    let part: Part?

    private var whole: Int { supports.count - 1 }

    var measures: RuleMeasures {
        RuleMeasures(
            baskets: supports[0], antecedent: supports[mask], consequent: supports[whole ^ mask],
            joint: supports[whole])
    }

    /// Whether a rule with fewer conditions is as confident.
    var isRedundant: Bool {
        guard let part else { return false }
        return supports[part.mask | (whole ^ mask)] * supports[mask] >= supports[whole] * supports[part.mask]
    }

    func rule(_ itemSupports: [Int32]) -> AssociationRule {
        func side(_ isIn: Bool) -> [Int32] {
            items.indices.filter { (mask >> $0 & 1 == 1) == isIn }.map { items[$0] }
        }
        let largest = items.map { itemSupports[Int($0)] }.max() ?? 1
        let bestPart = part.map { part in
            AssociationRule.BestPart(
                confidence: Double(supports[part.mask | (whole ^ mask)]) / Double(supports[part.mask]), logQ: part.logQ)
        }
        return AssociationRule(
            antecedent: side(true), consequent: side(false), measures: measures,
            allConfidence: Double(supports[whole]) / Double(largest), logP: logP, logQ: logQ, bestPart: bestPart)
    }
}
