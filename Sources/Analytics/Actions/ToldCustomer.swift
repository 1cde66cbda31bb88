package import Domain

extension CustomerFigures {
    /// The figures of one customer of whom a client tells.
    ///
    /// What is at stake is churn risk × expected value of 12 months × margin. A run knows better: what the customer is worth
    /// if they stay, which is more than what they are worth either way. So this is at least what is at stake.
    ///
    /// - Parameters:
    ///   - profile: figures without a name of ``CustomerMeasure`` are passed over.
    ///   - currency: of the amounts.
    ///   - margin: the share of net value that a lost customer costs; 0...1.
    package init(of profile: ToldProfile, currency: String, margin: Double) {
        let (risk, value) = (profile.figures["churn_risk"], profile.figures["ltv_12m"])
        let stake = risk.flatMap { risk in value.map { risk * $0 * margin } }
        self.init(
            customers: 1, currency: currency,
            columns: Dictionary(
                uniqueKeysWithValues: CustomerMeasure.allCases.compactMap { measure in
                    profile.figures[measure.rawValue].map { (measure, [$0]) }
                }),
            valueAtStake: [stake ?? .nan]
        ) { _, axis in
            profile.segments[axis].flatMap { $0 == Axis.unobserved ? nil : ($0, nil) }
        }
    }
}

extension ActionCatalogue {
    /// What the rules say of one customer of whom a client tells.
    package func advice(on profile: ToldProfile, currency: String, margin: Double) -> CustomerAdvice {
        let figures = CustomerFigures(of: profile, currency: currency, margin: margin)
        let stake = figures.valueAtStake[0]
        return CustomerAdvice(
            actions: recommendations(0, figures).map(CustomerAdvice.Action.init), guidance: guidance(0, figures),
            valueAtStake: stake.isNaN ? nil : stake)
    }
}

extension CustomerAdvice.Action {
    fileprivate init(_ found: RecommendedAction) {
        let action = found.action
        self.init(
            id: action.id, text: action.text, urgency: action.urgency.rawValue, channel: action.channel,
            reason: found.reason, scenarios: action.scenarios.map(\.rawValue), effect: action.effect.assumed,
            expectedRevenue: found.expectedRevenue)
    }
}
