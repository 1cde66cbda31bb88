/// What a feature of an axis is: its definition, its unit, and when it is missing beyond an unobserved axis.
struct FeatureMeaning {
    let unit: ColumnUnit
    let meaning: String
    let null: String

    private init(_ unit: ColumnUnit, _ meaning: String, null: String = "where the axis is unobserved") {
        (self.unit, self.meaning, self.null) = (unit, meaning, null)
    }

    /// By the feature's name; n is the number of orders, k that of tickets.
    static let all: [String: FeatureMeaning] = [
        [purchaseFrequency, purchaseValue, categoryExploration, priceSensitivity, purchaseCadence],
        [customerMaturity, repurchaseBehavior, returnBehavior, communicationPreference, problemComplexityProfile],
        [loyaltyTrajectory, productKnowledge, valueSophistication, supportHistory],
    ].joined().reduce(into: [:]) { $0.merge($1) { first, _ in first } }

    /// Observed from one order on.
    private static let purchaseFrequency = [
        "orders_per_month": FeatureMeaning(
            "orders / month",
            "30.4375 (x + r) / (T + alpha): x repeat order days, T days since the first order, r and alpha the shop's gamma-Poisson prior. A buyer of yesterday is thus no monthly buyer.",
            null: "where the shop has no repeat orders to fit the prior to"),
        "mean_gap_days": FeatureMeaning(
            .days, "Mean days between consecutive distinct order days.", null: "below 2 gaps"),
        "gap_regularity": FeatureMeaning(
            .share,
            "1 / (1 + CV), CV the coefficient of variation of the gaps, its square drawn towards the shop's by 4 pseudo-gaps. 1: like clockwork.",
            null: "below 2 gaps"),
        "orders_90d": FeatureMeaning(.orders, "Orders of the last 90 days."),
        "recency_days": FeatureMeaning(.days, "Days since the last order."),
    ]

    /// Observed from one order on.
    private static let purchaseValue = [
        "net_lifetime_value": FeatureMeaning(.currency, "Net value of all orders: totals less refunds."),
        "avg_order_value": FeatureMeaning(.currency, "Net value / orders."),
        "median_order_value": FeatureMeaning(.currency, "Median net order value."),
        "max_order_value": FeatureMeaning(.currency, "Largest net order value."),
        "value_trend": FeatureMeaning(
            "mean order values / order",
            "Least-squares slope of the net order value on the order's number, divided by the mean order value.",
            null: "below 3 orders, or where the net value is not positive"),
        "value_consistency": FeatureMeaning(
            .share, "1 / (1 + CV) of the net order values. 1: every order is worth the same.",
            null: "below 3 orders, or where the net value is not positive"),
    ]

    /// Observed from two order lines on.
    private static let categoryExploration = [
        "distinct_categories": FeatureMeaning(
            "categories", "Categories bought from.", null: "where no line has a category"),
        "category_entropy": FeatureMeaning(
            .share,
            "Shannon entropy of the lines over categories (Miller-Madow, at most 1), divided by ln of the categories that the shop has sold.",
            null: "where no line has a category, or the shop has sold only one"),
        "product_diversity": FeatureMeaning(
            .share, "1 - Σ l (l - 1) / (L (L - 1)): the probability that two of the L lines are of different products."),
        "primary_category_share": FeatureMeaning(
            .share, "Share of the lines that are of the most frequent category.", null: "where no line has a category"),
        "new_product_rate": FeatureMeaning(.share, "Distinct products / lines."),
        "late_new_category_share": FeatureMeaning(
            .share, "Share of the customer's categories first bought in the second half of the orders.",
            null: "below 2 orders, or where no line has a category"),
    ]

    /// Observed from one order on.
    private static let priceSensitivity = [
        "discounted_order_rate": FeatureMeaning(
            .share,
            "Shrunk share of orders with a discount: (a + m p) / (b + m), p the shop's rate and m its beta-binomial strength."
        ),
        "mean_discount_depth": FeatureMeaning(
            .share, "Mean of discount / subtotal over the discounted orders.", null: "without a discounted order"),
        "discount_spend_share": FeatureMeaning(
            .share, "Sum of discounts / sum of subtotals.", null: "where the sum of subtotals is not positive"),
        "code_rate": FeatureMeaning(.share, "Shrunk share of orders with a discount code."),
        "full_price_line_share": FeatureMeaning(.share, "Share of the lines without a discount."),
    ]

