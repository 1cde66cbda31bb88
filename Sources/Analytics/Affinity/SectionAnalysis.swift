internal import Domain
internal import Foundation
internal import Kernels

/// Mines the baskets of one level and window, finds the rules and gathers what is worth knowing about each.
struct SectionAnalysis {
    private let shop: Shop
    private let options: AffinityOptions
    private let budget: MiningBudget
    private let jobs: Int

    /// From this all-confidence on, products count as one bundle.
    private static let bundleConfidence = 0.95
    /// What a test of a split costs in memory while rules are looked for.
    private static let bytesPerTest = 40
    /// Rules of one section that are kept.
    private static let maximumRules = 20_000

    init(_ shop: Shop, _ options: AffinityOptions, _ budget: MiningBudget, jobs: Int) {
        (self.shop, self.options, self.budget, self.jobs) = (shop, options, budget, jobs)
    }

    func section(_ baskets: AffinityBaskets, _ level: AffinityLevel, _ window: AffinityWindow) -> AffinitySection {
        let minimum = minimum(for: baskets.baskets)
        let mined = mine(baskets.baskets, minimum: minimum, maximumSize: maximumSize)
        let index = ItemsetIndex(mined.sets)
        let ruleItems = affordableRuleItems(mined.sets)
        let found = AssociationRules.find(in: index, of: baskets.baskets, criteria(ruleItems), jobs: jobs)
        let (marks, beyond) = marks(index, baskets.baskets, minimum: minimum, isComplete: mined.isComplete)
        return AffinitySection(
            level: level, window: window, baskets: baskets.count,
            items: baskets.baskets.supports.count { $0 > 0 }, minimumCount: minimum, isComplete: mined.isComplete,
            completeItems: mined.completeItems, sets: mined.sets, marks: marks, closedBeyond: beyond,
            ruleItems: ruleItems, tests: found.tests, ruleCount: found.passed,
            rules: rated(found.rules, baskets, level, share: Double(minimum) / Double(max(baskets.count, 1))),
            thresholdAsked: options.top == nil ? options.minimumCount(of: baskets.count) : minimum,
            redundantRules: found.redundant, unprovenRules: found.unproven,
            hint: found.rules.isEmpty
                ? hint(baskets.baskets).text(minimum: minimum, index, ruleItems: ruleItems) : nil)
    }

    private func hint(_ baskets: Baskets) -> AffinityHint {
        AffinityHint(baskets: baskets, options: options, budget: budget, jobs: jobs)
    }

    private var maximumSize: Int? { options.maxSize == 0 ? nil : options.maxSize }

    /// The threshold as given, or that of the best sets that are asked for, or one that leaves no more sets than anybody
    /// looks at.
    private func minimum(for baskets: Baskets) -> Int {
        if let top = options.top {
            let best = FrequentItemsets.best(top, of: baskets, maximumSize: maximumSize, budget: budget)
            return max(AffinityOptions.leastCount, best.minimumSupport)
        }
        let minimum = options.minimumCount(of: baskets.count)
        guard !options.isThresholdGiven else { return minimum }
        let few = MiningBudget(bytes: AffinityOptions.defaults.sets * MiningBudget.bytesPerSet)
        let tried = FrequentItemsets.mine(
            baskets, minimum: minimum, maximumSize: maximumSize, budget: few, jobs: jobs)
        guard !tried.isComplete else { return minimum }
        return FrequentItemsets.best(
            AffinityOptions.defaults.sets, of: baskets, from: minimum, maximumSize: maximumSize
        ).minimumSupport
    }

    private func mine(_ baskets: Baskets, minimum: Int, maximumSize: Int?) -> FrequentItemsets {
        FrequentItemsets.mine(baskets, minimum: minimum, maximumSize: maximumSize, budget: budget, jobs: jobs)
    }

    /// Which sets are closed and maximal, and the closed ones that are not among them.
    ///
    /// Told by the sets themselves where all are here; else, as of the largest where their size is limited, by a search for the
    /// closed ones alone.
    private func marks(
        _ index: ItemsetIndex, _ baskets: Baskets, minimum: Int, isComplete: Bool
    ) -> (AffinitySection.Marks, beyond: ClosedItemsets) {
        let areAllHere = isComplete && maximumSize.map { !index.sets.sizes.contains($0) } ?? true
        let closed =
            areAllHere
            ? nil
            : ClosedItemsets.mine(baskets, minimum: minimum, maximumSize: maximumSize, budget: budget, jobs: jobs)
        guard let closed, closed.isComplete else {
            let (isClosed, isMaximal) = index.closedAndMaximal()
            return (.init(isClosed: isClosed, isMaximal: isMaximal, areFinal: areAllHere), ClosedItemsets())
        }
        var isClosed = [Bool](repeating: false, count: index.sets.count)
        var isMaximal = isClosed
        let beyond = closed.filtered { set in
            guard let place = index.find(closed[set]) else { return true }
            (isClosed[place], isMaximal[place]) = (true, closed.isMaximal[set])
            return false
        }
        return (.init(isClosed: isClosed, isMaximal: isMaximal, areFinal: true), beyond)
    }

    private func criteria(_ ruleItems: Int) -> AssociationRules.Criteria {
        var criteria = AssociationRules.Criteria()
        criteria.minimumConfidence = options.minConfidence
        criteria.maximumItems = ruleItems
        criteria.maximumRules = Self.maximumRules
        return criteria
    }

