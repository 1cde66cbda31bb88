internal import Domain
internal import Foundation

/// One of the reasons why a customer is likelier to leave, or to stay, than the base has it.
package struct ChurnFactor: Equatable, Sendable {
    /// How much a contribution does to the odds of leaving.
    package enum Impact: String, Sendable {
        /// Odds at least doubled or halved.
        case high
        /// By a quarter at least.
        case medium
        case low

        init(_ contribution: Double) {
            let size = abs(contribution)
            self = size >= log(2) ? .high : (size >= log(1.25) ? .medium : .low)
        }
    }

    /// The name of the feature.
    package let factor: String
    /// What it is, with the customer's own value and the median of all: "days since the last order: 212 (median 45)".
    package let text: String
    /// The customer's own value; `nil` where it was not observed, which counts too.
    package let value: Double?
    /// Of the customers on the night of the fit.
    package let median: Double?
    package let unit: String
    /// Log-odds of leaving.
    package let contribution: Double

    package var direction: String { contribution > 0 ? "raises" : "lowers" }
    package var impact: Impact { Impact(contribution) }

    init(_ yardstick: ChurnModel.Yardstick, value: Double, contribution: Double, currency: String) {
        let words = ChurnWords.of(yardstick.name)
        factor = yardstick.name
        self.value = value.isNaN ? nil : value
        median = yardstick.median
        unit = words.unit.name(currency)
        self.contribution = contribution
        let own = value.isNaN ? "not observed" : words.unit.text(value, currency)
        let usual = yardstick.median.map { " (median \(words.unit.text($0, currency)))" } ?? ""
        text = "\(words.name): \(own)\(usual)"
    }

    /// Writes the factor as an object with its keys in the order of their bytes.
    func write(to json: inout JSONText) {
        json.beginObject()
        json.key("contribution")
        json.value(contribution, decimals: 6)
        json.key("direction")
        json.value(direction)
        json.key("factor")
        json.value(factor)
        json.key("impact")
        json.value(impact.rawValue)
        json.key("median")
        json.value(median ?? .nan)
        json.key("text")
        json.value(text)
        json.key("unit")
        json.value(unit)
        json.key("value")
        json.value(value ?? .nan)
        json.endObject()
    }
}