    /// Observed from two orders on; times on the shop's clock.
    private static let purchaseCadence = [
        "weekend_rate": FeatureMeaning(.share, "Shrunk share of orders on Saturdays and Sundays."),
        "business_hours_rate": FeatureMeaning(
            .share, "Shrunk share of orders between 09:00 and 17:00 on weekdays.",
            null: "where over 99 % of the shop's orders carry one time of day"),
        "hour_cos": FeatureMeaning(
            "-1 to 1", "Mean cosine of the order's time of day as an angle: 1 midnight, -1 noon.",
            null: "as `business_hours_rate`"),
        "hour_sin": FeatureMeaning(
            "-1 to 1", "Mean sine of that angle: 1 six in the morning, -1 six in the evening.",
            null: "as `business_hours_rate`"),
        "hour_concentration": FeatureMeaning(
            .share,
            "sqrt(max(0, (n R² - 1) / (n - 1))), R the length of the mean vector (`hour_cos`, `hour_sin`): habit in the time of day, corrected for n. Not clustered on.",
            null: "as `business_hours_rate`"),
        "peak_season_rate": FeatureMeaning(
            "-1 to 1",
            "Shrunk share of orders in the shop's three busiest months of the year, minus those months' share of the customer's tenure.",
            null: "where the shop or the customer is observed for under 12 months"),
    ]

    /// Observed from one order on.
    private static let customerMaturity = [
        "tenure_months": FeatureMeaning("months", "Days since the first order (at least 1) / 30.4375."),
        "order_count": FeatureMeaning(.orders, "Orders, n."),
        "recency_ratio": FeatureMeaning(
            .share, "Days since the last order / days since the first.", null: "below 2 order days"),
        "active_month_share": FeatureMeaning(
            .share, "Bins of 30.4375 days since the first order with an order / number of bins."),
        "acceleration": FeatureMeaning(
            "log ratio",
            "ln((repeat order days of the last 90 days + 0.5) / (x 90 / T + 0.5)): the recent rate against the customer's own.",
            null: "below 180 days of tenure"),
    ]

    /// Observed from two order days on.
    private static let repurchaseBehavior = [
        "repeat_product_rate": FeatureMeaning(
            .share, "Products bought on 2 or more days / distinct products.", null: "without order lines"),
        "repeat_order_rate": FeatureMeaning(
            .share, "Orders with a product bought before / (n - 1).", null: "without order lines"),
        "top_product_share": FeatureMeaning(
            .share, "Share of the lines that are of the most frequent product.", null: "without order lines"),
        "mean_repeat_interval_days": FeatureMeaning(
            .days, "Mean days between consecutive order days of the same product.",
            null: "where no product was bought again"),
        "mean_repeat_count": FeatureMeaning(
            "order days", "Mean order days of the products bought again.", null: "where no product was bought again"),
    ]

    /// Observed from one settled order on: older than nine in ten refunds take.
    private static let returnBehavior = [
        "refund_value_rate": FeatureMeaning(
            .share,
            "(refunded + m p) / (total + m) over settled orders, m the shop's mean order total and p its refunded share.",
            null: "where total + m is not positive"),
        "returned_item_rate": FeatureMeaning(.share, "Shrunk share of the pieces of settled orders that came back."),
        "refunded_order_rate": FeatureMeaning(.share, "Shrunk share of settled orders with a refund."),
        "full_refund_rate": FeatureMeaning(.share, "Share of settled orders refunded in full."),
    ]

    /// Observed from one ticket on, or from two orders on in a shop with two order channels.
    private static let communicationPreference = [
        "email_share": FeatureMeaning(
            .share, "Shrunk share of tickets by e-mail.", null: "without a ticket whose channel is known"),
        "chat_share": FeatureMeaning(
            .share, "Shrunk share of tickets by chat.", null: "without a ticket whose channel is known"),
        "phone_share": FeatureMeaning(
            .share, "Shrunk share of tickets by phone.", null: "without a ticket whose channel is known"),
        "social_share": FeatureMeaning(
            .share, "Shrunk share of tickets by social media.", null: "without a ticket whose channel is known"),
        "channel_entropy": FeatureMeaning(
            .share,
            "Shannon entropy of the tickets over channels (Miller-Madow, at most 1), divided by ln of the channels that the shop's tickets use.",
            null: "without a ticket whose channel is known"),
        "order_channel_switch_rate": FeatureMeaning(
            .share, "Changes of the order channel / (n - 1).", null: "below 2 orders"),
        "contact_business_hours_rate": FeatureMeaning(
            .share, "Shrunk share of tickets created between 09:00 and 17:00 on weekdays.", null: "without a ticket"),
        "customer_messages_per_ticket": FeatureMeaning(
            "messages / ticket", "The customer's own messages / k.", null: "without a ticket"),
    ]

