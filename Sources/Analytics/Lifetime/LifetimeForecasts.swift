package import Domain
internal import Foundation
internal import Kernels

/// What every customer is expected to do and to be worth in the months after the cutoff.
///
/// Columns over all customers of the shop, months within customers; NaN where nothing can be said. Values are net and
/// cumulative from the cutoff on, in units of the currency, discounted as the pipeline has it. Expectations are in closed
/// form; intervals are simulated at the ends of some months and run straight in between.
package struct LifetimeForecasts: Sendable {
    /// Months of 30.4375 days that are looked ahead.
    package static let months = 36

    /// What all buyers together are worth up to the end of a month.
    package struct Total: Encodable, Equatable, Sendable {
        package let month: Int
        /// Net value; `nil` without a spend model.
        @OrNull package var expected: Double?
        /// Its 90 % interval.
        @OrNull package var lower: Double?
        @OrNull package var upper: Double?
        package let expectedOrders: Double

        private enum CodingKeys: String, CodingKey {
            case month, expected, lower, upper
            case expectedOrders = "expected_orders"
        }
    }

    /// Expected orders, as single numbers like all that is kept a month: seven digits are more than a forecast has.
    package internal(set) var orders: [Float]
    /// Expected value, and the 90 % interval of what it turns out to be.
    package internal(set) var value, lower, upper: [Float]
    /// The probability that the customer is still active; NaN where the model cannot tell.
    package internal(set) var probabilityAlive: [Double]
    /// Expected value of an order.
    package internal(set) var orderValue: [Double]
    package internal(set) var nextOrder: [NextOrder?]
    package internal(set) var totals: [Total] = []

    init(customers: Int) {
        orders = [Float](repeating: .nan, count: customers * Self.months)
        (value, lower, upper) = (orders, orders, orders)
        probabilityAlive = [Double](repeating: .nan, count: customers)
        orderValue = probabilityAlive
        nextOrder = [NextOrder?](repeating: nil, count: customers)
    }

    /// Makes the forecasts of every buyer of a shop.
    ///
    /// - Parameters:
    ///   - shop: the shop as of tonight.
    ///   - model: the model; it may have been fitted on an earlier night.
    ///   - discountRate: by how much a value that comes a year later is less worth.
    ///   - seed: of the simulated futures.
    ///   - jobs: the number of threads.
    package init(_ shop: Shop, _ model: LifetimeModel, discountRate: Double, seed: UInt64, jobs: Int) {
        self.init(customers: shop.customers.count)
        let records = PurchaseRecords(of: shop, throughDay: shop.lastDay, unit: model.timeUnit, jobs: jobs)
        let outlook = MonthlyOutlook(records, model, discountRate: discountRate, seed: seed)
        var draws = TotalDraws(steps: SimulatedMonths.ends.count)
        for part in outlook.parts(jobs: jobs) {
            take(part, records)
            draws.merge(part.draws)
        }
        totals = Self.totals(self, draws, model, seed: seed)
    }

    /// Expected value up to the end of a month, 1...36; NaN where nothing can be said, as below.
    package func value(of customer: Int, month: Int) -> Double { Self.cents(value[Self.cell(customer, month)]) }

    package func orders(of customer: Int, month: Int) -> Double { Double(orders[Self.cell(customer, month)]) }

    package func lower(of customer: Int, month: Int) -> Double { Self.cents(lower[Self.cell(customer, month)]) }

    package func upper(of customer: Int, month: Int) -> Double { Self.cents(upper[Self.cell(customer, month)]) }

    private static func cell(_ customer: Int, _ month: Int) -> Int { customer * months + month - 1 }

    /// The decimal number that the stored one was made from, rather than its binary neighbour.
    private static func cents(_ stored: Float) -> Double { (Double(stored) * 100).rounded() / 100 }

    private mutating func take(_ part: MonthlyOutlook.Part, _ records: PurchaseRecords) {
        let months = Self.months
        for (place, row) in part.rows.enumerated() {
            let customer = Int(records.customer[row])
            let (from, to) = (place * months..<(place + 1) * months, customer * months..<(customer + 1) * months)
            orders.replaceSubrange(to, with: part.orders[from])
            value.replaceSubrange(to, with: part.value[from])
            lower.replaceSubrange(to, with: part.lower[from])
            upper.replaceSubrange(to, with: part.upper[from])
            probabilityAlive[customer] = part.probabilityAlive[place]
            orderValue[customer] = part.orderValue[place]
            nextOrder[customer] = part.nextOrder[place]
        }
    }

    /// The sums, with an interval that is as much wider than simulated as past windows were.
    private static func totals(
        _ forecasts: LifetimeForecasts, _ draws: TotalDraws, _ model: LifetimeModel, seed: UInt64
    ) -> [Total] {
        var random = CounterRandom(seed: seed ^ 0x707a1, stream: 0)
        let widening = (0..<FutureSimulation.draws).map { _ in
            exp(model.correction.excessLogDeviation * random.normal())
        }
        let sorted = SimulatedMonths.ends.indices.map { step in
            widening.indices.map { draws.spend[$0 * SimulatedMonths.ends.count + step] * widening[$0] }.sorted()
        }
        let lower = SimulatedMonths.every(sorted.map { $0[FutureSimulation.lowerRank - 1] })
        let upper = SimulatedMonths.every(sorted.map { $0[FutureSimulation.upperRank - 1] })
        return (0..<months).map { month in
            let cells = stride(from: month, to: forecasts.orders.count, by: months)
            func sum(_ column: [Float]) -> Double {
                cells.reduce(0) { column[$1].isNaN ? $0 : $0 + Double(column[$1]) }
            }
            let hasSpend = model.spend != nil
            return Total(
                month: month + 1, expected: hasSpend ? sum(forecasts.value) : nil,
                lower: hasSpend ? lower[month] : nil, upper: hasSpend ? upper[month] : nil,
                expectedOrders: sum(forecasts.orders))
        }
    }
}

