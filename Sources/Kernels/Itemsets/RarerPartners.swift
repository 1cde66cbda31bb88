/// What is rarer than a prefix and frequent beside it, basket by basket.
///
/// Few of the baskets that a prefix is in hold any one of these items, so that lists tell sooner than bits which of them are
/// in all baskets of a set: hardly ever one is left after the second basket.
struct RarerPartners {
    private let baskets: RankedBaskets
    private let minimum: Int32
    /// Whether there are any.
    private(set) var areAny = false
    /// The ranks beside the `b`-th holder of the prefix are `ranks[starts[b]..<starts[b + 1]]`, ascending.
    private var ranks: [Int32] = []
    private var starts: [Int] = [0]
    /// Ranks that are in all baskets looked at so far.
    private var left: [Int32] = []
    /// How often each rank was met, 0 between two calls.
    private var counts: [Int32]

    init(_ baskets: RankedBaskets, minimum: Int32) {
        (self.baskets, self.minimum) = (baskets, minimum)
        counts = [Int32](repeating: 0, count: baskets.items.count)
    }

    /// Takes what stands behind a prefix in its baskets.
    ///
    /// - Parameters:
    ///   - prefix: its rank.
    ///   - holders: where its baskets stand.
    ///   - counts: by rank, in how many of them it is.
    ///   - met: the ranks that are in any.
    ///   - keepsRows: whether anything but ``areAny`` will be asked.
    mutating func read(
        _ prefix: Int, _ holders: Range<Int>, _ counts: [Int32], _ met: [Int32], keepsRows: Bool
    ) {
        areAny = met.contains { $0 > prefix && counts[Int($0)] >= minimum }
        ranks.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        guard areAny && keepsRows else { return }
        starts.append(0)
        for place in holders {
            let basket = Int(baskets.holders[place])
            var index = baskets.starts[basket + 1]
            let begin = ranks.count
            while baskets.ranks[index - 1] != prefix {
                index -= 1
                if counts[Int(baskets.ranks[index])] >= minimum { ranks.append(baskets.ranks[index]) }
            }
            ranks[begin...].reverse()
            starts.append(ranks.count)
        }
    }

    /// Whether one of them is in every basket of some.
    mutating func cover(_ bits: UnsafePointer<UInt64>, words: Int) -> Bool {
        guard areAny else { return false }
        var isFirst = true
        for word in 0..<words {
            var rest = bits[word]
            while rest != 0 {
                let basket = word << 6 + rest.trailingZeroBitCount
                rest &= rest - 1
                keepCommon(starts[basket]..<starts[basket + 1], isFirst: isFirst)
                if left.isEmpty { return false }
                isFirst = false
            }
        }
        return true
    }

    private mutating func keepCommon(_ row: Range<Int>, isFirst: Bool) {
        if isFirst {
            left.removeAll(keepingCapacity: true)
            left.append(contentsOf: ranks[row])
            return
        }
        var (kept, place) = (0, row.lowerBound)
        for rank in left {
            while place < row.upperBound, ranks[place] < rank { place += 1 }
            guard place < row.upperBound else { break }
            if ranks[place] == rank {
                left[kept] = rank
                kept += 1
            }
        }
        left.removeLast(left.count - kept)
    }

    /// Whether one of them is in enough baskets of some.
    mutating func isAnyFrequent(_ bits: UnsafePointer<UInt64>, words: Int) -> Bool {
        guard areAny else { return false }
        left.removeAll(keepingCapacity: true)
        defer { for rank in left { counts[Int(rank)] = 0 } }
        for word in 0..<words {
            var rest = bits[word]
            while rest != 0 {
                let basket = word << 6 + rest.trailingZeroBitCount
                rest &= rest - 1
                for place in starts[basket]..<starts[basket + 1] {
                    let rank = Int(ranks[place])
                    if counts[rank] == 0 { left.append(Int32(rank)) }
                    counts[rank] += 1
                    if counts[rank] >= minimum { return true }
                }
            }
        }
        return false
    }
}
