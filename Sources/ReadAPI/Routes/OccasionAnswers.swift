internal import Domain
internal import Store
internal import Tables

/// What is said of a customer of whom the client tells.
struct ToldOutlook {
    let profile: ToldProfile
    let advice: CustomerAdvice
    /// Of churn, as the client has it.
    var level: String?

    init(_ profile: ToldProfile, _ advice: CustomerAdvice, level: String? = nil) {
        (self.profile, self.advice, self.level) = (profile, advice, level)
    }

    private var risk: Double? { profile.figures["churn_risk"] }

    private var warnings: [String] {
        var found: [String] = []
        if let risk, let level, ["high", "critical"].contains(level) {
            found.append("churn risk is \(level): \(risk.percent)")
        }
        found += advice.actions.filter { $0.urgency == "urgent" }.map { action in
            "\(action.id.replacing("_", with: " ")): \(action.reason)"
        }
        if risk == nil { found.append("churn risk is unknown: no run has scored this customer, and none was told") }
        return found
    }

    private var talkingPoints: [String] {
        advice.guidance + (profile.figures["total_orders"].map { ["\(Int(saturating: $0)) orders"] } ?? [])
    }

    func generation(of id: String?, for scenario: String?, source: String) -> JSON {
        let fitting = advice.actions.filter { action in scenario.map(action.scenarios.contains) ?? true }
        return [
            "customer_id": JSON(id), "source": .text(source),
            "actions": .array(fitting.map { JSON(told: $0, advice.valueAtStake, risk) }),
            "warnings": .array(warnings.map(JSON.text)), "talking_points": .array(talkingPoints.map(JSON.text)),
        ]
    }
}

extension Double {
    /// The share with one decimal.
    var percent: String { "\((self * 1_000).rounded() / 10) %" }
}

extension JSON {
    init(occasion row: ActionRow, _ churn: ChurnRow?) {
        self = [
            "action": .text(row.text), "name": .text(row.action), "priority": .text(row.urgency),
            "channel": .text(row.channel), "reasoning": .text(row.reason),
            "estimated_impact": Self.impact(
                row.effect, churn?.probability, atStake: churn?.valueAtStake, brings: row.expectedRevenue),
        ]
    }

    fileprivate init(told action: CustomerAdvice.Action, _ valueAtStake: Double?, _ risk: Double?) {
        self = [
            "action": .text(action.text), "name": .text(action.id), "priority": .text(action.urgency),
            "channel": .text(action.channel), "reasoning": .text(action.reason),
            "estimated_impact": Self.impact(
                action.effect, risk, atStake: valueAtStake, brings: action.expectedRevenue),
        ]
    }

    /// The probability that the customer stays rises by the effect's share of what is missing.
    private static func impact(
        _ effect: Double, _ risk: Double?, atStake value: Double?, brings revenue: Double?
    ) -> JSON {
        [
            "retention_probability": JSON(risk.map { 1 - $0 * (1 - effect) }), "revenue_at_risk": JSON(money: value),
            "expected_revenue": JSON(money: revenue),
        ]
    }
}

extension Shape {
    static let occasionAction: Shape = [
        "action": .text, "name": .text, "priority": urgency, "channel": .text, "reasoning": .text,
        "estimated_impact": [
            "retention_probability": .nullable(.number), "revenue_at_risk": .nullable(.money),
            "expected_revenue": .nullable(.money),
        ],
    ]
}
