internal import Store
internal import Tables

/// The parts of answers about one customer that several endpoints share.
extension CustomerProfile {
    /// The finest archetype of the customer, with the dominant segment of every axis; `null` where there is none.
    var archetype: JSON {
        let level = self.archetypeL2ID == nil ? 1 : 2
        guard let id = self.archetypeL2ID ?? self.archetypeL1ID else { return .null }
        return [
            "id": .text(id), "level": JSON(level),
            "name": JSON(level == 2 ? self.archetypeL2Name : self.archetypeL1Name),
            "segments": .document(self.dominantSegments.text),
        ]
    }

    var behavioralMetrics: JSON {
        [
            "lifetime_value": JSON(money: self.lifetimeValue), "total_orders": JSON(self.totalOrders),
            "avg_order_value": JSON(money: self.averageOrderValue),
            "days_since_last_purchase": JSON(self.daysSinceLastPurchase),
            "customer_tenure_days": JSON(self.customerTenureDays),
        ]
    }

    /// Predictions as the run made them; what it did not make is `null`, and `reasons` says why.
    ///
    /// The customer's rows of forecasts and of churn know why there is none.
    func predictions(_ forecast: ForecastRow?, _ churn: ChurnRow?) -> JSON {
        [
            "churn_risk": JSON(self.churnRiskScore), "churn_risk_level": JSON(self.churnRiskLevel),
            "ltv_12mo": JSON(money: self.ltv12m), "reasons": .object(reasons(forecast, churn)),
        ]
    }

    /// The same with what else is known of the future.
    func allPredictions(_ forecast: ForecastRow?, _ churn: ChurnRow?) -> JSON {
        predictions(forecast, churn).merging([
            "p_alive": JSON(self.pAlive), "ltv_12mo_lower": JSON(money: self.ltv12mLower),
            "ltv_12mo_upper": JSON(money: self.ltv12mUpper), "next_order_expected_on": JSON(self.nextOrderExpectedOn),
        ])
    }

    private func reasons(_ forecast: ForecastRow?, _ churn: ChurnRow?) -> [JSON.Member] {
        var reasons: [JSON.Member] = []
        let noChurn = churn?.reason ?? ChurnRow.noScore
        if self.churnRiskScore == nil { reasons.append(.init(key: "churn_risk", value: .text(noChurn))) }
        if self.churnRiskLevel == nil { reasons.append(.init(key: "churn_risk_level", value: .text(noChurn))) }
        if self.ltv12m == nil {
            reasons.append(.init(key: "ltv_12mo", value: .text(forecast?.reason ?? ForecastRow.noForecast)))
        }
        return reasons
    }
}

extension Shape {
    /// The finest archetype of a customer.
    static let archetype = Shape.nullable([
        "id": .text, "level": .integer, "name": .nullable(.text), "segments": .map(.text),
    ])

    static let behavioralMetrics: Shape = [
        "lifetime_value": .nullable(.money), "total_orders": .integer, "avg_order_value": .nullable(.money),
        "days_since_last_purchase": .nullable(.integer), "customer_tenure_days": .nullable(.integer),
    ]

    static let predictions: Shape = [
        "churn_risk": .nullable(.number), "churn_risk_level": .nullable(.text), "ltv_12mo": .nullable(.money),
        "reasons": .map(.text).noted("why a prediction is null, by its name"),
    ]

    static let allPredictions = predictions.merging([
        "p_alive": .nullable(.number), "ltv_12mo_lower": .nullable(.money), "ltv_12mo_upper": .nullable(.money),
        "next_order_expected_on": .nullable(.text),
    ])
}

extension APIError {
    static let unknownCustomer = APIError(.customerNotFound, "the published run has no such customer")
}