/// The months of all buyers, worked out part by part.
private struct MonthlyOutlook: Sendable {
    let records: PurchaseRecords
    let model: LifetimeModel
    private let histories: PurchaseHistories
    private let simulation: LifetimeSimulation
    /// The ends of the months in time units, and what a unit that comes in each is worth tonight.
    private let times, worth: [Double]

    init(_ records: PurchaseRecords, _ model: LifetimeModel, discountRate: Double, seed: UInt64) {
        (self.records, self.model) = (records, model)
        histories = records.histories
        func time(_ month: Int) -> Double { Double(month) * LifetimeTimeUnit.daysPerMonth / records.unit.days }
        // What comes within a stretch of time comes in its middle.
        func worth(_ from: Int, _ to: Int) -> Double { pow(1 + discountRate, -Double(from + to) / 24) }
        let (months, ends) = (1...LifetimeForecasts.months, SimulatedMonths.ends)
        times = months.map(time)
        self.worth = months.map { worth($0 - 1, $0) }
        simulation = LifetimeSimulation(
            records, histories,
            FutureSimulation(
                model.purchases, spend: model.spend, times: ends.map(time),
                worth: ends.indices.map { worth($0 > 0 ? ends[$0 - 1] : 0, ends[$0]) },
                rateFactor: model.correction.factor, seed: seed))
    }

    /// The rows of one part, in the order in which they were simulated.
    struct Part: Sendable {
        var rows: [Int] = []
        var orders: [Float] = []
        var value: [Float] = []
        var lower: [Float] = []
        var upper: [Float] = []
        var probabilityAlive: [Double] = []
        var orderValue: [Double] = []
        var nextOrder: [NextOrder?] = []
        var draws = TotalDraws(steps: SimulatedMonths.ends.count)
        /// What equal histories share, and the history it is of.
        var shared: HistoryOutlook?
    }

