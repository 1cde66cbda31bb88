import Kernels
import Testing

struct FrequentItemsetsTests {
    @Test func `a thousand small sets of baskets, beside brute force`() {
        for seed in 0..<1_000 as Range<UInt64> {
            let small = SmallBaskets(seed: seed)
            for (minimum, maximumSize) in [(1, Int.max), (2, .max), (3, 2), (5, 3)] {
                let expected = small.frequent(minimum: minimum, maximumSize: maximumSize)
                let found = FrequentItemsets.mine(small.columns, minimum: minimum, maximumSize: maximumSize)
                #expect(found.sets.byItems == expected, "seed \(seed), \(minimum), \(maximumSize)")
                #expect(found.sets.count == expected.count && found.isComplete)
            }
        }
    }

    @Test func `closed and maximal sets of the same baskets`() {
        for seed in 0..<1_000 as Range<UInt64> {
            let small = SmallBaskets(seed: seed)
            let all = small.frequent(minimum: 2)
            let sets = FrequentItemsets.mine(small.columns, minimum: 2).sets
            let (isClosed, isMaximal) = ItemsetIndex(sets).closedAndMaximal()
            for set in 0..<sets.count {
                let items = Set(sets.items(of: set))
                let larger = all.filter { items.isStrictSubset(of: $0.key) }
                #expect(isMaximal[set] == larger.isEmpty, "seed \(seed), \(items)")
                #expect(isClosed[set] == larger.values.allSatisfy { $0 < Int(sets.supports[set]) })
            }
        }
    }

    @Test func `the best sets, ties included`() {
        for seed in 0..<300 as Range<UInt64> {
            let small = SmallBaskets(seed: seed)
            let all = small.frequent(minimum: 1)
            for count in [1, 4, 20] {
                let supports = all.values.sorted(by: >)
                let floor = supports.count >= count ? supports[count - 1] : 1
                let best = FrequentItemsets.best(count, of: small.columns)
                #expect(best.sets.byItems == all.filter { $0.value >= floor }, "seed \(seed), \(count)")
                #expect(best.minimumSupport == floor || supports.count < count)
                for known in 1...max(1, floor) where supports.count >= count {
                    #expect(FrequentItemsets.best(count, of: small.columns, from: known).sets == best.sets)
                }
            }
        }
    }

    @Test func `the same sets in the same order on any number of threads`() {
        let baskets = RandomBaskets.thin(count: 3_000, items: 60, seed: 5)
        let one = FrequentItemsets.mine(baskets, minimum: 6)
        #expect(one.sets.count > 1_000)
        for jobs in [2, 3, 8] {
            #expect(FrequentItemsets.mine(baskets, minimum: 6, jobs: jobs).sets == one.sets)
        }
    }

    /// One basket of everything among thousands adds one to every support: no set is lost, and none beyond those of one
    /// basket less is found, far from the 2⁵⁰⁰ that it holds by itself.
    @Test func `one basket of five hundred items among thousands`() {
        let plain = RandomBaskets.thin(count: 4_000, items: 500, seed: 8)
        let lists = (0..<plain.count).map { Array(plain[$0]) } + [Array(0..<500)]
        let huge = Baskets(lists, itemCount: 500)
        let before = FrequentItemsets.mine(plain, minimum: 11).sets.byItems
        let after = FrequentItemsets.mine(huge, minimum: 12)
        #expect(after.isComplete && before.count > 100)
        #expect(after.sets.byItems == before.mapValues { $0 + 1 })
    }

    @Test func `a set is found by its items and by no others`() {
        let sets = FrequentItemsets.mine(RandomBaskets.thin(count: 500, items: 12, seed: 1), minimum: 2).sets
        let index = ItemsetIndex(sets)
        for set in 0..<sets.count { #expect(index.find(sets.items(of: set).reversed()) == set) }
        #expect(index.find([99]) == nil && index.find([]) == nil)
    }
}

struct MiningBudgetTests {
    /// Forty items in every one of ten baskets: 2⁴⁰ sets.
    private let dense = Baskets((0..<10).map { _ in (0..<40).map(Int32.init) }, itemCount: 40)

    @Test func `ends at its memory and keeps what is complete`() {
        let budget = MiningBudget(bytes: 100_000 * MiningBudget.bytesPerSet)
        let found = FrequentItemsets.mine(dense, minimum: 5, budget: budget)
        #expect(!found.isComplete)
        // 2¹⁶ - 1 sets fit, those of one item more do not.
        #expect(found.completeItems == 16 && found.sets.count == 65_535)
        #expect(found.sets.byItems.count == 65_535)
        #expect((0..<65_535).allSatisfy { found.sets.items(of: $0).allSatisfy { $0 < 16 } })
        for jobs in [2, 5] {
            let others = FrequentItemsets.mine(dense, minimum: 5, budget: budget, jobs: jobs)
            #expect(others.sets == found.sets && others.completeItems == 16)
        }
    }

    @Test func `ends when its time is over`() {
        let found = FrequentItemsets.mine(dense, minimum: 5, budget: MiningBudget(isOver: { true }))
        #expect(!found.isComplete && found.completeItems == 0 && found.sets.count == 0)
        let best = FrequentItemsets.best(3, of: dense, budget: MiningBudget(bytes: 4_000_000))
        #expect(!best.isComplete && best.completeItems < 40)
    }
}

/// Baskets of a few items each, some items far more frequent than others.
enum RandomBaskets {
    static func thin(count: Int, items: Int, seed: UInt64) -> Baskets {
        var random = CounterRandom(seed: seed, stream: 1)
        return Baskets(
            (0..<count).map { _ in
                (0..<Int32(items)).filter { random.uniform() < 2 / Double($0 + 4) }
            }, itemCount: items)
    }

    /// Every item in each basket with a probability of its own, whatever else is there; but for items 0 and 1, where a pair is
    /// planted: so many baskets with both, and so many with either alone.
    static func independent(
        count: Int, shares: [Double], seed: UInt64, pair: (together: Int, apart: Int)? = nil
    ) -> Baskets {
        var random = CounterRandom(seed: seed, stream: 2)
        var planted = [[Int32]](repeating: [], count: count)
        if let pair {
            for basket in 0..<pair.together { planted[basket] = [0, 1] }
            for basket in pair.together..<pair.together + 2 * pair.apart { planted[basket] = [Int32(basket % 2)] }
        }
        let first: Int32 = pair == nil ? 0 : 2
        return Baskets(
            planted.map { $0 + (first..<Int32(shares.count)).filter { random.uniform() < shares[Int($0)] } },
            itemCount: shares.count)
    }
}
