package import Tables

/// What a list of customers may be sorted by; the raw value is the word of a request.
package enum CustomerSort: String, CaseIterable, Sendable, Codable {
    case customerID = "customer_id"
    case lifetimeValue = "lifetime_value"
    case totalOrders = "total_orders"
    case averageOrderValue = "avg_order_value"
    case daysSinceLastPurchase = "days_since_last_purchase"
    case churnRisk = "churn_risk_score"
    case expectedValue = "ltv_12m"

    /// The column, which has an index together with the id; the id decides between equal values.
    package var column: ColumnSchema {
        let profile = CustomerProfilesTable.table.column
        return switch self {
        case .customerID: profile.customerID
        case .lifetimeValue: profile.lifetimeValue
        case .totalOrders: profile.totalOrders
        case .averageOrderValue: profile.averageOrderValue
        case .daysSinceLastPurchase: profile.daysSinceLastPurchase
        case .churnRisk: profile.churnRiskScore
        case .expectedValue: profile.ltv12m
        }
    }
}
