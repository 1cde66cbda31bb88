internal import Domain

/// How a feature enters the distance between two customers, before anything is learnt from the data.
package struct FeatureScale: Equatable, Sendable {
    /// The curve on which equal steps mean equal differences.
    package enum Shape: String, Codable, Sendable {
        /// A share of something: its log-odds.
        case rate
        /// Money: linear below the shop's usual order, logarithmic above.
        case amount
        /// A count, a duration, or a ratio without an upper end: the logarithm of one more than it.
        case count
        /// As it is.
        case plain
    }

    package let shape: Shape
    /// 1 for what a customer does, 0.25 for trends and regularity, which few orders show badly.
    package let weight: Double

    /// The scale of a feature.
    ///
    /// - Parameter feature: a name of ``Axis/allFeatures``.
    /// - Returns: `nil` for a feature that is stored but not clustered: `hour_concentration` is a function of the mean
    ///   cosine and sine of the hour, which are clustered themselves.
    package static func of(_ feature: String) -> FeatureScale? {
        guard !notClustered.contains(feature), let shape = shapes[feature] else { return nil }
        return FeatureScale(shape: shape, weight: quarterWeight.contains(feature) ? 0.25 : 1)
    }

    /// Where each feature stands in ``Axis/allFeatures``.
    package static let column: [String: Int] = Dictionary(
        uniqueKeysWithValues: Axis.allFeatures.enumerated().map { ($1, $0) })

    static let notClustered: Set<String> = ["hour_concentration"]

    /// Trends and regularity.
    ///
    /// Recency is one of them: it says at which point of a gap a customer stands tonight, not how often one buys, and
    /// with a full weight it blurs the habit that `purchase_frequency` asks for. The two ratios of `loyalty_trajectory`
    /// are not: there, change is the question itself.
    static let quarterWeight: Set<String> = [
        "gap_regularity", "recency_days", "value_trend", "value_consistency", "late_new_category_share", "acceleration",
        "gap_trend",
        "price_tier_spread",
    ]

    static let shapes: [String: Shape] = {
        var shapes: [String: Shape] = [:]
        for (shape, features) in featuresByShape {
            for feature in features { shapes[feature] = shape }
        }
        return shapes
    }()

    static let featuresByShape: [(Shape, [String])] = [
        (
            .rate,
            [
                "primary_category_share", "new_product_rate", "late_new_category_share", "discounted_order_rate",
                "mean_discount_depth", "discount_spend_share", "code_rate", "full_price_line_share", "weekend_rate",
                "business_hours_rate", "recency_ratio", "active_month_share", "repeat_product_rate",
                "repeat_order_rate", "top_product_share", "refund_value_rate", "returned_item_rate",
                "refunded_order_rate", "full_refund_rate", "email_share", "chat_share", "phone_share", "social_share",
                "order_channel_switch_rate", "contact_business_hours_rate", "reopen_rate", "high_priority_rate",
                "p_alive", "product_concentration", "first_time_product_share", "splurge_rate",
                "premium_full_price_share", "unresolved_rate", "sla_breach_rate", "escalation_rate",
            ]
        ),
        (.amount, ["net_lifetime_value", "avg_order_value", "median_order_value", "max_order_value"]),
        (
            .count,
            [
                "orders_per_month", "mean_gap_days", "orders_90d", "recency_days", "distinct_categories",
                "tenure_months", "order_count", "mean_repeat_interval_days", "mean_repeat_count",
                "customer_messages_per_ticket", "mean_messages_per_ticket", "mean_resolution_hours",
                "reassignment_rate", "overdue_ratio", "mastered_categories", "question_ticket_rate",
                "tickets_per_order", "days_since_last_ticket",
            ]
        ),
        (
            .plain,
            [
                "gap_regularity", "recency_days", "value_trend", "value_consistency", "category_entropy",
                "product_diversity",
                "hour_cos", "hour_sin", "hour_concentration", "peak_season_rate", "acceleration", "channel_entropy",
                "ticket_category_entropy", "frequency_log_ratio", "value_log_ratio", "gap_trend", "price_tier",
                "price_tier_spread", "mean_csat",
            ]
        ),
    ]
}
