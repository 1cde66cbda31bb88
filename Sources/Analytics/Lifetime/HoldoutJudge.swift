package import Domain
internal import Foundation
package import Kernels

/// What followed some records, as a judge of models that were fitted to them.
package struct HoldoutJudge: Sendable {
    package let records: PurchaseRecords
    package let later: LaterPurchases
    package let histories: PurchaseHistories
    private let longer: PurchaseHistories
    private let seed: UInt64
    private let jobs: Int

    /// The length of the window, in time units.
    private var span: Double { Double(later.throughDay - records.throughDay) / records.unit.days }

    /// Reads what was known by the end of a day, and what followed.
    ///
    /// - Parameters:
    ///   - shop: the shop as of tonight.
    ///   - day: the last day that the records know.
    ///   - end: the last day of the window.
    ///   - unit: of the models' times.
    ///   - seed: of the simulated futures.
    ///   - jobs: the number of threads.
    package init(_ shop: Shop, after day: Int32, through end: Int32, unit: LifetimeTimeUnit, seed: UInt64, jobs: Int) {
        records = PurchaseRecords(of: shop, throughDay: day, unit: unit, jobs: jobs)
        later = LaterPurchases(
            of: shop, customers: records.customer, after: day, throughDay: end, knowsUndatedRefunds: false)
        histories = records.histories
        longer = later.histories(after: records)
        (self.seed, self.jobs) = (seed, jobs)
    }

    /// The logarithm of the probability density of what each customer did in the window, given what was known before.
    ///
    /// The likelihood of a longer history over that of the shorter one: orders have their times in both, so this is a
    /// density over what can happen, and comparable between models.
    package func logLikelihoods(_ model: RepeatPurchaseModel) -> [Double] {
        let (before, after) = (model.logLikelihoods(histories, jobs: jobs), model.logLikelihoods(longer, jobs: jobs))
        return zip(longer.indexOfCustomer, histories.indexOfCustomer).map { after[Int($0)] - before[Int($1)] }
    }

    /// Everything that is told of a model.
    ///
    /// - Parameters:
    ///   - fit: a model of purchases that was fitted to the records.
    ///   - spend: a model of spend that was fitted to them.
    ///   - rateFactor: what expected and simulated orders are multiplied by.
    ///   - isSimulated: whether futures are simulated, for coverage and for the interval of the sum: most of the work.
    /// - Returns: errors, bias and coverage, with the naive forecast beside them.
    package func holdout(
        _ fit: RepeatPurchaseFit, spend: GammaGammaFit?, rateFactor: Double = 1, isSimulated: Bool = true
    ) -> LifetimeHoldout {
        let (orders, values) = expected(fit.model, spend?.model, rateFactor: rateFactor)
        let simulated = isSimulated ? simulate(fit, spend, rateFactor: rateFactor) : nil
        let actualOrders = later.frequency.map(Double.init)
        let totals = simulated?.totals.sorted(\.purchases, step: 0)
        let valueTotals = spend == nil ? nil : simulated?.totals.sorted(\.spend, step: 0)
        let (low, high) = (FutureSimulation.lowerRank - 1, FutureSimulation.upperRank - 1)
        let logs = logLikelihoods(fit.model)
        return LifetimeHoldout(
            from: "\(CivilDate(daysSince1970: records.throughDay + 1))",
            to: "\(CivilDate(daysSince1970: later.throughDay))", customers: records.count,
            meanLogLikelihood: logs.reduce(0, +) / Double(max(1, logs.count)),
            orders: ForecastFigures(predicted: orders, actual: actualOrders, simulated?.orders),
            value: values.map { ForecastFigures(predicted: $0, actual: later.value, simulated?.values) },
            naiveOrders: ForecastFigures(predicted: naiveOrders, actual: actualOrders),
            naiveValue: ForecastFigures(predicted: naiveValues, actual: later.value),
            totalOrdersLower: totals?[low], totalOrdersUpper: totals?[high], totalValueLower: valueTotals?[low],
            totalValueUpper: valueTotals?[high],
            deciles: LifetimeHoldout.Decile.all(
                predicted: values ?? orders, actual: values == nil ? actualOrders : later.value),
            logVariance: Self.logVariance(valueTotals ?? totals ?? []))
    }

    /// The expected orders and value of every row.
    private func expected(
        _ model: RepeatPurchaseModel, _ spend: GammaGamma?, rateFactor: Double
    ) -> (orders: [Double], values: [Double]?) {
        let byHistory = Partitions.map(total: histories.count, jobs: jobs) { range in
            range.map { index in
                rateFactor
                    * model.expectedPurchases(
                        frequency: histories.frequency[index], recency: histories.recency[index],
                        age: histories.age[index], in: span)
            }
        }.flatMap { $0 }
        let orders = histories.indexOfCustomer.map { byHistory[Int($0)] }
        let values = spend.map { spend in
            orders.indices.map { orders[$0] * spend.expectedSpend(of: records, row: $0) }
        }
        return (orders, values)
    }

    fileprivate struct Simulated: Sendable {
        var rows: [Int] = []
        var orders: [ForecastStanding] = []
        var values: [ForecastStanding] = []
        var totals = TotalDraws(steps: 1)
    }

    private func simulate(_ fit: RepeatPurchaseFit, _ spend: GammaGammaFit?, rateFactor: Double) -> Simulated {
        let simulation = LifetimeSimulation(
            records, histories,
            FutureSimulation(fit, spend: spend, times: [span], rateFactor: rateFactor, seed: seed))
        let parts = simulation.map({ Simulated() }, jobs: jobs) { part, row, futures in
            var random = CounterRandom(seed: seed ^ 0x5eed, stream: UInt64(records.customer[row]))
            part.rows.append(row)
            part.orders.append(
                ForecastStanding(
                    of: Double(later.frequency[row]), in: .purchases, of: futures, step: 0, chance: random.uniform()))
            part.values.append(
                ForecastStanding(of: later.value[row], in: .spend, of: futures, step: 0, chance: random.uniform()))
            part.totals.add(futures)
        }
        return parts.reduce(into: Simulated()) { all, part in
            all.rows += part.rows
            all.orders += part.orders
            all.values += part.values
            all.totals.merge(part.totals)
        }.inRowOrder
    }

    private var naiveOrders: [Double] {
        let day = 1 / records.unit.days
        return records.frequency.indices.map { Double(records.frequency[$0]) / max(records.age[$0], day) * span }
    }

    private var naiveValues: [Double] {
        zip(naiveOrders.indices, naiveOrders).map { row, orders in
            orders * records.value[row] / Double(records.frequency[row] + 1)
        }
    }

    private static func logVariance(_ totals: [Double]) -> Double {
        Moments(totals.filter { $0 > 0 }.map { log($0) }).sampleVariance ?? 0
    }
}

extension HoldoutJudge.Simulated {
    /// The customers were simulated by history; the figures are wanted by row.
    fileprivate var inRowOrder: Self {
        var sorted = self
        for (place, row) in rows.enumerated() {
            sorted.orders[row] = orders[place]
            sorted.values[row] = values[place]
        }
        return sorted
    }
}

extension GammaGamma {
    /// What the buyer of a row spends an order, in expectation.
    ///
    /// Repeat purchases that left less than nothing count as nothing: the model knows no such spend.
    func expectedSpend(of records: PurchaseRecords, row: Int) -> Double {
        let x = Double(records.frequency[row])
        return expectedSpend(frequency: x, mean: x > 0 ? max(0, records.meanSpend[row]) : 0)
    }
}
