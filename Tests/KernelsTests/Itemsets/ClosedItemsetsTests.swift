import Kernels
import Testing

struct ClosedItemsetsTests {
    /// Oracle: every set of items counted, and held against every larger one.
    @Test func `a thousand small sets of baskets, beside brute force`() {
        for seed in 0..<1_000 as Range<UInt64> {
            let small = SmallBaskets(seed: seed)
            for minimum in [1, 2, 5] {
                let all = small.frequent(minimum: minimum).map { (mask: Self.mask($0.key), support: $0.value) }
                let larger = all.map { set in all.filter { $0.mask & set.mask == set.mask && $0.mask != set.mask } }
                let closed = zip(all, larger).filter { set, larger in
                    !larger.contains { $0.support == set.support }
                }
                for size in [Int.max, 3, 1] {
                    let found = ClosedItemsets.mine(small.columns, minimum: minimum, maximumSize: size)
                    let expected = closed.filter { $0.0.mask.nonzeroBitCount <= size }.sorted { $0.0.mask < $1.0.mask }
                    let order = (0..<found.count).sorted { Self.mask(found[$0]) < Self.mask(found[$1]) }
                    let masks = order.map { Self.mask(found[$0]) }
                    #expect(masks == expected.map(\.0.mask), "seed \(seed), \(minimum), \(size)")
                    #expect(order.map { Int(found.supports[$0]) } == expected.map(\.0.support))
                    #expect(order.map { found.isMaximal[$0] } == expected.map(\.1.isEmpty))
                }
            }
        }
    }

    private static func mask(_ items: some Sequence<Int32>) -> Int { items.reduce(0) { $0 | 1 << Int($1) } }

    @Test(arguments: [(60, 6), (500, 11), (12, 1)])
    func `those marked among the frequent sets`(items: Int, minimum: Int) {
        let baskets = RandomBaskets.thin(count: 3_000, items: items, seed: UInt64(items))
        let frequent = FrequentItemsets.mine(baskets, minimum: minimum).sets
        let (isClosed, isMaximal) = ItemsetIndex(frequent).closedAndMaximal()
        let found = ClosedItemsets.mine(baskets, minimum: minimum)
        #expect(found.byItems == frequent.byItems(isClosed) && found.count == isClosed.count { $0 })
        let maximal = found.filtered { found.isMaximal[$0] }
        #expect(maximal.byItems == frequent.byItems(isMaximal) && maximal.count == isMaximal.count { $0 })
    }

    @Test func `the same sets in the same order on any number of threads`() {
        let baskets = RandomBaskets.thin(count: 3_000, items: 60, seed: 5)
        let one = ClosedItemsets.mine(baskets, minimum: 6)
        #expect(one.count > 1_000)
        for jobs in [2, 3, 8] { #expect(ClosedItemsets.mine(baskets, minimum: 6, jobs: jobs) == one) }
    }

    /// Forty items in every one of ten baskets: 2⁴⁰ frequent sets, one closed one.
    @Test func `where frequent sets are beyond counting, closed ones are not`() {
        let dense = Baskets((0..<10).map { _ in (0..<40).map(Int32.init) }, itemCount: 40)
        let found = ClosedItemsets.mine(dense, minimum: 5, budget: MiningBudget(bytes: 1_000))
        #expect(found.isComplete && found.count == 1 && found.isMaximal == [true])
        #expect(Array(found[0]) == (0..<40).map(Int32.init) && found.supports == [10])
    }

    /// Of fourteen items each basket lacks one: every set of k items is in 14 - k baskets, so all are closed.
    @Test func `ends at its memory, at the same place on any number of threads`() {
        let lacking = Baskets((0..<14).map { lack in (0..<14).filter { $0 != lack } }, itemCount: 14)
        let all = ClosedItemsets.mine(lacking, minimum: 6)
        // Sets of 1...8 items; those of 8 are in 6 baskets, and no larger one is in as many.
        let sizes = (1...8).map { Self.choose(14, $0) }
        #expect(all.isComplete && all.count == sizes.reduce(0, +))
        #expect(all.isMaximal.count { $0 } == sizes[7])
        let budget = MiningBudget(bytes: 100_000)
        let part = ClosedItemsets.mine(lacking, minimum: 6, budget: budget)
        #expect(!part.isComplete && part.count > 1_000)
        for set in 0..<part.count { #expect(part[set] == all[set] && part.isMaximal[set] == all.isMaximal[set]) }
        for jobs in [2, 5] { #expect(ClosedItemsets.mine(lacking, minimum: 6, budget: budget, jobs: jobs) == part) }
        #expect(ClosedItemsets.mine(lacking, minimum: 6, budget: MiningBudget(isOver: { true })).count == 0)
    }

    private static func choose(_ n: Int, _ k: Int) -> Int {
        (0..<k).reduce(1) { $0 * (n - $1) / ($1 + 1) }
    }
}

extension ClosedItemsets {
    /// Supports by items; a set that occurs twice would be lost, so compare the counts as well.
    fileprivate var byItems: [[Int32]: Int] {
        Dictionary((0..<count).map { (Array(self[$0]), Int(supports[$0])) }, uniquingKeysWith: { first, _ in first })
    }
}

extension Itemsets {
    /// Supports by items of the sets with a mark.
    fileprivate func byItems(_ isMarked: [Bool]) -> [[Int32]: Int] {
        let marked = (0..<count).filter { isMarked[$0] }.map { (items(of: $0), Int(supports[$0])) }
        return Dictionary(marked, uniquingKeysWith: { first, _ in first })
    }
}
