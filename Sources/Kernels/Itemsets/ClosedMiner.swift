/// Finds every closed set whose rarest item is a given one, and keeps what it needs for that.
///
/// The columns of bits are those of ``PrefixMiner``. A set is extended by one column and at once by all that is in all of its
/// baskets; what comes out is kept only where it holds nothing that stands before the column in the search: then, and only
/// then, no other way leads to it. So every closed set is found once, without a look at those found before, and the time is
/// that of the closed sets, however many frequent ones lie between them.
///
/// Before the columns stand the items that are rarer than the prefix. They get no bits, since beside a frequent prefix they
/// are many and seldom met; see ``RarerPartners``.
///
/// Source: Uno, Kiyomi & Arimura (2004), "LCM ver. 2": extensions that preserve the prefix of a closure.
final class ClosedMiner {
    /// A column of some level: its place among the columns of the prefix, where its bits stand, and how many are set.
    private struct Column {
        let place: Int
        let offset: Int
        let support: Int32
    }

    private(set) var found = ClosedItemsets()
    private(set) var isStopped = false
    private let baskets: RankedBaskets
    private let maximumSize: Int
    private let minimum: Int32
    private let watch: MiningWatch
    private var part = 0

    /// How often each rank was met among the holders of the prefix; 0 between two prefixes.
    private var counts: [Int32]
    /// The ranks that were met.
    private var met: [Int32] = []
    /// The column of each rank of the prefix, -1 between two prefixes.
    private var columnOfRank: [Int32]
    private var rarer: RarerPartners
    /// The columns of the prefix, rare ones first, and their ranks.
    private var first: [Column] = []
    private var ranks: [Int32] = []
    /// By column: whether it is in the set at hand.
    private var isInSet: [Bool] = []
    /// The set at hand: the prefix with all that is in all of its baskets, and the columns beside them.
    private var core: [Int32] = []
    private var joined: [Int] = []
    private var levels: [WordBuffer] = []
    private var words = 0

    init(_ baskets: RankedBaskets, maximumSize: Int, minimum: Int32, watch: MiningWatch) {
        (self.baskets, self.maximumSize) = (baskets, maximumSize)
        (self.minimum, self.watch) = (minimum, watch)
        counts = [Int32](repeating: 0, count: baskets.items.count)
        columnOfRank = [Int32](repeating: -1, count: baskets.items.count)
        rarer = RarerPartners(baskets, minimum: minimum)
    }

    /// Finds the sets of one prefix, after forgetting those of the last one.
    func mine(prefix rank: Int) {
        (found, part, isStopped) = (ClosedItemsets(), rank, false)
        let holders = baskets.holderStarts[rank]..<baskets.holderStarts[rank + 1]
        count(holders)
        defer { for other in met { counts[Int(other)] = 0 } }
        let isCovered = met.contains { $0 > rank && counts[Int($0)] == holders.count }
        guard !isCovered else { return }
        chooseColumns(rank, Int32(holders.count))
        rarer.read(rank, holders, counts, met, keepsRows: !first.isEmpty)
        setBits(rank, holders)
        append(baskets.supports[rank], isMaximal: first.isEmpty && !rarer.areAny)
        search(first, level: 0)
    }

    // MARK: - The prefix's own columns

    private func count(_ holders: Range<Int>) {
        let (ranks, starts) = (baskets.ranks, baskets.starts)
        met.removeAll(keepingCapacity: true)
        counts.withUnsafeMutableBufferPointer { counts in
            for place in holders {
                let basket = Int(baskets.holders[place])
                for index in starts[basket]..<starts[basket + 1] {
                    let rank = Int(ranks[index])
                    if counts[rank] == 0 { met.append(Int32(rank)) }
                    counts[rank] += 1
                }
            }
        }
    }

    /// What is more frequent than the prefix: in all of its baskets, or a column.
    private func chooseColumns(_ prefix: Int, _ support: Int32) {
        core = [Int32(prefix)]
        joined.removeAll(keepingCapacity: true)
        var kept: [(rank: Int32, support: Int32)] = []
        for rank in met where rank < prefix && counts[Int(rank)] >= minimum {
            if counts[Int(rank)] == support {
                core.append(rank)
            } else {
                kept.append((rank, counts[Int(rank)]))
            }
        }
        kept.sort { ($0.support, $0.rank) < ($1.support, $1.rank) }
        ranks = kept.map(\.rank)
        words = BitColumns.words(for: Int(support))
        first = kept.enumerated().map { Column(place: $0, offset: $0 * words, support: $1.support) }
        isInSet = [Bool](repeating: false, count: first.count)
    }

