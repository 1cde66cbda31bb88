internal import Domain
internal import Kernels

/// What somebody who still comes is worth: the net value that is expected in 12 months given an order within a horizon h.
///
/// Times the probability of leaving it is what is at stake; without the condition, dropout would count twice.
///
/// No draws are needed. The expected orders of a year are those of the futures with an order within h and those of the
/// futures without one; in the latter the history is the same at the age T + h, so their orders are expected of that
/// history in what is left of the year:
///
///     E[N | an order within h] = (E[N of x, t_x, T in a year] - P0 E[N of x, t_x, T + h in a year - h]) / (1 - P0)
///
/// with P0 the probability of no order within h. Spend is independent of orders under the spend model.
package struct ValueAtStake {
    private let model: LifetimeModel
    private let spend: GammaGamma
    /// In the model's unit.
    private let horizon, year: Double

    /// `nil` without a model of spend.
    package init?(_ model: LifetimeModel, horizonDays: Int) {
        guard let spend = model.spend?.model else { return nil }
        (self.model, self.spend) = (model, spend)
        horizon = Double(horizonDays) / model.timeUnit.days
        year = 12 * LifetimeTimeUnit.daysPerMonth / model.timeUnit.days
    }

    /// Expected orders of a year given one within the horizon, at least one.
    package func ordersGivenOrder(frequency x: Double, recency tx: Double, age: Double) -> Double {
        let (purchases, factor) = (model.purchases.model, model.correction.factor)
        let none = purchases.probabilityOfNoPurchase(frequency: x, recency: tx, age: age, in: horizon * factor)
        let all = purchases.expectedPurchases(frequency: x, recency: tx, age: age, in: year)
        let later = purchases.expectedPurchases(
            frequency: x, recency: tx, age: age + horizon, in: max(0, year - horizon))
        guard none < 1 else { return 1 }
        return max(1, factor * (all - none * later) / (1 - none))
    }

    /// In units of the currency, of every customer of a shop; NaN without an order.
    func yearGivenOrder(_ shop: Shop, jobs: Int) -> [Double] {
        let records = PurchaseRecords(of: shop, throughDay: shop.lastDay, unit: model.timeUnit, jobs: jobs)
        let histories = records.histories
        let orders = Partitions.map(total: histories.count, jobs: jobs) { range in
            range.map { index in
                ordersGivenOrder(
                    frequency: histories.frequency[index], recency: histories.recency[index],
                    age: histories.age[index])
            }
        }.flatMap { $0 }
        var value = [Double](repeating: .nan, count: shop.customers.count)
        for (row, customer) in records.customer.enumerated() {
            let count = orders[Int(histories.indexOfCustomer[row])]
            value[Int(customer)] = count * spend.expectedSpend(of: records, row: row)
        }
        return value
    }
}
