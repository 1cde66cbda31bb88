/// What a shop may do about a customer, and how to talk to one.
package struct ActionCatalogue: Codable, Equatable, Sendable {
    /// How soon something is to be done.
    package enum Urgency: String, CaseIterable, Codable, Sendable {
        case urgent, high, medium, low
    }

    /// What an action can gain or save.
    package enum Stake: String, CaseIterable, Codable, Sendable {
        /// What leaving would cost: probability × expected value of 12 months × margin.
        case churn
        /// An order of the usual value.
        case order
    }

    /// A share of the stake that an action brings, as assumed, within a range.
    package struct Effect: Codable, Equatable, Sendable {
        package let assumed, low, high: Double

        package init(assumed: Double, low: Double, high: Double) {
            (self.assumed, self.low, self.high) = (assumed, low, high)
        }
    }

    package struct Action: Codable, Equatable, Sendable {
        /// Unique in the catalogue.
        package let id: String
        package let text: String
        package let urgency: Urgency
        package let channel: String
        /// In units of the reporting currency.
        package let cost: Double
        package let effect: Effect
        package let stake: Stake
        /// The occasions on which the action is told.
        package let scenarios: [ActionScenario]
        package let rule: CustomerRule

        package init(
            id: String, text: String, urgency: Urgency, channel: String, cost: Double, effect: Effect, stake: Stake,
            scenarios: [ActionScenario], rule: CustomerRule
        ) {
            (self.id, self.text, self.urgency, self.channel) = (id, text, urgency, channel)
            (self.cost, self.effect, self.stake, self.scenarios) = (cost, effect, stake, scenarios)
            self.rule = rule
        }
    }

    /// A short sentence about how to talk to a customer.
    package struct Guidance: Codable, Equatable, Sendable {
        package let text: String
        /// 0...1, by which the strength of its rule is multiplied.
        package let weight: Double
        package let rule: CustomerRule

        package init(text: String, weight: Double, rule: CustomerRule) {
            (self.text, self.weight, self.rule) = (text, weight, rule)
        }
    }

    package var actions: [Action] = []
    package var guidance: [Guidance] = []

    package init(actions: [Action] = [], guidance: [Guidance] = []) {
        (self.actions, self.guidance) = (actions, guidance)
    }
}

/// An occasion on which somebody asks what to do.
package enum ActionScenario: String, CaseIterable, Codable, Sendable {
    case supportTicket = "support_ticket"
    case salesOpportunity = "sales_opportunity"
    case marketingCampaign = "marketing_campaign"
    case retentionRisk = "retention_risk"
}
