/// What a client tells of a customer in place of an id: figures and segments, as answers have them.
package struct ToldProfile: Sendable, Equatable {
    /// By their names in answers, such as `churn_risk`; a figure that is not told is not known.
    package let figures: [String: Double]
    /// The dominant segment by axis.
    package let segments: [Axis: String]

    package init(figures: [String: Double], segments: [Axis: String]) {
        (self.figures, self.segments) = (figures, segments)
    }
}

/// What the rules say of one customer.
package struct CustomerAdvice: Sendable, Equatable {
    package struct Action: Sendable, Equatable {
        /// The name in the catalogue.
        package let id: String
        package let text, urgency, channel: String
        /// The customer's own figures behind the rule.
        package let reason: String
        /// The occasions on which it is told.
        package let scenarios: [String]
        /// The share of what is at stake that the action brings.
        package let effect: Double
        /// In units of the reporting currency; `nil` where nobody knows what is at stake.
        package let expectedRevenue: Double?

        package init(
            id: String, text: String, urgency: String, channel: String, reason: String, scenarios: [String],
            effect: Double, expectedRevenue: Double?
        ) {
            (self.id, self.text, self.urgency, self.channel, self.reason) = (id, text, urgency, channel, reason)
            (self.scenarios, self.effect, self.expectedRevenue) = (scenarios, effect, expectedRevenue)
        }
    }

    /// The largest expected value first.
    package let actions: [Action]
    /// How to talk to the customer, the strongest first.
    package let guidance: [String]
    /// What leaving would cost times its probability, in units of the reporting currency.
    package let valueAtStake: Double?

    package init(actions: [Action], guidance: [String], valueAtStake: Double?) {
        (self.actions, self.guidance, self.valueAtStake) = (actions, guidance, valueAtStake)
    }
}
