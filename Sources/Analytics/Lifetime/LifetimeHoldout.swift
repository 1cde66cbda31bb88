/// How a model that knew nothing after one day did on the days that followed.
package struct LifetimeHoldout: Codable, Equatable, Sendable {
    /// The customers of a tenth of the records by predicted value, the least first.
    package struct Decile: Codable, Equatable, Sendable {
        package let decile, customers: Int
        package let predicted, actual: Double
    }

    /// Local days, both included.
    package let from, to: String
    /// Buyers by the day before ``from``.
    package let customers: Int
    /// Of the probability density of what each customer did, given what was known before.
    package let meanLogLikelihood: Double
    package let orders: ForecastFigures
    /// Net value; `nil` without a spend model.
    @OrNull package var value: ForecastFigures?
    /// Each customer's own past rate of repeat orders, for as long as the window lasts, at the mean value of the own orders.
    package let naiveOrders, naiveValue: ForecastFigures
    /// The 90 % interval of the sum over customers, parameters drawn too; `nil` where no futures were simulated.
    @OrNull package var totalOrdersLower: Double?
    @OrNull package var totalOrdersUpper: Double?
    @OrNull package var totalValueLower: Double?
    @OrNull package var totalValueUpper: Double?
    /// By value, by orders without a spend model.
    package let deciles: [Decile]
    /// The variance of the logarithm of the sum over customers, as simulated.
    let logVariance: Double

    private enum CodingKeys: String, CodingKey {
        case from, to, customers, orders, value, deciles
        case meanLogLikelihood = "mean_log_likelihood"
        case naiveOrders = "naive_orders"
        case naiveValue = "naive_value"
        case totalOrdersLower = "total_orders_lower"
        case totalOrdersUpper = "total_orders_upper"
        case totalValueLower = "total_value_lower"
        case totalValueUpper = "total_value_upper"
        case logVariance = "log_variance"
    }
}

extension LifetimeHoldout.Decile {
    /// Ten groups of customers of about one size, by what was predicted.
    static func all(predicted: [Double], actual: [Double]) -> [Self] {
        let order = predicted.indices.sorted { (predicted[$0], $0) < (predicted[$1], $1) }
        return (0..<10).compactMap { tenth in
            let rows = order[order.count * tenth / 10..<order.count * (tenth + 1) / 10]
            guard !rows.isEmpty else { return nil }
            let n = Double(rows.count)
            return Self(
                decile: tenth + 1, customers: rows.count, predicted: rows.reduce(0) { $0 + predicted[$1] } / n,
                actual: rows.reduce(0) { $0 + actual[$1] } / n)
        }
    }
}