    private func setBits(_ prefix: Int, _ holders: Range<Int>) {
        guard !first.isEmpty else { return }
        for (column, rank) in ranks.enumerated() { columnOfRank[Int(rank)] = Int32(column) }
        defer { for rank in ranks { columnOfRank[Int(rank)] = -1 } }
        let bits = buffer(level: 0, words: first.count * words)
        bits.update(repeating: 0, count: first.count * words)
        let (rows, starts) = (baskets.ranks, baskets.starts)
        for (bit, place) in holders.enumerated() {
            var index = starts[Int(baskets.holders[place])]
            while rows[index] != prefix {
                let column = Int(columnOfRank[Int(rows[index])])
                if column >= 0 { bits[column * words + bit >> 6] |= 1 << UInt64(bit & 63) }
                index += 1
            }
        }
    }

    // MARK: - The search below

    private func search(_ columns: [Column], level: Int) {
        guard core.count + joined.count < maximumSize else { return }
        for (place, column) in columns.enumerated() {
            guard !isStopped else { return }
            let bits = UnsafePointer(levels[level].start + column.offset)
            guard !isCovered(column, bits) else { continue }
            let outer = joined.count
            join(column.place)
            let inner = intersections(of: column, with: columns[(place + 1)...], level: level)
            append(column.support, isMaximal: inner.isEmpty && !isExtensible(column, bits))
            if !inner.isEmpty { search(inner, level: level + 1) }
            while joined.count > outer { isInSet[joined.removeLast()] = false }
        }
    }

    private func join(_ place: Int) {
        joined.append(place)
        isInSet[place] = true
    }

    /// Whether something that stands before a column, and is not in the set, is in all of the baskets that are left with it.
    private func isCovered(_ column: Column, _ bits: UnsafePointer<UInt64>) -> Bool {
        let start = levels[0].start
        for other in first[..<column.place] where other.support >= column.support && !isInSet[other.place] {
            if BitColumns.isSubset(bits, of: start + other.offset, words: words) { return true }
        }
        return rarer.cover(bits, words: words)
    }

    /// Whether something that stands before a column, and is not in the set, is in enough of the baskets that are left.
    private func isExtensible(_ column: Column, _ bits: UnsafePointer<UInt64>) -> Bool {
        let start = levels[0].start
        for other in first[..<column.place] where !isInSet[other.place] {
            if BitColumns.common(bits, start + other.offset, words: words) >= minimum { return true }
        }
        return rarer.isAnyFrequent(bits, words: words)
    }

    /// The columns of the next level; what `column` always brings with it joins the set instead.
    private func intersections(of column: Column, with others: ArraySlice<Column>, level: Int) -> [Column] {
        guard !others.isEmpty else { return [] }
        let source = levels[level].start
        let target = buffer(level: level + 1, words: others.count * words)
        var (inner, offset): ([Column], Int) = ([], 0)
        for other in others {
            let support = Int32(
                truncatingIfNeeded: BitColumns.intersect(
                    source + column.offset, source + other.offset, into: target + offset, words: words))
            guard support >= minimum else { continue }
            if support == column.support {
                join(other.place)
            } else {
                inner.append(Column(place: other.place, offset: offset, support: support))
                offset += words
            }
        }
        return inner
    }

    /// Adds the set at hand, unless it is too large to be told.
    private func append(_ support: Int32, isMaximal: Bool) {
        guard core.count + joined.count <= maximumSize else { return }
        if found.count & 0x3FF == 0x3FF, watch.mustStop(part: part, bytes: found.bytes) { isStopped = true }
        let set = (core + joined.map { ranks[$0] }).map { baskets.items[Int($0)] }
        found.append(set.sorted(), support: support, isMaximal: isMaximal)
    }

    private func buffer(level: Int, words: Int) -> UnsafeMutablePointer<UInt64> {
        while levels.count <= level { levels.append(WordBuffer()) }
        return levels[level].reserving(words)
    }
}
