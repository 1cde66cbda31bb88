internal import Domain

/// How often any order is followed by each product, by the number of the order in its customer's life.
struct FollowerBase: Sendable {
    /// By stratum: the orders that were watched for a whole window.
    private(set) var orders = [Int](repeating: 0, count: OrderSequences.strata)
    /// By stratum and product: those of them that were followed by it.
    private(set) var followed: [Int32]
    private let itemCount: Int

    /// Counts are whole numbers, so that the parts may be as few as keep their memory small.
    private static let parts = 8

    init(_ sequences: OrderSequences, jobs: Int) {
        self.init(itemCount: sequences.itemCount)
        let count = sequences.orderCount
        let counted = Partitions.map(0..<Self.parts, jobs: jobs) { part in
            var base = FollowerBase(itemCount: sequences.itemCount)
            base.count(count * part / Self.parts..<count * (part + 1) / Self.parts, sequences)
            return base
        }
        for base in counted {
            for stratum in orders.indices { orders[stratum] += base.orders[stratum] }
            for place in followed.indices { followed[place] += base.followed[place] }
        }
    }

    private init(itemCount: Int) {
        followed = [Int32](repeating: 0, count: OrderSequences.strata * itemCount)
        self.itemCount = itemCount
    }

    private mutating func count(_ range: Range<Int>, _ sequences: OrderSequences) {
        var seen = [Int32](repeating: -1, count: itemCount)
        let items = sequences.items.span
        let starts = sequences.starts.span
        for order in range where sequences.isFollowed(order) {
            let stratum = Int(sequences.stratum[order])
            orders[stratum] += 1
            let first = starts[Int(sequences.sequelStart[order])]
            for place in first..<starts[Int(sequences.sequelEnd[order])] {
                let item = Int(items[place])
                guard seen[item] != Int32(order) else { continue }
                seen[item] = Int32(order)
                followed[stratum * itemCount + item] += 1
            }
        }
    }

    /// How many of so many orders of each stratum would be followed by a product.
    func expected(_ counts: [Int], _ item: Int) -> Double {
        var sum = 0.0
        for stratum in counts.indices where counts[stratum] > 0 {
            let share = Double(followed[stratum * itemCount + item]) / Double(orders[stratum])
            sum += Double(counts[stratum]) * share
        }
        return sum
    }
}

/// A product that follows others, in plain numbers: there are many times more of them than are kept.
struct Follower: Sendable {
    /// Which of the prefixes that were looked at, and the product that follows it.
    let prefix, item: Int32
    /// As ``ProductSequence`` has them.
    let customers, orders, followed: Int32
    let expected: Double

    var excess: Double { Double(followed) - expected }
}

/// Counts what follows some orders, product by product.
struct FollowerCounting {
    /// The order and the customer that a product was last counted for, and the counts.
    private struct Tally {
        var order: Int32 = -1
        var customer: Int32 = -1
        var followed: Int32 = 0
        var customers: Int32 = 0
    }

    private let orders: OrderSequences
    private let base: FollowerBase
    private let minimumCustomers: Int
    private var tallies: [Tally]
    private var touched: [Int32] = []

    init(_ orders: OrderSequences, _ base: FollowerBase, minimumCustomers: Int) {
        (self.orders, self.base, self.minimumCustomers) = (orders, base, minimumCustomers)
        tallies = [Tally](repeating: Tally(), count: orders.itemCount)
    }

    /// Adds what follows one or two products more often than chance would have it.
    ///
    /// - Parameters:
    ///   - prefix: the products.
    ///   - number: by which the prefix is known.
    ///   - found: where it is added.
    mutating func add(after prefix: [Int32], number: Int, to found: inout [Follower]) {
        let starts = orders.starts(of: prefix[...])
        guard starts.count >= minimumCustomers else { return }
        for item in touched { tallies[Int(item)] = Tally() }
        touched.removeAll(keepingCapacity: true)
        Self.count(after: starts, orders, &tallies, &touched)
        var strata = [Int](repeating: 0, count: OrderSequences.strata)
        for order in starts { strata[Int(orders.stratum[Int(order)])] += 1 }
        for item in touched where tallies[Int(item)].customers >= minimumCustomers && !prefix.contains(item) {
            let tally = tallies[Int(item)]
            let follower = Follower(
                prefix: Int32(number), item: item, customers: tally.customers, orders: Int32(starts.count),
                followed: tally.followed, expected: base.expected(strata, Int(item)))
            if follower.excess > 0 { found.append(follower) }
        }
    }

    /// Counts into `tallies`, and notes which products were `met`.
    private static func count(
        after starts: [Int32], _ orders: OrderSequences, _ tallies: inout [Tally], _ met: inout [Int32]
    ) {
        let (items, ends) = (orders.items.span, orders.starts.span)
        let (customers, sequelStart) = (orders.customers.span, orders.sequelStart.span)
        let sequelEnd = orders.sequelEnd.span
        var tallies = tallies.mutableSpan
        for order in starts {
            let customer = customers[Int(order)]
            let first = ends[Int(sequelStart[Int(order)])]
            for place in first..<ends[Int(sequelEnd[Int(order)])] {
                let item = Int(items[place])
                var tally = tallies[item]
                guard tally.order != order else { continue }
                if tally.order < 0 { met.append(Int32(item)) }
                tally.order = order
                tally.followed += 1
                if tally.customer != customer {
                    tally.customer = customer
                    tally.customers += 1
                }
                tallies[item] = tally
            }
        }
    }
}
