internal import Domain
internal import Foundation
internal import Kernels

/// The months of all buyers, worked out part by part.
struct MonthlyOutlook: Sendable {
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
enum SimulatedMonths {
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
struct HistoryOutlook: Sendable {
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