    /// Four items, or as many as the tests have room for.
    private func affordableRuleItems(_ sets: Itemsets) -> Int {
        let largest = options.maxSize == 0 ? 4 : max(2, min(4, options.maxSize))
        let room = (budget.bytes ?? .max) / Self.bytesPerTest
        return (2...largest).last { AssociationRules.tests(of: sets, maximumItems: $0) <= room } ?? 2
    }

    // MARK: - What is worth knowing about a rule

    private func rated(
        _ rules: [AssociationRule], _ baskets: AffinityBaskets, _ level: AffinityLevel, share: Double
    ) -> [AffinityRule] {
        guard !rules.isEmpty else { return [] }
        let stretches = Stretches(baskets, asOf: shop.asOf)
        let counts = setCounts(rules, baskets, stretches)
        let tail = HypergeometricTail(largestPopulation: stretches.later)
        let earlier = baskets.splitTime.map { earlierLifts(baskets.before($0), share: share) } ?? [:]
        let kinship = level == .product ? ProductKinship(shop.products) : nil
        return rules.map { rule in
            let sides = (counts[rule.antecedent], counts[rule.consequent], counts[rule.items])
            let earlierLift = earlier[RuleKey(rule)]
            return AffinityRule(
                rule: rule, revenue: sides.2?.revenue ?? 0, earlierLift: earlierLift,
                laterLift: earlierLift == nil
                    ? nil : Self.lift(sides.0?.later, sides.1?.later, sides.2?.later, of: stretches.later),
                recentLift: Self.lift(sides.0?.recent, sides.1?.recent, sides.2?.recent, of: stretches.recent),
                isBundle: rule.allConfidence >= Self.bundleConfidence,
                isVariant: kinship.map { rule.pairs($0.areVariants) } ?? false,
                laterP: Self.p(sides.0?.later, sides.1?.later, sides.2?.later, of: stretches.later, tail))
        }
    }

    private static func p(
        _ a: Int?, _ b: Int?, _ joint: Int?, of baskets: Int, _ tail: HypergeometricTail
    ) -> Double? {
        guard let a, let b, let joint, a > 0, b > 0 else { return nil }
        return exp(tail.logAtLeast(joint, population: baskets, marked: a, drawn: b))
    }

    private static func lift(_ a: Int?, _ b: Int?, _ joint: Int?, of baskets: Int) -> Double? {
        guard let a, let b, let joint, a > 0, b > 0 else { return nil }
        return Double(joint) * Double(baskets) / (Double(a) * Double(b))
    }

    /// The rules that the earlier part shows by itself, under the same share and the same criteria.
    private func earlierLifts(_ earlier: AffinityBaskets, share: Double) -> [RuleKey: Double] {
        let minimum = max(2, Int((share * Double(earlier.count) - 1e-9).rounded(.up)))
        let mined = mine(earlier.baskets, minimum: minimum, maximumSize: maximumSize)
        let found = AssociationRules.find(
            in: ItemsetIndex(mined.sets), of: earlier.baskets, criteria(affordableRuleItems(mined.sets)), jobs: jobs)
        return Dictionary(found.rules.map { (RuleKey($0), $0.measures.lift) }, uniquingKeysWith: { first, _ in first })
    }

    /// What the baskets of every side and of every rule as a whole come to.
    private func setCounts(
        _ rules: [AssociationRule], _ baskets: AffinityBaskets, _ stretches: Stretches
    ) -> [[Int32]: SetCounts] {
        let sets = Set(rules.flatMap { [$0.antecedent, $0.consequent, $0.items] })
            .sorted { $0.lexicographicallyPrecedes($1) }
        let holders = SetHolders(baskets.baskets)
        let counts = Partitions.map(total: sets.count, jobs: jobs) { range in
            sets[range].map { SetCounts(holders.evidence($0), shop, baskets, stretches) }
        }
        return Dictionary(uniqueKeysWithValues: zip(sets, counts.joined()))
    }
}

/// The parts of a window in which rules are looked at again.
struct Stretches: Sendable {
    let laterStart, recentStart: Int
    let later, recent: Int

    init(_ baskets: AffinityBaskets, asOf: Instant) {
        laterStart = baskets.splitTime.map(baskets.firstIndex) ?? baskets.count
        recentStart = baskets.firstIndex(from: AffinityWindow.recentStart(asOf))
        (later, recent) = (baskets.count - laterStart, baskets.count - recentStart)
    }
}

extension AffinityWindow {
    static func recentStart(_ asOf: Instant) -> Int64 {
        asOf.microseconds - recentDays * Instant.microsecondsPerDay
    }
}

private struct SetCounts: Sendable {
    let later, recent: Int
    let revenue: Int64

    init(_ evidence: SetEvidence, _ shop: Shop, _ baskets: AffinityBaskets, _ stretches: Stretches) {
        later = evidence.count(from: stretches.laterStart)
        recent = evidence.count(from: stretches.recentStart)
        revenue = evidence.revenue(shop, baskets)
    }
}

private struct RuleKey: Hashable {
    let antecedent, consequent: [Int32]

    init(_ rule: AssociationRule) {
        (antecedent, consequent) = (rule.antecedent, rule.consequent)
    }
}

extension AssociationRule {
    /// Both sides, ascending.
    fileprivate var items: [Int32] { (antecedent + consequent).sorted() }

    /// Whether something holds between an item of one side and one of the other.
    fileprivate func pairs(_ areAlike: (Int32, Int32) -> Bool) -> Bool {
        antecedent.contains { a in consequent.contains { areAlike(a, $0) } }
    }
}
