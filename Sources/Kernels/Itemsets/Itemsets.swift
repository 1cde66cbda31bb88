/// Sets of items with their supports, kept as a tree: a set is another set and one more item.
///
/// Twelve bytes a set, whatever its size. Sets are known by their numbers, 0..<`count`; a set's parent has a lower number.
package struct Itemsets: Sendable, Equatable {
    /// The set without ``lastItem``, or -1 for a set of one item.
    package private(set) var parents: [Int32] = []
    package private(set) var lastItems: [Int32] = []
    /// In how many baskets each set is.
    package private(set) var supports: [Int32] = []

    package init() {}

    package var count: Int { parents.count }

    /// The items of a set, ascending.
    package func items(of set: Int) -> [Int32] {
        var items: [Int32] = []
        forEachItem(of: set) { items.append($0) }
        return items.sorted()
    }

    package func size(of set: Int) -> Int {
        var size = 0
        forEachItem(of: set) { _ in size += 1 }
        return size
    }

    /// The size of every set.
    package var sizes: [Int] {
        var sizes: [Int] = []
        sizes.reserveCapacity(count)
        for parent in parents { sizes.append(parent < 0 ? 1 : sizes[Int(parent)] + 1) }
        return sizes
    }

    @inline(__always)
    func forEachItem(of set: Int, _ body: (Int32) -> Void) {
        var set = Int32(truncatingIfNeeded: set)
        while set >= 0 {
            body(lastItems[Int(set)])
            set = parents[Int(set)]
        }
    }

    /// Adds a set and tells its number.
    @inline(__always)
    mutating func append(_ item: Int32, to parent: Int32, support: Int32) -> Int32 {
        parents.append(parent)
        lastItems.append(item)
        supports.append(support)
        return Int32(truncatingIfNeeded: parents.count - 1)
    }

    /// Adds the sets of another tree behind these.
    mutating func append(_ other: Itemsets) {
        let offset = Int32(count)
        parents.append(contentsOf: other.parents.lazy.map { $0 < 0 ? $0 : $0 + offset })
        lastItems.append(contentsOf: other.lastItems)
        supports.append(contentsOf: other.supports)
    }

    mutating func reserveCapacity(_ count: Int) {
        parents.reserveCapacity(count)
        lastItems.reserveCapacity(count)
        supports.reserveCapacity(count)
    }

    /// The sets for which `isKept` holds and all of whose parents are kept as well, in their order.
    package func filtered(_ isKept: (Int) -> Bool) -> Itemsets {
        var kept = Itemsets()
        var numbers = [Int32](repeating: -1, count: count)
        for set in 0..<count where isKept(set) {
            let parent = parents[set] < 0 ? -1 : numbers[Int(parents[set])]
            precondition(parents[set] < 0 || parent >= 0, "set \(set) is kept without its parent")
            numbers[set] = kept.append(lastItems[set], to: parent, support: supports[set])
        }
        return kept
    }
}
