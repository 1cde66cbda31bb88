/// An action for one customer, with what it may bring.
package struct RecommendedAction: Equatable, Sendable {
    package let action: ActionCatalogue.Action
    package let reason: String
    /// What the effect is a share of, in units of the currency; `nil` where no model says.
    package let stake: Double?
    /// Effect × stake, with the ends of its range.
    package let expectedRevenue, lower, upper: Double?

    /// Expected revenue less cost.
    package var expectedValue: Double? { expectedRevenue.map { $0 - action.cost } }
}

extension ActionCatalogue {
    /// Actions that are told of a customer.
    package static let mostActions = 3
    /// Sentences that are told of a customer.
    package static let mostGuidance = 5

    /// What to do about a customer, the largest expected value first.
    ///
    /// An action that costs more than it is expected to bring is left out. Those of which no model says what is at stake
    /// come last, in the order of the catalogue.
    ///
    /// - Parameters:
    ///   - customer: by the index of the figures.
    ///   - figures: of all customers.
    /// - Returns: at most three.
    package func recommendations(_ customer: Int, _ figures: CustomerFigures) -> [RecommendedAction] {
        let found = actions.compactMap { action -> RecommendedAction? in
            guard action.rule.strength(customer, figures) != nil else { return nil }
            let stake = figures.stake(action.stake, of: customer)
            return RecommendedAction(
                action: action, reason: action.rule.reason(customer, figures), stake: stake,
                expectedRevenue: stake.map { $0 * action.effect.assumed },
                lower: stake.map { $0 * action.effect.low }, upper: stake.map { $0 * action.effect.high })
        }
        let worth = found.filter { $0.expectedValue.map { $0 > 0 } ?? true }
        let order = worth.indices.sorted { left, right in
            let (a, b) = (worth[left].expectedValue, worth[right].expectedValue)
            return (a ?? -.infinity, right) > (b ?? -.infinity, left)
        }
        return order.prefix(Self.mostActions).map { worth[$0] }
    }

    /// How to talk to a customer, by strength.
    ///
    /// - Parameters:
    ///   - customer: by the index of the figures.
    ///   - figures: of all customers.
    /// - Returns: at most five sentences, none twice.
    package func guidance(_ customer: Int, _ figures: CustomerFigures) -> [String] {
        let found = guidance.compactMap { sentence in
            sentence.rule.strength(customer, figures).map { (text: sentence.text, strength: $0 * sentence.weight) }
        }
        let order = found.indices.sorted { (-found[$0].strength, $0) < (-found[$1].strength, $1) }
        var texts: [String] = []
        for place in order where !texts.contains(found[place].text) && texts.count < Self.mostGuidance {
            texts.append(found[place].text)
        }
        return texts
    }
}

extension CustomerFigures {
    fileprivate func stake(_ stake: ActionCatalogue.Stake, of customer: Int) -> Double? {
        let value =
            switch stake {
            case .churn: valueAtStake.isEmpty ? Double.nan : valueAtStake[customer]
            case .order: self[.averageOrderValue, customer]
            }
        return value.isNaN ? nil : value
    }
}
