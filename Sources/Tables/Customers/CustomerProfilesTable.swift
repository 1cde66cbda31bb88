/// `customer_profiles`: what the run knows about a customer, at a glance.
package struct CustomerProfilesTable: Sendable {
    package let customerID = Column<String>("customer_id", "The customer's id in the source.")
    package let archetypeL1ID = Column<String?>(
        "archetype_l1_id", "The archetype of level 1: the customer's segments on the few leading axes.",
        null: "for a customer of a combination too small to be an archetype")
    package let archetypeL1Name = Column<String?>(
        "archetype_l1_name", "Its name.", null: "without such an archetype")
    package let archetypeL2ID = Column<String?>(
        "archetype_l2_id", "The archetype of level 2: the segments of level 1 and of further axes.",
        null: "for a customer of a combination too small to be an archetype of that level")
    package let archetypeL2Name = Column<String?>(
        "archetype_l2_name", "Its name.", null: "without such an archetype")
    package let dominantSegments = Column<JSONDocument>(
        "dominant_segments",
        "`{axis: segment}`: every axis with the segment of the largest membership, or `unobserved`.")
    package let membershipStrengths = Column<JSONDocument>(
        "membership_strengths",
        "`{axis: strong | balanced | weak}` over the observed axes: how clearly the customer belongs to the dominant segment."
    )
    package let lifetimeValue = Column<Double?>(
        "lifetime_value", .currency, "Net value of all orders so far: order totals less refunds dated before `as_of`.",
        null: "never in a run of this version")
    package let totalOrders = Column<Int>("total_orders", .orders, "Orders so far, refunded ones included.")
    package let averageOrderValue = Column<Double?>(
        "avg_order_value", .currency, "`lifetime_value` / `total_orders`.", null: "without an order")
    package let firstOrderAt = Column<String?>(
        "first_order_at", .instant, "The first order.", null: "without an order")
    package let lastOrderAt = Column<String?>("last_order_at", .instant, "The last order.", null: "without an order")
    package let daysSinceLastPurchase = Column<Int?>(
        "days_since_last_purchase", .days, "Whole days from the last order to `as_of`.", null: "without an order")
    package let customerTenureDays = Column<Int?>(
        "customer_tenure_days", .days, "Whole days from the first order to `as_of`, at least 1.",
        null: "without an order")
    package let totalTickets = Column<Int>("total_tickets", .tickets, "Support tickets so far.")
    package let churnRiskScore = Column<Double?>(
        "churn_risk_score", .share, "The probability of no order within the churn horizon: `churn_scores.probability`.",
        null: "where `churn_scores.reason` says why")
    package let churnRiskLevel = Column<String?>(
        "churn_risk_level", "`churn_scores.level`: `low`, `medium`, `high`, `critical` or `unknown`.",
        null: "never in a run of this version")
    package let pAlive = Column<Double?>(
        "p_alive", .share, "The probability that the customer is still active: `ltv_forecasts.p_alive`.",
        null: "where `ltv_forecasts.reason` says why")
    package let ltv12m = Column<Double?>(
        "ltv_12m", .currency,
        "Expected net value of the 12 months after `as_of`, discounted at the pipeline's rate: month 12 of `ltv_forecasts.expected_value`.",
        null: "where `ltv_forecasts.reason` says why")
    package let ltv12mLower = Column<Double?>(
        "ltv_12m_lower", .currency, "Lower end of its 90 % prediction interval.", null: "as `ltv_12m`")
    package let ltv12mUpper = Column<Double?>(
        "ltv_12m_upper", .currency, "Upper end of its 90 % prediction interval.", null: "as `ltv_12m`")
    package let nextOrderExpectedOn = Column<String?>(
        "next_order_expected_on", .day,
        "The median day of the next order, given that there is one within 36 months.",
        null: "where such an order is less likely than not, or nothing is forecast")
    package let communicationGuidance = Column<JSONDocument>(
        "communication_guidance",
        "An array of sentences about how to talk to the customer: the guidance rules that hold, the strongest first.")
    package let stage = Column<String>(
        "stage",
        "How much history there is: `cold_start` (under 2 orders), `warming_up` (2 orders, or under 90 days since the first), `established` (3 orders and 90 days), `mature` (8 orders and 365 days)."
    )

    package static let table = TypedTable(
        "customer_profiles", CustomerProfilesTable(), rows: "One row a customer, by `customer_id`.",
        stages: [.profiles], key: { [$0.customerID] },
        indexes: { t in
            [[t.archetypeL1ID], [t.archetypeL2ID]]
                + [
                    t.lifetimeValue, t.totalOrders, t.averageOrderValue, t.daysSinceLastPurchase, t.churnRiskScore,
                    t.ltv12m,
                ].map { [$0, t.customerID] }
        })
}

/// What the run knows about a customer.
package typealias CustomerProfile = TableRow<CustomerProfilesTable>
