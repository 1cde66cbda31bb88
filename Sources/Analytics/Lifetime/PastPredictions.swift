package import Domain

/// How the predictions of an earlier night turned out.
package struct PastPredictions: Codable, Equatable, Sendable {
    package let predictedAsOf: Instant
    package let horizonMonths: Int
    /// Customers whose outcome is known; those whom the source does not know any more are counted apart.
    package let customers, missing: Int
    package let value: ForecastFigures
    package let orders: ForecastFigures
    package let deciles: [LifetimeHoldout.Decile]

    private enum CodingKeys: String, CodingKey {
        case customers, missing, value, orders, deciles
        case predictedAsOf = "predicted_as_of"
        case horizonMonths = "horizon_months"
    }

    /// The predictions of customers, row by row.
    package struct Rows: Sendable {
        package let ids: TextColumn
        package let expected, lower, upper, expectedOrders: [Double]

        package init(ids: TextColumn, expected: [Double], lower: [Double], upper: [Double], expectedOrders: [Double]) {
            self.ids = ids
            (self.expected, self.lower, self.upper) = (expected, lower, upper)
            self.expectedOrders = expectedOrders
        }
    }

    /// The last local day of a horizon.
    package static func lastDay(of shop: Shop, predictedAsOf: Instant, horizonMonths: Int) -> Int32 {
        let day = shop.zone.local(predictedAsOf.microseconds - 1).day
        return day + Int32((Double(horizonMonths) * LifetimeTimeUnit.daysPerMonth).rounded())
    }

    /// Holds predictions against what the shop knows now.
    ///
    /// - Precondition: the horizon has passed.
    /// - Returns: the figures, and the net value (discounted as the predictions were) and the orders of every row; NaN for an unknown customer.
    package static func score(
        _ rows: Rows, in shop: Shop, predictedAsOf: Instant, horizonMonths: Int, discountRate: Double = 0
    ) -> (figures: PastPredictions, value: [Double], orders: [Double]) {
        let end = lastDay(of: shop, predictedAsOf: predictedAsOf, horizonMonths: horizonMonths)
        precondition(end <= shop.lastDay, "a horizon of \(horizonMonths) months has not passed")
        let customers = (0..<rows.ids.count).map { row in
            rows.ids[row].flatMap { shop.customers.ids.sortedIndex(of: $0) }.map { Int32($0) } ?? -1
        }
        let known = customers.indices.filter { customers[$0] >= 0 }
        let later = LaterPurchases(
            of: shop, customers: known.map { customers[$0] },
            after: shop.zone.local(predictedAsOf.microseconds - 1).day,
            throughDay: end, knowsUndatedRefunds: true, discountRate: discountRate)
        var value = [Double](repeating: .nan, count: customers.count)
        var orders = value
        for (place, row) in known.enumerated() {
            value[row] = later.value[place]
            orders[row] = Double(later.frequency[place])
        }
        let figures = PastPredictions(
            rows, known, later, predictedAsOf: predictedAsOf, horizonMonths: horizonMonths)
        return (figures, value, orders)
    }

    private init(
        _ rows: Rows, _ known: [Int], _ later: LaterPurchases, predictedAsOf: Instant, horizonMonths: Int
    ) {
        (self.predictedAsOf, self.horizonMonths) = (predictedAsOf, horizonMonths)
        (customers, missing) = (known.count, rows.ids.count - known.count)
        let expected = known.map { rows.expected[$0] }
        var value = ForecastFigures(predicted: expected, actual: later.value)
        let covered = zip(known, later.value).count { row, actual in
            rows.lower[row] <= actual && actual <= rows.upper[row]
        }
        value.coverage90 = known.isEmpty ? nil : Double(covered) / Double(known.count)
        self.value = value
        orders = ForecastFigures(
            predicted: known.map { rows.expectedOrders[$0] }, actual: later.frequency.map(Double.init))
        deciles = LifetimeHoldout.Decile.all(predicted: expected, actual: later.value)
    }
}
