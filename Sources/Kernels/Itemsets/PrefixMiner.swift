/// Finds every frequent set whose rarest item is a given one, and keeps what it needs for that.
///
/// The baskets that hold the prefix item are turned into columns of bits, one for each item before it that is frequent
/// among them; from there on a set's support is the number of bits that its columns share. So a long list of rare
/// baskets is never intersected with another one (what slows tid-lists down on sparse data), and what is dense is handled
/// 64 baskets at a time. An item that is in all baskets of a set never becomes a column: every set found below it occurs
/// once with it and once without it, at the same support.
///
/// Sources: Zaki (2000) for the vertical depth-first search; Uno, Kiyomi & Arimura (2004) for delivering the occurrences
/// of one prefix to all columns in one pass; Borgelt (2012), "Frequent item set mining", for perfect extensions.
final class PrefixMiner {
    /// A column of the level above: an item, where its bits stand, and how many are set.
    private struct Column {
        let rank: Int32
        let offset: Int
        let support: Int32
    }

    private(set) var found = Itemsets()
    private let baskets: RankedBaskets
    private let maximumSize: Int
    private var floor: SupportFloor
    private let watch: MiningWatch

    /// How often each rank was met among the holders of the prefix; 0 between two prefixes.
    private var counts: [Int32]
    /// The ranks that were met.
    private var met: [Int32] = []
    /// The column of each rank of the prefix, or -1.
    private var columnOfRank: [Int32]
    /// The bits of each level of the search.
    private var levels: [WordBuffer] = []
    /// Items that are in every basket of the set at hand.
    private var perfect: [Int32] = []
    private var words = 0
    private(set) var isStopped = false
    private var part = 0

    init(_ baskets: RankedBaskets, maximumSize: Int, floor: SupportFloor, watch: MiningWatch) {
        self.baskets = baskets
        self.maximumSize = maximumSize
        self.floor = floor
        self.watch = watch
        counts = [Int32](repeating: 0, count: baskets.items.count)
        columnOfRank = [Int32](repeating: -1, count: baskets.items.count)
    }

    /// What the sets found take.
    var bytes: Int { found.count * MiningBudget.bytesPerSet }

    /// The least support that still counts; rises only where the best sets are asked for.
    var minimum: Int32 { floor.minimum }

    /// Finds the sets of one prefix, after forgetting those of the last one unless `keeps`.
    func mine(prefix rank: Int, keeps: Bool = false) {
        if !keeps { found = Itemsets() }
        (part, isStopped) = (rank, false)
        let support = baskets.supports[rank]
        guard support >= floor.minimum else { return }
        let core = append(Int32(rank), to: -1, support)
        guard maximumSize > 1 else { return }
        perfect.removeAll(keepingCapacity: true)
        let columns = deliver(prefix: rank)
        emitPerfect(to: core, from: 0, size: 1, support)
        search(columns, level: 0, core: core, size: 1)
    }

    // MARK: - The prefix's own columns

    /// Counts what stands before the prefix in its baskets and makes the columns of what is frequent there.
    private func deliver(prefix: Int) -> [Column] {
        let holders = baskets.holderStarts[prefix]..<baskets.holderStarts[prefix + 1]
        countBefore(prefix, holders)
        var kept: [(rank: Int32, support: Int32)] = []
        for rank in met where counts[Int(rank)] >= floor.minimum {
            if Int(counts[Int(rank)]) == holders.count {
                perfect.append(rank)
            } else {
                kept.append((rank, counts[Int(rank)]))
            }
        }
        perfect.sort()
        for rank in met { counts[Int(rank)] = 0 }
        guard !kept.isEmpty else { return [] }
        // Rare columns first: most of them end at once, and few sets are searched below the frequent ones.
        kept.sort { ($0.support, $0.rank) < ($1.support, $1.rank) }
        words = BitColumns.words(for: holders.count)
        setBits(prefix, holders, kept.map(\.rank))
        return kept.enumerated().map { Column(rank: $1.rank, offset: $0 * words, support: $1.support) }
    }