    func parts(jobs: Int) -> [Part] {
        simulation.map({ Part() }, jobs: jobs) { part, row, futures in append(row, futures, to: &part) }
    }

    private func append(_ row: Int, _ futures: FutureDraws, to part: inout Part) {
        let index = Int(histories.indexOfCustomer[row])
        let shared = part.shared.flatMap { $0.history == index ? $0 : nil } ?? outlook(of: index)
        part.shared = shared
        let spend = model.spend?.model.expectedSpend(of: records, row: row) ?? .nan
        part.rows.append(row)
        part.probabilityAlive.append(shared.probabilityAlive)
        part.orderValue.append(spend)
        part.nextOrder.append(shared.nextOrder)
        var value = 0.0
        for month in 0..<LifetimeForecasts.months {
            let before = month > 0 ? shared.orders[month - 1] : 0
            value += (shared.orders[month] - before) * spend * worth[month]
            part.orders.append(Float(shared.orders[month]))
            part.value.append(cents(value))
        }
        let bounds = bounds(futures)
        part.lower += bounds.lower
        part.upper += bounds.upper
        part.draws.add(futures)
    }

    /// The 90 % interval of what is spent up to the end of every month.
    private func bounds(_ futures: FutureDraws) -> (lower: [Float], upper: [Float]) {
        guard model.spend != nil else {
            let none = [Float](repeating: .nan, count: LifetimeForecasts.months)
            return (none, none)
        }
        let ends = SimulatedMonths.ends.indices.map { step in
            futures.order(FutureSimulation.lowerRank, FutureSimulation.upperRank, of: .spend, step: step)
        }
        return (SimulatedMonths.every(ends.map(\.0)).map(cents), SimulatedMonths.every(ends.map(\.1)).map(cents))
    }

    private func outlook(of index: Int) -> HistoryOutlook {
        HistoryOutlook(
            index, of: histories, model.purchases.model, times: times, factor: model.correction.factor,
            through: records.throughDay, unit: records.unit)
    }

    private func cents(_ value: Double) -> Float { Float((value * 100).rounded() / 100) }
}

/// The months at whose ends futures are looked at: each of them costs as much as the next, and the bounds of an interval bend
/// little between them.
private enum SimulatedMonths {
    static let ends = [1, 2, 3, 4, 6, 9, 12, 18, 24, 30, 36]

    /// Every month, on straight lines between the ends.
    static func every(_ values: [Double]) -> [Double] {
        var all: [Double] = []
        for (step, end) in ends.enumerated() {
            let (before, from) = step > 0 ? (ends[step - 1], values[step - 1]) : (0, 0)
            for month in before + 1...end {
                all.append(from + (values[step] - from) * Double(month - before) / Double(end - before))
            }
        }
        return all
    }
}

/// What customers of one history have in common.
private struct HistoryOutlook: Sendable {
    let history: Int
    /// Expected orders up to the end of each month.
    let orders: [Double]
    let probabilityAlive: Double
    let nextOrder: NextOrder?

    init(
        _ index: Int, of histories: PurchaseHistories, _ model: RepeatPurchaseModel, times: [Double], factor: Double,
        through day: Int32, unit: LifetimeTimeUnit
    ) {
        history = index
        let (x, tx, age) = (histories.frequency[index], histories.recency[index], histories.age[index])
        orders = times.map { factor * model.expectedPurchases(frequency: x, recency: tx, age: age, in: $0) }
        // Under BG/NBD nobody can leave before a repeat order: the 1 says nothing about the customer.
        let isTold = x > 0 || model.kind != .bgNBD
        probabilityAlive = isTold ? model.probabilityActive(frequency: x, recency: tx, age: age) : .nan
        nextOrder = NextOrder(within: times[times.count - 1], after: day, unit: unit) {
            // Silence depends on rate times time alone where purchases end a life; where time does, it is stretched too.
            model.probabilityOfNoPurchase(frequency: x, recency: tx, age: age, in: $0 * factor)
        }
    }
}
