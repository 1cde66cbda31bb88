/// Finds a set by its items.
///
/// A set's hash is the sum of its items' hashes, so that the hash of a set without one item is one subtraction away. Every
/// hit is compared item by item: what is found is the set itself.
package struct ItemsetIndex: Sendable {
    package let sets: Itemsets
    private let hashes: [UInt64]
    private let sizes: [Int]
    /// Numbers of sets, or -1, by the upper bits of their hashes; the next free place where one is taken.
    private let slots: [Int32]
    private let shift: UInt64

    package init(_ sets: Itemsets) {
        var hashes: [UInt64] = []
        hashes.reserveCapacity(sets.count)
        for (parent, item) in zip(sets.parents, sets.lastItems) {
            hashes.append((parent < 0 ? 0 : hashes[Int(parent)]) &+ Self.hash(of: item))
        }
        let bits = max(4, 66 - max(1, sets.count).leadingZeroBitCount)
        shift = UInt64(64 - bits)
        var slots = [Int32](repeating: -1, count: 1 << bits)
        for (set, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash >> shift)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(set)
        }
        (self.sets, self.hashes, self.slots, sizes) = (sets, hashes, slots, sets.sizes)
    }

    /// The number of the set that holds exactly these items, each named once; `nil` where it is not among the sets.
    package func find(_ items: some Collection<Int32>) -> Int? {
        let hash = items.reduce(0) { $0 &+ Self.hash(of: $1) }
        return find(hash: hash, size: items.count) { items.contains($0) }
    }

    /// The supports of all subsets of a set by their masks: bit `i` stands for the `i`-th item, ascending.
    ///
    /// - Parameters:
    ///   - items: the items of a set that is here, ascending; at most 12.
    ///   - baskets: what the empty set is in.
    /// - Returns: one support a mask, from the empty set to the whole one.
    func subsetSupports(of items: [Int32], baskets: Int) -> [Int] {
        var supports = [baskets]
        var sums: [UInt64] = [0]
        supports.reserveCapacity(1 << items.count)
        for mask in 1..<1 << items.count {
            let lowest = mask & -mask
            let hash = sums[mask ^ lowest] &+ Self.hash(of: items[lowest.trailingZeroBitCount])
            sums.append(hash)
            let found = find(hash: hash, size: mask.nonzeroBitCount) { item in
                items.indices.contains { mask >> $0 & 1 == 1 && items[$0] == item }
            }
            guard let found else { preconditionFailure("the set \(items) is here without one of its subsets") }
            supports.append(Int(sets.supports[found]))
        }
        return supports
    }

    private func find(hash: UInt64, size: Int, contains: (Int32) -> Bool) -> Int? {
        var slot = Int(truncatingIfNeeded: hash >> shift)
        while slots[slot] >= 0 {
            let set = Int(slots[slot])
            if hashes[set] == hash, sizes[set] == size, holds(set, contains) { return set }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    private func holds(_ set: Int, _ contains: (Int32) -> Bool) -> Bool {
        var holdsAll = true
        sets.forEachItem(of: set) { item in
            if !contains(item) { holdsAll = false }
        }
        return holdsAll
    }

    /// No two items have one hash: every step can be turned back.
    ///
    /// Source: Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators": SplitMix64's mixing.
    private static func hash(of item: Int32) -> UInt64 {
        var bits = UInt64(UInt32(bitPattern: item)) &+ 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    /// Which sets are closed (no larger set has the same support) and which are maximal (no larger set is here).
    ///
    /// - Precondition: the sets are all frequent ones of any size; of a family with sets left out, only sets whose larger
    ///   ones by one item are in it are told right.
    package func closedAndMaximal() -> (isClosed: [Bool], isMaximal: [Bool]) {
        var isClosed = [Bool](repeating: true, count: sets.count)
        var isMaximal = isClosed
        for set in 0..<sets.count where sizes[set] > 1 {
            var items: [Int32] = []
            sets.forEachItem(of: set) { items.append($0) }
            for item in items {
                let rest = hashes[set] &- Self.hash(of: item)
                guard let smaller = find(hash: rest, size: items.count - 1, contains: items.contains) else { continue }
                isMaximal[smaller] = false
                if sets.supports[smaller] == sets.supports[set] { isClosed[smaller] = false }
            }
        }
        return (isClosed, isMaximal)
    }
}