    /// Only what is met is touched: a pass over all ranks for every prefix would be quadratic in the number of items.
    private func countBefore(_ prefix: Int, _ holders: Range<Int>) {
        let (ranks, starts) = (baskets.ranks, baskets.starts)
        met.removeAll(keepingCapacity: true)
        counts.withUnsafeMutableBufferPointer { counts in
            for place in holders {
                var index = starts[Int(baskets.holders[place])]
                while ranks[index] != prefix {
                    let rank = Int(ranks[index])
                    if counts[rank] == 0 { met.append(Int32(rank)) }
                    counts[rank] += 1
                    index += 1
                }
            }
        }
    }

    private func setBits(_ prefix: Int, _ holders: Range<Int>, _ kept: [Int32]) {
        for (column, rank) in kept.enumerated() { columnOfRank[Int(rank)] = Int32(column) }
        let bits = buffer(level: 0, words: kept.count * words)
        bits.update(repeating: 0, count: kept.count * words)
        let (ranks, starts) = (baskets.ranks, baskets.starts)
        for (bit, place) in holders.enumerated() {
            var index = starts[Int(baskets.holders[place])]
            while ranks[index] != prefix {
                let column = Int(columnOfRank[Int(ranks[index])])
                if column >= 0 { bits[column * words + bit >> 6] |= 1 << UInt64(bit & 63) }
                index += 1
            }
        }
        for rank in kept { columnOfRank[Int(rank)] = -1 }
    }

    // MARK: - The search below

    /// Extends a set by each of its columns, and goes on with the columns that are frequent beside it.
    private func search(_ columns: [Column], level: Int, core: Int32, size: Int) {
        for (place, column) in columns.enumerated() where column.support >= floor.minimum {
            guard !isStopped else { return }
            let set = append(column.rank, to: core, column.support)
            let outerPerfect = perfect.count
            if size + 1 < maximumSize {
                let inner = intersections(of: column, with: columns[(place + 1)...], level: level)
                emitPerfect(to: set, from: 0, size: size + 1, column.support)
                if !inner.isEmpty { search(inner, level: level + 1, core: set, size: size + 1) }
            }
            perfect.removeLast(perfect.count - outerPerfect)
        }
    }

    /// The columns of the next level; an item that `column` always brings with it joins ``perfect`` instead.
    private func intersections(of column: Column, with others: ArraySlice<Column>, level: Int) -> [Column] {
        guard !others.isEmpty else { return [] }
        let source = levels[level].start
        let target = buffer(level: level + 1, words: others.count * words)
        var (inner, offset): ([Column], Int) = ([], 0)
        for other in others where other.support >= floor.minimum {
            let support = Int32(
                truncatingIfNeeded: BitColumns.intersect(
                    source + column.offset, source + other.offset, into: target + offset, words: words))
            guard support >= floor.minimum else { continue }
            if support == column.support {
                perfect.append(other.rank)
            } else {
                inner.append(Column(rank: other.rank, offset: offset, support: support))
                offset += words
            }
        }
        return inner
    }

    /// Adds the set with every selection of the items that are in all of its baskets.
    private func emitPerfect(to set: Int32, from first: Int, size: Int, _ support: Int32) {
        guard size < maximumSize, !isStopped else { return }
        for place in first..<perfect.count {
            let larger = append(perfect[place], to: set, support)
            emitPerfect(to: larger, from: place + 1, size: size + 1, support)
        }
    }

    private func append(_ rank: Int32, to parent: Int32, _ support: Int32) -> Int32 {
        floor.note(support)
        if found.count & 0xFFF == 0xFFF, watch.mustStop(part: part, bytes: bytes) { isStopped = true }
        return found.append(baskets.items[Int(rank)], to: parent, support: support)
    }

    private func buffer(level: Int, words: Int) -> UnsafeMutablePointer<UInt64> {
        while levels.count <= level { levels.append(WordBuffer()) }
        return levels[level].reserving(words)
    }
}