/// How a feature is called and counted where a person reads it.
package struct ChurnWords {
    enum Unit {
        case days, months, hours, orders, tickets, messages, pieces, money, share, perMonth, times, none

        func name(_ currency: String) -> String {
            switch self {
            case .days: "days"
            case .months: "months"
            case .hours: "hours"
            case .orders: "orders"
            case .tickets: "tickets"
            case .messages: "messages"
            case .pieces: "count"
            case .money: currency
            case .share: "share"
            case .perMonth: "orders_per_month"
            case .times: "times"
            case .none: ""
            }
        }

        /// A value as a person reads it: a share in percent, money with its currency, else three digits.
        func text(_ value: Double, _ currency: String) -> String {
            switch self {
            case .share: "\(shortText(value * 100)) %"
            case .money: "\(shortText(value)) \(currency)"
            case .times: "\(shortText(value)) times"
            default: shortText(value)
            }
        }
    }

    package let name: String
    let unit: Unit

    package static func of(_ feature: String) -> ChurnWords {
        let found = all[feature] ?? (feature.replacing("_", with: " "), .none)
        return ChurnWords(name: found.0, unit: found.1)
    }

    private static let all: [String: (String, Unit)] = [
        SilenceModel.repeatsName: ("order days after the first", .orders),
        SilenceModel.lastDaysName: ("days from the first to the last order", .days),
        SilenceModel.ageDaysName: ("days since the first order", .days),
        "orders_per_month": ("orders a month", .perMonth),
        "mean_gap_days": ("mean days between orders", .days),
        "gap_regularity": ("regularity of orders, 0 to 1", .none),
        "orders_90d": ("orders of the last 90 days", .orders),
        "recency_days": ("days since the last order", .days),
        "net_lifetime_value": ("net value of all orders", .money),
        "avg_order_value": ("mean order value", .money),
        "median_order_value": ("median order value", .money),
        "max_order_value": ("largest order value", .money),
        "value_trend": ("growth of order value an order", .share),
        "value_consistency": ("evenness of order values, 0 to 1", .none),
        "distinct_categories": ("categories bought", .pieces),
        "category_entropy": ("spread over categories, 0 to 1", .none),
        "product_diversity": ("diversity of products, 0 to 1", .none),
        "primary_category_share": ("share of the main category", .share),
        "new_product_rate": ("different products by line", .share),
        "late_new_category_share": ("categories found in later orders", .share),
        "discounted_order_rate": ("discounted orders", .share),
        "mean_discount_depth": ("mean discount on discounted orders", .share),
        "discount_spend_share": ("discounts by spend", .share),
        "code_rate": ("orders with a discount code", .share),
        "full_price_line_share": ("lines at full price", .share),
        "weekend_rate": ("orders on weekends", .share),
        "business_hours_rate": ("orders in business hours", .share),
        "hour_cos": ("time of day of orders, noon to midnight", .none),
        "hour_sin": ("time of day of orders, evening to morning", .none),
        "hour_concentration": ("habit in the time of day, 0 to 1", .none),
        "peak_season_rate": ("orders in the peak months beyond their share of the time", .share),
        "tenure_months": ("months since the first order", .months),
        "order_count": ("orders", .orders),
        "recency_ratio": ("silence by time as a customer", .share),
        "active_month_share": ("months with an order", .share),
        "acceleration": ("recent orders against the own rate, in logarithms", .none),
        "repeat_product_rate": ("products bought again", .share),
        "repeat_order_rate": ("orders with a product bought before", .share),
        "top_product_share": ("share of the main product", .share),
        "mean_repeat_interval_days": ("days until a product is bought again", .days),
        "mean_repeat_count": ("order days of products bought again", .pieces),
        "refund_value_rate": ("refunded share of spend", .share),
        "returned_item_rate": ("pieces sent back", .share),
        "refunded_order_rate": ("orders with a refund", .share),
        "full_refund_rate": ("orders refunded in full", .share),
        "email_share": ("tickets by e-mail", .share),
        "chat_share": ("tickets by chat", .share),
        "phone_share": ("tickets by phone", .share),
        "social_share": ("tickets by social media", .share),
        "channel_entropy": ("spread over ticket channels, 0 to 1", .none),
        "order_channel_switch_rate": ("changes of order channel", .share),
        "contact_business_hours_rate": ("tickets in business hours", .share),
        "customer_messages_per_ticket": ("own messages a ticket", .messages),
        "mean_messages_per_ticket": ("messages a ticket", .messages),
        "mean_resolution_hours": ("hours until tickets are resolved", .hours),
        "reassignment_rate": ("reassignments a ticket", .times),
        "reopen_rate": ("tickets opened again", .share),
        "ticket_category_entropy": ("spread over ticket topics, 0 to 1", .none),
        "high_priority_rate": ("tickets of high priority", .share),
        "frequency_log_ratio": ("orders of the last half year against the one before, in logarithms", .none),
        "value_log_ratio": ("spend of the last half year against the one before, in logarithms", .none),
        "gap_trend": ("growth of the time between orders", .share),
        "overdue_ratio": ("silence by the own longest usual gap", .times),
        "product_concentration": ("concentration on products, 0 to 1", .none),
        "mastered_categories": ("categories bought on three days or more", .pieces),
        "first_time_product_share": ("new products in the last orders", .share),
        "question_ticket_rate": ("questions asked an order", .times),
        "price_tier": ("price tier within categories, 0 to 1", .none),
        "price_tier_spread": ("spread of price tiers", .none),
        "splurge_rate": ("orders above twice the own median", .share),
        "premium_full_price_share": ("top-price lines at full price", .share),
        "tickets_per_order": ("tickets an order", .tickets),
        "mean_csat": ("mean rating", .none),
        "unresolved_rate": ("unresolved tickets", .share),
        "sla_breach_rate": ("tickets with a broken promise", .share),
        "escalation_rate": ("escalated tickets", .share),
        "days_since_last_ticket": ("days since the last ticket", .days),
    ]
}
