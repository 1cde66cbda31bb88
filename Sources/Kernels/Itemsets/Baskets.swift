/// Sets of items, one after the other: what was bought together, as columns.
///
/// The items of basket `b` are `items[starts[b]..<starts[b + 1]]`; an item is a number in 0..<`itemCount` and stands in a
/// basket once. A basket may be empty: it counts among all baskets and in no item's support.
package struct Baskets: Sendable {
    package let items: [Int32]
    package let starts: [Int]
    package let itemCount: Int
    /// In how many baskets each item is.
    package let supports: [Int32]

    /// - Precondition: `starts` ascends from 0 to the number of items, and no basket holds an item twice.
    package init(items: [Int32], starts: [Int], itemCount: Int) {
        precondition(starts.first == 0 && starts.last == items.count, "the baskets hold \(items.count) items")
        self.items = items
        self.starts = starts
        self.itemCount = itemCount
        supports = Self.supports(items, starts, itemCount)
    }

    /// Baskets as they are written down; for tests and small data.
    package init(_ baskets: [[Int32]], itemCount: Int) {
        var starts = [0]
        for basket in baskets { starts.append(starts[starts.count - 1] + basket.count) }
        self.init(items: baskets.flatMap { $0 }, starts: starts, itemCount: itemCount)
    }

    package var count: Int { starts.count - 1 }

    package subscript(basket: Int) -> ArraySlice<Int32> { items[starts[basket]..<starts[basket + 1]] }

    private static func supports(_ items: [Int32], _ starts: [Int], _ itemCount: Int) -> [Int32] {
        var supports = [Int32](repeating: 0, count: itemCount)
        var lastSeen = [Int](repeating: -1, count: itemCount)
        for basket in 0..<starts.count - 1 {
            for place in starts[basket]..<starts[basket + 1] {
                let item = Int(items[place])
                precondition(lastSeen[item] != basket, "basket \(basket) holds item \(item) twice")
                lastSeen[item] = basket
                supports[item] += 1
            }
        }
        return supports
    }
}
