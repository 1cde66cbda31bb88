/// One of the 14 behavioral axes: a question about a customer that is answered, clustered and named on its own.
///
/// The raw value is the public name: a part of column names, JSON keys and paths. The order of the cases is the order of
/// the axes everywhere.
package enum Axis: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
    case purchaseFrequency = "purchase_frequency"
    case purchaseValue = "purchase_value"
    case categoryExploration = "category_exploration"
    case priceSensitivity = "price_sensitivity"
    case purchaseCadence = "purchase_cadence"
    case customerMaturity = "customer_maturity"
    case repurchaseBehavior = "repurchase_behavior"
    case returnBehavior = "return_behavior"
    case communicationPreference = "communication_preference"
    case problemComplexityProfile = "problem_complexity_profile"
    case loyaltyTrajectory = "loyalty_trajectory"
    case productKnowledge = "product_knowledge"
    case valueSophistication = "value_sophistication"
    case supportHistory = "support_history"

    /// The name of the segment of a customer of whom the axis could not be observed.
    package static let unobserved = "unobserved"

    /// The names of the features, the lead feature first; columns of `customer_features`, unique over all axes.
    package var features: [String] {
        switch self {
        case .purchaseFrequency:
            ["orders_per_month", "mean_gap_days", "gap_regularity", "orders_90d", "recency_days"]
        case .purchaseValue:
            [
                "net_lifetime_value", "avg_order_value", "median_order_value", "max_order_value", "value_trend",
                "value_consistency",
            ]
        case .categoryExploration:
            [
                "distinct_categories", "category_entropy", "product_diversity", "primary_category_share",
                "new_product_rate", "late_new_category_share",
            ]
        case .priceSensitivity:
            [
                "discounted_order_rate", "mean_discount_depth", "discount_spend_share", "code_rate",
                "full_price_line_share",
            ]
        case .purchaseCadence:
            [
                "weekend_rate", "business_hours_rate", "hour_cos", "hour_sin", "hour_concentration",
                "peak_season_rate",
            ]
        case .customerMaturity:
            ["tenure_months", "order_count", "recency_ratio", "active_month_share", "acceleration"]
        case .repurchaseBehavior:
            [
                "repeat_product_rate", "repeat_order_rate", "top_product_share", "mean_repeat_interval_days",
                "mean_repeat_count",
            ]
        case .returnBehavior:
            ["refund_value_rate", "returned_item_rate", "refunded_order_rate", "full_refund_rate"]
        case .communicationPreference:
            [
                "email_share", "chat_share", "phone_share", "social_share", "channel_entropy",
                "order_channel_switch_rate", "contact_business_hours_rate", "customer_messages_per_ticket",
            ]
        case .problemComplexityProfile:
            [
                "mean_messages_per_ticket", "mean_resolution_hours", "reassignment_rate", "reopen_rate",
                "ticket_category_entropy", "high_priority_rate",
            ]
        case .loyaltyTrajectory:
            ["frequency_log_ratio", "value_log_ratio", "gap_trend", "p_alive", "overdue_ratio"]
        case .productKnowledge:
            ["product_concentration", "mastered_categories", "first_time_product_share", "question_ticket_rate"]
        case .valueSophistication:
            ["price_tier", "price_tier_spread", "splurge_rate", "premium_full_price_share"]
        case .supportHistory:
            [
                "tickets_per_order", "mean_csat", "unresolved_rate", "sla_breach_rate", "escalation_rate",
                "days_since_last_ticket",
            ]
        }
    }

    /// The feature by which the segments of this axis are ordered.
    package var leadFeature: String { features[0] }

    /// Every feature of every axis, in the order of the axes: the columns of `customer_features` after the id.
    package static let allFeatures: [String] = allCases.flatMap(\.features)
}
