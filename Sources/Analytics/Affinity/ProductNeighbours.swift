internal import Domain

/// A product that goes with another one, and how much.
struct ProductNeighbour: Sendable {
    let item: Int32
    let likeness: Double

    /// Whether this one stands before another: the likest first, then the one with the lower number.
    func precedes(_ other: ProductNeighbour) -> Bool { (other.likeness, item) < (likeness, other.item) }
}

/// What goes with each product: the cosine of who owns the two, shrunk where few own both, plus what the one adds to the
/// chance of the other in the window after it.
///
/// Source: Sarwar, Karypis, Konstan & Riedl (2001), "Item-based collaborative filtering recommendation algorithms"; the
/// shrinkage as in Koren (2008).
struct ProductNeighbours: Sendable {
    /// Customers' worth of doubt: a pair that so many own counts half.
    private static let shrinkage = 10.0
    /// Neighbours of a product that are kept where there is room.
    static let wanted = 100

    /// The neighbours of product `p` are `list[starts[p]..<starts[p + 1]]`, the likest first.
    private(set) var list: [ProductNeighbour] = []
    private(set) var starts: [Int] = [0]

    init(
        _ owned: OwnedProducts, _ owners: ProductOwners, _ sequences: [ProductSequence], kept: Int, itemCount: Int,
        jobs: Int
    ) {
        var follows = [[ProductNeighbour]](repeating: [], count: itemCount)
        for sequence in sequences where sequence.items.count == 2 {
            let added = sequence.excess / Double(sequence.orders)
            follows[Int(sequence.items[0])].append(ProductNeighbour(item: sequence.items[1], likeness: added))
        }
        let added = follows
        let parts = Partitions.map(total: itemCount, jobs: jobs) { items in
            var scratch = Scratch(itemCount, kept: kept)
            return items.map { Self.neighbours(of: $0, owned, owners, added[$0], &scratch) }
        }
        for neighbours in parts.joined() {
            list += neighbours
            starts.append(list.count)
        }
    }

    /// What looking at one product needs; all zeros between two of them.
    private struct Scratch {
        /// By product: customers who have it too; four bytes each, which stay in the nearest cache.
        var counts: [Int32]
        /// By product: what it follows by.
        var added: [Double]
        let kept: Int

        init(_ itemCount: Int, kept: Int) {
            self.kept = kept
            counts = [Int32](repeating: 0, count: itemCount)
            added = [Double](repeating: 0, count: itemCount)
        }
    }

    private static func neighbours(
        of item: Int, _ owned: OwnedProducts, _ owners: ProductOwners, _ follows: [ProductNeighbour],
        _ scratch: inout Scratch
    ) -> [ProductNeighbour] {
        var touched = countCommon(item, owned, owners, &scratch.counts)
        for next in follows {
            if scratch.counts[Int(next.item)] == 0 { touched.append(next.item) }
            scratch.added[Int(next.item)] = next.likeness
        }
        let own = Double(owners.count(of: item))
        var best: [ProductNeighbour] = []
        for other in touched where other != Int32(item) {
            let both = Double(scratch.counts[Int(other)])
            let sizes = own * Double(owners.count(of: Int(other)))
            let cosine = both > 0 ? both / sizes.squareRoot() * both / (both + shrinkage) : 0
            insert(
                ProductNeighbour(item: other, likeness: cosine + scratch.added[Int(other)]), into: &best,
                kept: scratch.kept)
        }
        for other in touched { scratch.counts[Int(other)] = 0 }
        for next in follows { scratch.added[Int(next.item)] = 0 }
        return best
    }

    /// Counts who has each product beside one, into `counts`; tells which products these are.
    private static func countCommon(
        _ item: Int, _ owned: OwnedProducts, _ owners: ProductOwners, _ counts: inout [Int32]
    ) -> [Int32] {
        var touched: [Int32] = []
        let (items, starts) = (owned.items.span, owned.starts.span)
        var counts = counts.mutableSpan
        for index in owners.starts[item]..<owners.starts[item + 1] {
            let customer = Int(owners.customers[index])
            for place in starts[customer]..<starts[customer + 1] {
                let other = Int(items[place])
                if counts[other] == 0 { touched.append(Int32(other)) }
                counts[other] += 1
            }
        }
        return touched
    }

    /// Keeps the likest, in their order.
    private static func insert(_ new: ProductNeighbour, into best: inout [ProductNeighbour], kept: Int) {
        if best.count == kept {
            guard new.precedes(best[kept - 1]) else { return }
            best.removeLast()
        }
        var place = best.count
        while place > 0, new.precedes(best[place - 1]) { place -= 1 }
        best.insert(new, at: place)
    }
}