    /// Observed from one ticket on.
    private static let problemComplexityProfile = [
        "mean_messages_per_ticket": FeatureMeaning("messages / ticket", "Public messages of both sides / k."),
        "mean_resolution_hours": FeatureMeaning(
            "hours", "Mean calendar hours from creation to resolution of resolved tickets.",
            null: "without a resolved ticket"),
        "reassignment_rate": FeatureMeaning("reassignments / ticket", "Reassignments / k."),
        "reopen_rate": FeatureMeaning(
            .share, "Shrunk share of resolved tickets that were reopened.", null: "without a resolved ticket"),
        "ticket_category_entropy": FeatureMeaning(
            .share,
            "Shannon entropy of the tickets over categories (Miller-Madow, at most 1), divided by ln of the categories in use.",
            null: "without a ticket whose category is known"),
        "high_priority_rate": FeatureMeaning(.share, "Shrunk share of tickets of priority high or urgent."),
    ]

    /// Observed from two order days and 60 days of tenure on.
    private static let loyaltyTrajectory = [
        "frequency_log_ratio": FeatureMeaning(
            "log ratio",
            "ln((orders of the last 180 days + 0.5) / (orders of the 180 days before + 0.5)), less the median over customers with both windows.",
            null: "below 360 days of tenure"),
        "value_log_ratio": FeatureMeaning(
            "log ratio",
            "ln((max(v1, 0) + c) / (max(v2, 0) + c)), v1 and v2 the net values of the same windows and c half the shop's median order value, less the median over customers with both windows.",
            null: "below 360 days of tenure"),
        "gap_trend": FeatureMeaning(
            "mean gaps / gap",
            "Theil-Sen slope of the gaps on their number / mean gap: positive where orders get rarer.",
            null: "below 3 gaps"),
        "p_alive": FeatureMeaning(
            .share, "The probability that the customer is still active, of the lifetime model.",
            null: "without a lifetime model, or where it cannot tell"),
        "overdue_ratio": FeatureMeaning(
            "ratio",
            "Days since the last order / the gap within which nine of ten of the customer's gaps should lie: the own mean gap, drawn towards the shop's by 4 pseudo-gaps, × the shop's 90 % quantile / mean.",
            null: "where the shop has no gaps"),
    ]

    /// Observed from three order lines on.
    private static let productKnowledge = [
        "product_concentration": FeatureMeaning(
            .share, "Σ l (l - 1) / (L (L - 1)): the probability that two of the L lines are of one product."),
        "mastered_categories": FeatureMeaning(
            "categories", "Categories bought from on 3 or more days.", null: "where no line has a category"),
        "first_time_product_share": FeatureMeaning(
            .share, "Share of the lines of the last 5 orders whose product was not bought before."),
        "question_ticket_rate": FeatureMeaning(
            "tickets / order", "Tickets in the pipeline's `question_categories` / max(n, 1).",
            null: "where no such category is configured"),
    ]

    /// Observed from two order lines on.
    private static let valueSophistication = [
        "price_tier": FeatureMeaning(
            .share, "Mean percentile of the paid unit price within its category.",
            null: "without a priced line of a known category"),
        "price_tier_spread": FeatureMeaning(
            .share, "Standard deviation of these percentiles.", null: "below 2 priced lines of a known category"),
        "splurge_rate": FeatureMeaning(
            .share, "Shrunk share of orders above twice the customer's own median order value.", null: "below 3 orders"),
        "premium_full_price_share": FeatureMeaning(
            .share, "Share of the lines in their category's top price tercile that were bought without a discount.",
            null: "without such a line"),
    ]

    /// Observed for every customer of a shop that has tickets.
    private static let supportHistory = [
        "tickets_per_order": FeatureMeaning(
            "tickets / order", "(k + a) / (n + b), a and b the shop's gamma-Poisson prior."),
        "mean_csat": FeatureMeaning(
            "1 to 5", "Mean rating of the customer's tickets, three average ratings added.",
            null: "without a rated ticket"),
        "unresolved_rate": FeatureMeaning(
            .share, "Shrunk share of tickets that are not resolved.", null: "without a ticket"),
        "sla_breach_rate": FeatureMeaning(
            .share, "Shrunk share of judged SLA targets that were breached.", null: "without a judged target"),
        "escalation_rate": FeatureMeaning(
            .share, "Shrunk share of escalated tickets: a rise of priority or a second reassignment.",
            null: "without a ticket"),
        "days_since_last_ticket": FeatureMeaning(.days, "Days since the last ticket.", null: "without a ticket"),
    ]
}
