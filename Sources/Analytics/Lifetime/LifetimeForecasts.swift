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
    package struct Total: Codable, Equatable, Sendable {
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
