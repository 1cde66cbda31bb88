package import Domain

/// What the cohorts of one granularity come to in each period, counted: that by which two nights are compared.
package struct CohortCounts: Sendable, Equatable {
    /// One cell: the cohort's customers, those of them who ordered in the period, their orders, and what the shop kept of
    /// these, in units of the currency.
    package struct Cell: Sendable, Equatable {
        package var customers: Int
        package var active = 0
        package var orders = 0
        package var revenue = 0.0

        package init(customers: Int, active: Int = 0, orders: Int = 0, revenue: Double = 0) {
            (self.customers, self.active, self.orders, self.revenue) = (customers, active, orders, revenue)
        }

        static let none = Cell(customers: 0)
    }

    /// By cohort: its cells from period 0 on, and how many of the periods had ended.
    package struct Line: Sendable, Equatable {
        package let cells: [Cell]
        package let complete: Int

        package init(_ cells: [Cell], complete: Int) {
            (self.cells, self.complete) = (cells, complete)
        }
    }

    package let granularity: CohortGranularity
    package let lines: [String: Line]
    /// The most periods that a cohort is followed for.
    let followedPeriods: Int

    package init(
        _ granularity: CohortGranularity, _ lines: [String: Line], followedPeriods: Int = Cohorts.maximumPeriods
    ) {
        (self.granularity, self.lines, self.followedPeriods) = (granularity, lines, followedPeriods)
    }

    /// The counts of an analysis.
    package init(_ lines: CohortGranularityLines) {
        (granularity, followedPeriods) = (lines.granularity, lines.followedPeriods)
        self.lines = Dictionary(
            lines.cohorts.map { line in
                let cells = line.cells.map { cell in
                    Cell(
                        customers: line.customers, active: Int(cell[.retention].numerator),
                        orders: Int(cell[.orders].numerator), revenue: cell[.revenue].numerator)
                }
                return (line.label, Line(cells, complete: line.cells.count { $0.isComplete }))
            }, uniquingKeysWith: { first, _ in first })
    }
}

extension CohortCounts {
    /// The counts that a shop's records give as they stood at an instant: without orders and refunds from it on.
    ///
    /// A refund without a date counts as if it had been there. Periods are complete or not as in the whole shop.
    init(_ granularity: CohortGranularity, _ start: CohortStart, of shop: Shop, before instant: Instant) {
        let beginnings = CohortBeginnings(shop, start, before: instant.microseconds, jobs: 1)
        var recount = CohortRecount(granularity, shop, before: instant.microseconds)
        for customer in 0..<shop.customers.count where beginnings.days[customer] != CohortBeginnings.none {
            recount.add(shop.customers.orders(of: customer), beginning: beginnings.days[customer])
        }
        self.init(granularity, recount.lines)
    }
}

/// Adds up the orders before an instant, customer by customer.
private struct CohortRecount {
    private struct Sums {
        var customers = 0
        /// By period.
        var active: [Int] = []
        var orders: [Int] = []
        var net: [Int64] = []

        mutating func reach(_ period: Int) {
            while active.count <= period {
                active.append(0)
                orders.append(0)
                net.append(0)
            }
        }
    }

    private let granularity: CohortGranularity
    private let shop: Shop
    private let limit: Int64
    private var cohorts: [Int32: Sums] = [:]

    init(_ granularity: CohortGranularity, _ shop: Shop, before limit: Int64) {
        (self.granularity, self.shop, self.limit) = (granularity, shop, limit)
    }

    /// Takes in one customer's orders, which stand in the order of time.
    mutating func add(_ orders: Range<Int>, beginning day: Int32) {
        let known = orders.prefix { shop.orders.orderedAt[$0] < limit }
        let start = granularity.period(ofDay: day)
        var sums = cohorts.removeValue(forKey: start) ?? Sums()
        sums.customers += 1
        sums.reach(0)
        var (current, isNew) = (0, true)
        for order in known {
            // As in the analysis: a clock that is set back takes no order into an earlier period.
            let period = max(current, Int(self.period(of: order) - start))
            isNew = isNew || period > current
            current = period
            guard period < Cohorts.maximumPeriods else { break }
            sums.reach(period)
            if isNew { sums.active[period] += 1 }
            sums.orders[period] += 1
            sums.net[period] = sums.net[period].addingClamped(net(order))
            isNew = false
        }
        cohorts[start] = sums
    }

    private func period(of order: Int) -> Int32 { granularity.period(ofDay: shop.orders.localDay[order]) }

    /// What the shop had kept of an order by then.
    private func net(_ order: Int) -> Int64 {
        guard !shop.orders.refunded.isEmpty else { return shop.orders.total[order] }
        let dated = shop.has.datedRefunds ? shop.orders.refunds(of: order) : 0..<0
        let later = dated.filter { shop.refunds.at[$0] >= limit }
        let refunded = later.reduce(shop.orders.refunded[order]) { $0.addingClamped(-shop.refunds.amount[$1]) }
        return shop.orders.total[order].addingClamped(-refunded)
    }

    var lines: [String: CohortCounts.Line] {
        Dictionary(
            uniqueKeysWithValues: cohorts.map { start, sums in
                let cells = sums.active.indices.map { period in
                    CohortCounts.Cell(
                        customers: sums.customers, active: sums.active[period], orders: sums.orders[period],
                        revenue: Money.units(sums.net[period]))
                }
                return (granularity.label(ofPeriod: start), CohortCounts.Line(cells, complete: 0))
            })
    }
}
