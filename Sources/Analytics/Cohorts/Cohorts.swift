package import Domain

/// What to make of a shop's cohorts.
package struct CohortOptions: Sendable, Equatable {
    package var granularities: [CohortGranularity]
    /// Of the first granularity alone.
    package var breakdowns: [CohortBreakdown]
    package var start: CohortStart
    /// Of the bootstrap.
    package var seed: UInt64

    package init(
        granularities: [CohortGranularity] = [.month, .week], breakdowns: [CohortBreakdown] = [],
        start: CohortStart = .firstOrder, seed: UInt64 = 1
    ) {
        self.granularities = granularities
        self.breakdowns = breakdowns
        self.start = start
        self.seed = seed
    }
}

/// Cohorts: customers by the local day, week, month or quarter of their first order, followed over the periods after it.
///
/// Under ``CohortStart/createdAt`` it is that of their account, and those who never ordered count among the customers.
/// Periods count by calendar unit: period 0 of the customers of December is December, period 1 January. The orders of
/// customers alone count; guests have no second order to watch for. Sums are exact. A share of customers has Wilson's
/// 95 % interval, every other figure one from the bootstrap over customers (``BootstrapSums``).
///
/// The shape is partition, partial, merge, finish, twice: customers in fixed parts find their cohort, and cohorts in fixed
/// parts are summed up; a part's results are joined in the order of the parts.
package enum Cohorts {
    /// The most periods that a cohort is followed for: twenty years of weeks, 83 years of months.
    ///
    /// A single order with an absurd date must not make a table of all the weeks since.
    package static let maximumPeriods = 1000

    /// The most cells that the cohorts of one granularity have together; each keeps its bootstrap replicates.
    ///
    /// Thirteen years of weeks fit in whole. Beyond that every cohort is followed for fewer periods: a column of dates gone
    /// wrong must not take the memory of the machine.
    package static let maximumCells = 250_000

    /// For how many periods every cohort is followed, so that all of them together have at most ``maximumCells`` cells.
    ///
    /// - Parameters:
    ///   - starts: the period in which each cohort begins.
    ///   - last: the last period that there is.
    /// - Returns: 1...``maximumPeriods``.
    static func followedPeriods(starts: [Int32], last: Int32) -> Int {
        func cells(_ limit: Int) -> Int { starts.reduce(0) { $0 + min(Int(last - $1) + 1, limit) } }
        var (fits, tooMany) = (1, maximumPeriods + 1)
        while tooMany - fits > 1 {
            let limit = (fits + tooMany) / 2
            if cells(limit) <= maximumCells { fits = limit } else { tooMany = limit }
        }
        return fits
    }

    /// The parts into which cohorts are cut; each holds replicates for the overall line, so there are few of them.
    private static let parts = 16

    /// How the shop's cohorts hold as of ``Shop/asOf``.
    ///
    /// - Parameters:
    ///   - shop: what there is.
    ///   - options: granularities in the order in which they are to come out, and the seed.
    ///   - labels: the customers' parts under breakdowns that are known as of tonight.
    ///   - jobs: the number of threads, ≥ 1; the result does not depend on it.
    /// - Returns: one entry a granularity; its cohorts are empty where no customer ever ordered, or has an account.
    package static func analyze(
        _ shop: Shop, _ options: CohortOptions = CohortOptions(), labels: [CohortBreakdown: CohortLabels] = [:],
        jobs: Int
    ) -> CohortAnalysis {
        let gap = LeftTruncation.gapDays(shop, jobs: jobs)
        let beginnings = CohortBeginnings(shop, options.start, before: shop.asOf.microseconds, jobs: jobs)
        let days = days(shop, beginnings)
        let weights = PoissonWeights(seed: options.seed, replicates: BootstrapSums.replicates)
        let parts = options.breakdowns.map { ($0, CohortParts($0, shop, beginnings, labels[$0])) }
        var (granularities, breakdowns): ([CohortGranularityLines], [CohortPartLines]) = ([], [])
        for granularity in options.granularities {
            guard let days else {
                granularities.append(CohortGranularityLines(granularity: granularity, cohorts: [], overall: []))
                continue
            }
            let calendar = CohortCalendar(granularity, days: days, asOf: shop.asOf, zone: shop.zone)
            let membership = CohortMembership(beginnings, calendar)
            func lines(_ members: CohortMembership) -> CohortGranularityLines {
                Self.lines(shop, calendar, beginnings, members, weights, leftTruncationDays: gap, jobs: jobs)
            }
            granularities.append(lines(membership))
            // Weeks of parts would be hundreds of thousands of rows that nobody reads.
            guard granularity == options.granularities.first else { continue }
            for (breakdown, parts) in parts {
                for part in parts.names.indices {
                    let members = membership.filtered { parts.ofCustomer[Int($0)] == part }
                    breakdowns.append(
                        CohortPartLines(
                            breakdown: breakdown, part: parts.names[part], lines: lines(members)))
                }
            }
        }
        return CohortAnalysis(
            start: options.start, granularities: granularities, breakdowns: breakdowns,
            insights: CohortInsights.find(in: granularities), leftTruncationDays: gap)
    }

    /// The first and the last local day on which a customer ordered, or a cohort begins.
    private static func days(_ shop: Shop, _ beginnings: CohortBeginnings) -> ClosedRange<Int32>? {
        let ordersOfCustomers = Int(shop.customers.orderStart.last ?? 0)
        let days = shop.orders.localDay[..<ordersOfCustomers]
        guard let begin = beginnings.range else { return nil }
        return min(
            days.min() ?? begin.lowerBound, begin.lowerBound)...max(
                days.max() ?? begin.upperBound, begin.upperBound)
    }

    private static func lines(
        _ shop: Shop, _ calendar: CohortCalendar, _ beginnings: CohortBeginnings, _ membership: CohortMembership,
        _ weights: PoissonWeights, leftTruncationDays: Double?, jobs: Int
    ) -> CohortGranularityLines {
        let cohorts = membership.starts.count
        let followed = followedPeriods(starts: membership.starts, last: calendar.last)
        let partials = Partitions.map(0..<min(parts, cohorts), jobs: jobs) { part in
            var partial = CohortPartial(
                shop, calendar, beginnings, weights, leftTruncationDays: leftTruncationDays, followed: followed)
            for cohort in cohorts * part / min(parts, cohorts)..<cohorts * (part + 1) / min(parts, cohorts) {
                partial.add(start: membership.starts[cohort], membership.customers(of: cohort))
            }
            return partial.result
        }
        var pool = OverallPool(observesRefunds: !shop.orders.refunded.isEmpty)
        for partial in partials { pool.merge(partial.pool) }
        return CohortGranularityLines(
            granularity: calendar.granularity, cohorts: partials.flatMap(\.lines), overall: pool.cells(),
            followedPeriods: followed)
    }
}
