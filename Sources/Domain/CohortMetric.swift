/// What is measured in every period of a cohort; the raw value is the public name.
package enum CohortMetric: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
    /// Customers who ordered in the period / customers of the cohort.
    case retention
    /// Customers who ordered in the period or later, by `asOf` / customers of the cohort: it depends on the follow-up, so
    /// it is compared with nothing of another follow-up.
    case rollingRetention = "rolling_retention"
    /// Orders in the period: the value is the numerator, the denominator the customers of the cohort.
    case orders
    /// Net revenue (totals less refunds) of the orders of the period, in units of the currency: the value is the
    /// numerator, the denominator the customers of the cohort.
    case revenue
    /// Net revenue from the cohort's start to the end of the period / customers of the cohort.
    case cumulativeLTV = "cumulative_ltv"
    /// Net revenue / orders, both of the period.
    case averageOrderValue = "aov"
    /// Refunded money / order totals, both of the orders of the period.
    case refundRate = "refund_rate"

    /// Whether the value is money.
    package var isMoney: Bool {
        switch self {
        case .revenue, .cumulativeLTV, .averageOrderValue: true
        case .retention, .rollingRetention, .orders, .refundRate: false
        }
    }

    /// Whether the value lies in 0...1 and has no unit.
    package var isRate: Bool {
        switch self {
        case .retention, .rollingRetention, .refundRate: true
        case .orders, .revenue, .cumulativeLTV, .averageOrderValue: false
        }
    }
}
