import Kernels

/// Small random baskets and what every set of their items comes to, counted one by one: the oracle of these tests.
struct SmallBaskets {
    let baskets: [[Int32]]
    let itemCount: Int

    /// Baskets of another shape with every seed: few or many, thin or thick, some of them empty or all alike.
    init(seed: UInt64) {
        var random = CounterRandom(seed: 2_026, stream: seed)
        itemCount = 1 + random.index(below: 8)
        let share = 0.1 + 0.85 * random.uniform()
        let copies = random.index(below: 3)
        var drawn: [[Int32]] = []
        for _ in 0..<random.index(below: 31) {
            let basket = (0..<Int32(itemCount)).filter { _ in random.uniform() < share }
            drawn.append(contentsOf: repeatElement(basket, count: copies + 1))
        }
        baskets = drawn
    }

    var columns: Baskets { Baskets(baskets, itemCount: itemCount) }

    /// Every set of items that is in at least `minimum` baskets and at least one, with its support.
    func frequent(minimum: Int, maximumSize: Int = .max) -> [[Int32]: Int] {
        var found: [[Int32]: Int] = [:]
        for mask in 1..<(1 << itemCount) where mask.nonzeroBitCount <= maximumSize {
            let items = (0..<Int32(itemCount)).filter { mask >> Int($0) & 1 == 1 }
            let support = baskets.count { basket in items.allSatisfy(basket.contains) }
            if support >= max(minimum, 1) { found[items] = support }
        }
        return found
    }
}

extension Itemsets {
    /// Supports by items; a set that occurs twice would be lost, so compare the counts as well.
    var byItems: [[Int32]: Int] {
        Dictionary((0..<count).map { (items(of: $0), Int(supports[$0])) }, uniquingKeysWith: { first, _ in first })
    }
}
