internal import Domain
internal import Kernels

/// How often any order is followed by each product, by the number of the order in its customer's life, and by season.
struct FollowerBase: Sendable {
    /// By stratum: the orders that were watched for a whole window.
    private(set) var orders = [Int](repeating: 0, count: OrderSequences.strata)
    /// By stratum and common product: those of them that were followed by it.
    private(set) var followed: [Int32]
    /// The same by season; see ``OrderSequences/season(of:)``.
    private var seasonOrders: [Int]
    private var seasonFollowed: [Int32]
    /// By product: its place among the common ones, or -1.
    ///
    /// Nothing is asked about the others, of which there may be a million.
    private let places: [Int32]
    private let common: Int

    /// Counts are whole numbers, so that the parts may be as few as keep their memory small.
    private static let parts = 8

    /// - Parameters:
    ///   - sequences: the orders.
    ///   - least: orders that a common product is in.
    ///   - jobs: threads.
    init(_ sequences: OrderSequences, least: Int, jobs: Int) {
        var (places, common) = ([Int32](repeating: -1, count: sequences.itemCount), 0)
        for item in places.indices where sequences.holders(of: Int32(item)).count >= least {
            places[item] = Int32(common)
            common += 1
        }
        let empty = FollowerBase(places: places, common: common, seasons: sequences.seasons)
        self = empty
        let count = sequences.orderCount
        let counted = Partitions.map(0..<Self.parts, jobs: jobs) { part in
            var base = empty
            base.count(count * part / Self.parts..<count * (part + 1) / Self.parts, sequences)
            return base
        }
        for base in counted {
            for stratum in orders.indices { orders[stratum] += base.orders[stratum] }
            for place in followed.indices { followed[place] += base.followed[place] }
            for season in seasonOrders.indices { seasonOrders[season] += base.seasonOrders[season] }
            for place in seasonFollowed.indices { seasonFollowed[place] += base.seasonFollowed[place] }
        }
    }

    private init(places: [Int32], common: Int, seasons: Int) {
        followed = [Int32](repeating: 0, count: OrderSequences.strata * common)
        seasonFollowed = [Int32](repeating: 0, count: seasons * common)
        seasonOrders = [Int](repeating: 0, count: seasons)
        (self.places, self.common) = (places, common)
    }

    private mutating func count(_ range: Range<Int>, _ sequences: OrderSequences) {
        var seen = [Int32](repeating: -1, count: common)
        let (items, starts) = (sequences.items.span, sequences.starts.span)
        let ownPlaces = self.places
        let places = ownPlaces.span
        for order in range where sequences.isFollowed(order) {
            let (stratum, season) = (Int(sequences.stratum[order]), sequences.season(of: order))
            orders[stratum] += 1
            seasonOrders[season] += 1
            let first = starts[Int(sequences.sequelStart[order])]
            for place in first..<starts[Int(sequences.sequelEnd[order])] {
                let item = Int(places[Int(items[place])])
                guard item >= 0, seen[item] != Int32(order) else { continue }
                seen[item] = Int32(order)
                followed[stratum * common + item] += 1
                seasonFollowed[season * common + item] += 1
            }
        }
    }

    /// How many of so many orders of each stratum would be followed by a common product.
    func expected(_ counts: [Int], _ item: Int) -> Double {
        var sum = 0.0
        for stratum in counts.indices where counts[stratum] > 0 {
            let share = Double(followed[stratum * common + Int(places[item])]) / Double(orders[stratum])
            sum += Double(counts[stratum]) * share
        }
        return sum
    }
}

extension FollowerBase {
    /// The share of some orders that would be followed by a common product, were number and season all that matters.
    ///
    /// The two work as factors: the share among orders of this number, times that of this season over that of all.
    func share(_ cells: [(stratum: Int, season: Int, count: Int)], _ item: Int) -> Double {
        let place = Int(places[item])
        let all = orders.reduce(0, +)
        let whole = (0..<OrderSequences.strata).reduce(0) { $0 + Int(followed[$1 * common + place]) }
        guard whole > 0 else { return 0 }
        let overall = Double(whole) / Double(all)
        var (sum, count) = (0.0, 0)
        for cell in cells {
            let number = Double(followed[cell.stratum * common + place]) / Double(orders[cell.stratum])
            let season = Double(seasonFollowed[cell.season * common + place]) / Double(seasonOrders[cell.season])
            sum += Double(cell.count) * min(1, number * season / overall)
            count += cell.count
        }
        return count > 0 ? sum / Double(count) : 0
    }
}

