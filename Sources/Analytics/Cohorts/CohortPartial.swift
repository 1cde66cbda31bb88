internal import Domain

/// Sums up cohorts one after the other and keeps their lines, and what they add to the overall line.
struct CohortPartial {
    struct Result: Sendable {
        var lines: [CohortLine] = []
        var pool: OverallPool
    }

    private(set) var result: Result
    private let shop: Shop
    private let calendar: CohortCalendar
    private let beginnings: CohortBeginnings
    private let weights: PoissonWeights
    /// Who first ordered at or before this instant may be older than the records.
    private let truncatedUntil: Int64?
    private let observesRefunds: Bool
    /// The most periods of a cohort.
    private let followed: Int
    private var builder: MeasureBuilder
    private var sums: [PeriodSums] = []
    private var replicates = BootstrapSums()

    init(
        _ shop: Shop, _ calendar: CohortCalendar, _ beginnings: CohortBeginnings, _ weights: PoissonWeights,
        leftTruncationDays: Double?, followed: Int
    ) {
        self.followed = followed
        self.shop = shop
        self.calendar = calendar
        self.beginnings = beginnings
        self.weights = weights
        self.truncatedUntil = leftTruncationDays.map { days in
            shop.observedFrom.microseconds + Int64(days * Double(Instant.microsecondsPerDay))
        }
        self.observesRefunds = !shop.orders.refunded.isEmpty
        self.builder = MeasureBuilder(observesRefunds: observesRefunds)
        self.result = Result(pool: OverallPool(observesRefunds: observesRefunds))
    }

    /// Takes in one cohort, its customers as a slice of all members.
    mutating func add(start: Int32, _ customers: ArraySlice<Int32>) {
        let periods = min(Int(calendar.last - start) + 1, followed)
        sumUp(customers, start: start, periods: periods)
        let isLeftTruncated = customers.contains { mayBeOlder(Int($0)) }
        let complete = max(0, min(periods, Int(calendar.firstOpen - start)))
        result.lines.append(
            CohortLine(
                label: calendar.granularity.label(ofPeriod: start), customers: customers.count,
                isLeftTruncated: isLeftTruncated, cells: cells(complete: complete)))
        if !isLeftTruncated { result.pool.add(sums[..<complete], replicates) }
    }

    private func mayBeOlder(_ customer: Int) -> Bool {
        if let isOlder = beginnings.isOlderThanRecords(customer) { return isOlder }
        guard let truncatedUntil else { return false }
        return shop.orders.orderedAt[shop.customers.orders(of: customer).lowerBound] <= truncatedUntil
    }

    private mutating func sumUp(_ customers: ArraySlice<Int32>, start: Int32, periods: Int) {
        sums = Array(repeating: PeriodSums(), count: periods)
        replicates.reset(periods: periods)
        for (place, customer) in zip(customers.indices, customers) {
            replicates.beginCustomer(at: place, weights)
            replicates.add(1, to: .customers, period: 0)
            add(Int(customer), start: start)
        }
        replicates.spreadCustomers()
        var activeOrLater = 0
        for period in sums.indices.reversed() {
            activeOrLater += sums[period].activeOrLater
            sums[period].activeOrLater = activeOrLater
            sums[period].customers = customers.count
        }
    }

    /// Adds one customer's orders; `activeOrLater` counts last periods for now.
    private mutating func add(_ customer: Int, start: Int32) {
        let orders = shop.customers.orders(of: customer)
        guard !orders.isEmpty else { return }
        var (current, inPeriod) = (0, PeriodSums())
        for order in orders {
            // A clock that is set back over midnight must not take a later order into an earlier period.
            let period = max(current, Int(calendar.period(ofDay: shop.orders.localDay[order]) - start))
            if period != current {
                add(inPeriod, period: current)
                (current, inPeriod) = (period, PeriodSums())
            }
            inPeriod.orders += 1
            inPeriod.gross = inPeriod.gross.addingClamped(shop.orders.total[order])
            if observesRefunds { inPeriod.refunded = inPeriod.refunded.addingClamped(shop.orders.refunded[order]) }
        }
        add(inPeriod, period: current)
        sums[min(current, sums.count - 1)].activeOrLater += 1
    }

    private mutating func add(_ inPeriod: PeriodSums, period: Int) {
        guard period < sums.count, inPeriod.orders > 0 else { return }
        sums[period].merge(inPeriod)
        sums[period].active += 1
        replicates.add(inPeriod.orders, to: .orders, period: period)
        replicates.add(inPeriod.gross, to: .gross, period: period)
        if inPeriod.refunded != 0 { replicates.add(inPeriod.refunded, to: .refunded, period: period) }
    }

    private mutating func cells(complete: Int) -> [CohortCell] {
        builder.reset()
        var cumulative: Int64 = 0
        return sums.indices.map { period in
            let sums = sums[period]
            cumulative = cumulative.addingClamped(sums.net)
            var (measures, lifetime) = replicates.withRows(of: period) { builder.next(sums, $0) }
            measures.cumulativeLTV = CohortEstimate(
                ratio: Money.units(cumulative), Double(sums.customers), lifetime)
            return CohortCell(period: period, isComplete: period < complete, measures: measures)
        }
    }
}
