internal import Foundation

/// The tests that a search for rules makes, with all that it would have made had other items been bought together.
///
/// A search for frequent sets looks at joint counts first: what it tests is the best of all sets, so that these tests alone
/// are no family. Which sets can be told at all depends on the margins: any set of items that are each frequent. So the
/// false discovery rate of each size is controlled over all sets of that size, those that were not frequent counted as
/// p = 1, at a level shared evenly between the sizes.
///
/// Sources: Benjamini & Hochberg (1995) for the rate; Webb (2008), "Layered critical values: a powerful direct-adjustment
/// approach to discovering significant patterns", for layers by size over all patterns that could be formed.
struct RuleFamily {
    /// Items that are in as many baskets as a set must be.
    let items: Int
    private let maximumItems: Int

    init(_ index: ItemsetIndex, _ baskets: Baskets, maximumItems: Int) {
        let least = index.sets.supports.min() ?? 1
        items = baskets.supports.count { $0 > 0 && $0 >= least }
        self.maximumItems = maximumItems
    }

    /// The tests of one set of `size` items: its splits into two sides.
    static func splits(_ size: Int) -> Int { (1 << (size - 1)) - 1 }

    /// And its rules with two conditions or more.
    static func extensions(_ size: Int) -> Int { size < 3 ? 0 : (1 << size) - 2 - size }

    /// The splits of all sets.
    var splits: Double {
        (2...maximumItems).reduce(0) { $0 + sets(of: $1) * Double(Self.splits($1)) }
    }

    /// How many sets of so many items there could be.
    private func sets(of size: Int) -> Double {
        (0..<size).reduce(1) { $0 * Double(max(0, items - $1)) / Double($1 + 1) }
    }

    /// The q values of tests that stand set by set.
    ///
    /// - Parameters:
    ///   - logP: the tests.
    ///   - layers: the size of each set.
    ///   - perSet: how many tests a set of a size has.
    ///   - parts: whether the first layer has none.
    /// - Returns: natural logarithms, in the order of the tests.
    func logQ(_ logP: [Double], layers: [Int], perSet: (Int) -> Int, parts: Bool) -> [Double] {
        let sizes = Array((parts ? 3 : 2)...max(parts ? 3 : 2, maximumItems))
        var ranges = [[Range<Int>]](repeating: [], count: maximumItems + 2)
        var start = 0
        for size in layers {
            let end = start + perSet(size)
            if end > start { ranges[size].append(start..<end) }
            start = end
        }
        var result = [Double](repeating: 0, count: logP.count)
        for size in sizes where !ranges[size].isEmpty {
            let family = sets(of: size) * Double(perSet(size)) * Double(sizes.count)
            let logQ = benjaminiHochberg(logP: ranges[size].flatMap { logP[$0] }, family: family)
            var next = 0
            for range in ranges[size] {
                for place in range {
                    result[place] = logQ[next]
                    next += 1
                }
            }
        }
        return result
    }
}
