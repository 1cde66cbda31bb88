/// What a list of customers may be sorted by.
package enum CustomerSort: String, CaseIterable, Sendable, Codable {
    case customerID = "customer_id"
    case lifetimeValue = "lifetime_value"
    case totalOrders = "total_orders"
    case averageOrderValue = "avg_order_value"
    case daysSinceLastPurchase = "days_since_last_purchase"
    case churnRisk = "churn_risk_score"
    case expectedValue = "ltv_12m"

    /// The column; the id decides between equal values.
    var column: String { rawValue }

    /// The index that the order needs beyond the key.
    var index: [String]? {
        self == .customerID ? nil : [column, "customer_id"]
    }
}
