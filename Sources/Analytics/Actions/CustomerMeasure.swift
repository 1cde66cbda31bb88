internal import Domain

/// The figures of a customer that a rule may ask for.
package enum CustomerMeasure: String, CaseIterable, Codable, Sendable {
    /// The probability of no order within the churn horizon.
    case churnRisk = "churn_risk"
    case daysSinceLastPurchase = "days_since_last_purchase"
    case totalOrders = "total_orders"
    /// In units of the reporting currency, as all money here.
    case lifetimeValue = "lifetime_value"
    case averageOrderValue = "avg_order_value"
    /// Expected net value of the next 12 months.
    case expectedValue = "ltv_12m"
    case totalTickets = "total_tickets"
    case openTickets = "open_tickets"
    /// Open tickets with a promise that is broken.
    case brokenPromises = "broken_promises"

    /// A value as a person reads it, with what it is of.
    func text(_ value: Double, currency: String) -> String {
        switch self {
        case .churnRisk: "churn risk \(shortText(value * 100)) %"
        case .daysSinceLastPurchase: "last order \(shortText(value)) days ago"
        case .totalOrders: "\(shortText(value)) orders"
        case .lifetimeValue: "\(shortText(value)) \(currency) net so far"
        case .averageOrderValue: "\(shortText(value)) \(currency) an order"
        case .expectedValue: "\(shortText(value)) \(currency) expected in 12 months"
        case .totalTickets: "\(shortText(value)) tickets"
        case .openTickets: "\(shortText(value)) open tickets"
        case .brokenPromises: "\(shortText(value)) open tickets past their promise"
        }
    }
}