/// A product that follows others, in plain numbers: there are many times more of them than are kept.
struct Follower: Sendable {
    /// Which of the prefixes that were looked at, and the product that follows it.
    let prefix, item: Int32
    /// As ``ProductSequence`` has them.
    let customers, orders, followed: Int32
    let expected: Double
    /// The test of ``FollowerTest``, and the orders that these count for.
    let logP, partLogP: Double
    let effectiveOrders: Double

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
        /// Customers of whom the first order was followed.
        var firsts: Int32 = 0
    }

    private let orders: OrderSequences
    private let base: FollowerBase
    private let minimumCustomers: Int
    private var tallies: [Tally]
    private var touched: [Int32] = []
    /// The same after the last product of a longer prefix alone.
    private var partTallies: [Tally]
    private var partTouched: [Int32] = []

    init(_ orders: OrderSequences, _ base: FollowerBase, minimumCustomers: Int) {
        (self.orders, self.base, self.minimumCustomers) = (orders, base, minimumCustomers)
        tallies = [Tally](repeating: Tally(), count: orders.itemCount)
        partTallies = tallies
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
        let test = FollowerTest(starts, orders)
        let part = prefix.count > 1 ? countPart(after: prefix[prefix.count - 1]) : nil
        for item in touched where tallies[Int(item)].customers >= minimumCustomers && !prefix.contains(item) {
            let tally = tallies[Int(item)]
            let expected = base.expected(test.strata, Int(item))
            guard Double(tally.followed) > expected else { continue }
            let partShare = part.map { Double(partTallies[Int(item)].firsts) / Double($0) }
            found.append(
                Follower(
                    prefix: Int32(number), item: item, customers: tally.customers, orders: Int32(starts.count),
                    followed: tally.followed, expected: expected,
                    logP: test.logP(Int(tally.firsts), share: base.share(test.cells, Int(item))),
                    partLogP: partShare.map { test.logP(Int(tally.firsts), share: $0) } ?? -.infinity,
                    effectiveOrders: test.effectiveOrders))
        }
    }

    /// Counts what follows a product whatever was before it; tells how many customers there are.
    private mutating func countPart(after item: Int32) -> Int {
        for item in partTouched { partTallies[Int(item)] = Tally() }
        partTouched.removeAll(keepingCapacity: true)
        let starts = orders.starts(of: [item])
        Self.count(after: starts, orders, &partTallies, &partTouched)
        return FollowerTest(starts, orders).customers
    }

    /// Counts into `tallies`, and notes which products were `met`.
    private static func count(
        after starts: [Int32], _ orders: OrderSequences, _ tallies: inout [Tally], _ met: inout [Int32]
    ) {
        let (items, ends) = (orders.items.span, orders.starts.span)
        let (customers, sequelStart) = (orders.customers.span, orders.sequelStart.span)
        let sequelEnd = orders.sequelEnd.span
        var tallies = tallies.mutableSpan
        var last: Int32 = -1
        for order in starts {
            let customer = customers[Int(order)]
            let isFirst: Int32 = customer == last ? 0 : 1
            last = customer
            let first = ends[Int(sequelStart[Int(order)])]
            for place in first..<ends[Int(sequelEnd[Int(order)])] {
                let item = Int(items[place])
                var tally = tallies[item]
                guard tally.order != order else { continue }
                if tally.order < 0 { met.append(Int32(item)) }
                tally.order = order
                tally.followed += 1
                tally.firsts += isFirst
                if tally.customer != customer {
                    tally.customer = customer
                    tally.customers += 1
                }
                tallies[item] = tally
            }
        }
    }
}

/// The test whether a product follows some orders more often than others of the same number and season.
///
/// Orders of one customer are no independent trials, so each customer counts once, with the first of these orders. Their
/// chances differ; the binomial tail at their mean is no lighter than the true one.
struct FollowerTest {
    /// The customers of the orders.
    private(set) var customers = 0
    /// By stratum: the orders.
    private(set) var strata = [Int](repeating: 0, count: OrderSequences.strata)
    /// The first orders of customers, by stratum and season.
    private(set) var cells: [(stratum: Int, season: Int, count: Int)] = []
    /// As many independent orders as these are worth where a customer's orders all go the same way.
    ///
    /// Source: Kish (1965), "Survey Sampling": `(Σ n)² / Σ n²`.
    private(set) var effectiveOrders = 0.0

    /// - Parameters:
    ///   - starts: orders, ascending.
    ///   - orders: where they stand.
    init(_ starts: [Int32], _ orders: OrderSequences) {
        var counts = [Int](repeating: 0, count: OrderSequences.strata * orders.seasons)
        var (last, run, squares) = (Int32(-1), 0, 0.0)
        for order in starts.map(Int.init) {
            let stratum = Int(orders.stratum[order])
            strata[stratum] += 1
            if orders.customers[order] != last {
                squares += Double(run) * Double(run)
                (last, run, customers) = (orders.customers[order], 0, customers + 1)
                counts[stratum * orders.seasons + orders.season(of: order)] += 1
            }
            run += 1
        }
        squares += Double(run) * Double(run)
        effectiveOrders = squares > 0 ? Double(starts.count) * Double(starts.count) / squares : 0
        cells = counts.indices.filter { counts[$0] > 0 }.map {
            ($0 / orders.seasons, $0 % orders.seasons, counts[$0])
        }
    }

    /// The natural logarithm of the probability of as many customers by chance.
    func logP(_ followed: Int, share: Double) -> Double {
        logBinomialTail(followed, of: customers, share: min(1, share))
    }
}
