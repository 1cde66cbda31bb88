internal import Domain
internal import Kernels

/// What the baskets that hold a set come to: how many of them there are in each stretch of time, and their money.
struct SetEvidence: Sendable {
    /// Baskets with the set, ascending in time.
    let holders: [Int32]

    /// How many of them stand at or after a basket.
    func count(from basket: Int) -> Int {
        var (low, high) = (0, holders.count)
        while low < high {
            let middle = (low + high) / 2
            if holders[middle] < Int32(basket) { low = middle + 1 } else { high = middle }
        }
        return holders.count - low
    }

    /// What the shop kept of the orders behind the baskets.
    func revenue(_ shop: Shop, _ baskets: AffinityBaskets) -> Int64 {
        holders.reduce(0) { $0.addingClamped(shop.orders.net(Int(baskets.orders[Int($1)]))) }
    }
}

/// Finds the baskets that hold a set, from the lists of those that hold each item.
struct SetHolders: Sendable {
    private let starts: [Int]
    private let holders: [Int32]

    init(_ baskets: Baskets) {
        var starts = [0]
        for support in baskets.supports { starts.append(starts[starts.count - 1] + Int(support)) }
        var ends = starts
        var holders = [Int32](repeating: 0, count: baskets.items.count)
        for basket in 0..<baskets.count {
            for place in baskets.starts[basket]..<baskets.starts[basket + 1] {
                let item = Int(baskets.items[place])
                holders[ends[item]] = Int32(basket)
                ends[item] += 1
            }
        }
        (self.starts, self.holders) = (starts, holders)
    }

    func evidence(_ items: [Int32]) -> SetEvidence {
        let lists = items.map { holders[starts[Int($0)]..<starts[Int($0) + 1]] }.sorted { $0.count < $1.count }
        guard var common = lists.first.map(Array.init) else { return SetEvidence(holders: []) }
        for list in lists.dropFirst() { common = Self.intersection(common, list) }
        return SetEvidence(holders: common)
    }

    private static func intersection(_ short: [Int32], _ long: ArraySlice<Int32>) -> [Int32] {
        var common: [Int32] = []
        var place = long.startIndex
        for basket in short {
            place = skip(long, from: place, to: basket)
            guard place < long.endIndex else { break }
            if long[place] == basket { common.append(basket) }
        }
        return common
    }

    /// The first place at or after `place` whose basket is not before `basket`, in strides that double.
    private static func skip(_ list: ArraySlice<Int32>, from place: Int, to basket: Int32) -> Int {
        var (low, step) = (place, 1)
        while low + step < list.endIndex, list[low + step] < basket {
            low += step
            step *= 2
        }
        var high = min(low + step, list.endIndex)
        while low < high {
            let middle = (low + high) / 2
            if list[middle] < basket { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
