/// What to make of what is bought together.
package struct AffinityOptions: Codable, Sendable, Equatable {
    /// The least share of baskets that a set is in; at least two baskets in any case.
    ///
    /// Where neither this nor ``minCount`` is given, it is 0.1 %, or as much more as leaves the best 50,000 sets.
    package var minSupport: Double?
    /// The least number of baskets, in place of the share.
    package var minCount: Int?
    /// How many sets are wanted, the most frequent ones with those that tie with the last, in place of a threshold.
    package var top: Int?
    package var minConfidence = 0.1
    /// Products of the largest sets; 0 for any size.
    package var maxSize = 4
    /// Mebibytes for the frequent sets of one analysis, which then ends early and says what is complete; and as many for the
    /// closed ones, where these are searched for by themselves.
    package var budgetMebibytes = 512
    /// Seconds for all itemsets of a run; `nil` without a limit, since what is found in time depends on the machine.
    package var budgetSeconds: Double?
    /// Products left out, by id or title; `*` stands for anything.
    package var excludeProducts: [String] = []
    /// Days within which a later order counts as a sequel.
    package var windowDays = 90

    package init() {}

    /// Baskets that a set must be in where no count is given: what happened once is no habit.
    static let leastCount = 2
    /// The share of baskets, and how many sets there may be, where nothing is said.
    static let defaults = (support: 0.001, sets: 50_000)

    var isThresholdGiven: Bool { minSupport != nil || minCount != nil }

    /// The baskets that a set must be in, of so many.
    func minimumCount(of baskets: Int) -> Int {
        let share = minSupport ?? Self.defaults.support
        return minCount ?? max(Self.leastCount, Int((share * Double(baskets) - 1e-9).rounded(.up)))
    }
}

/// What the items of a basket are.
package enum AffinityLevel: String, CaseIterable, Codable, Sendable {
    case product, category
}

/// Which baskets count.
package enum AffinityWindow: String, CaseIterable, Codable, Sendable {
    case allTime = "all"
    case recent = "180d"

    /// How many days before ``Shop/asOf`` the window begins.
    static let recentDays: Int64 = 180
}
