internal import Foundation

/// What four counts say about a rule A → B.
///
/// Source: Hahsler, "A probabilistic comparison of commonly used interest measures for association rules"; Zhang (2000)
/// for the measure of that name.
package struct RuleMeasures: Sendable, Equatable {
    /// All baskets; those with A, with B, and with both.
    package let baskets, antecedent, consequent, joint: Int

    /// - Precondition: `joint` > 0 and no count contradicts another.
    package init(baskets: Int, antecedent: Int, consequent: Int, joint: Int) {
        precondition(
            0 < joint && joint <= min(antecedent, consequent) && max(antecedent, consequent) <= baskets,
            "\(joint) of \(antecedent) and \(consequent) among \(baskets) baskets")
        (self.baskets, self.antecedent, self.consequent, self.joint) = (baskets, antecedent, consequent, joint)
    }

    /// The share of baskets with both.
    package var support: Double { Double(joint) / Double(baskets) }

    /// The share of the baskets with A that hold B as well.
    package var confidence: Double { Double(joint) / Double(antecedent) }

    /// How many times more often both are found together than if they had nothing to do with each other.
    package var lift: Double {
        Double(joint) * Double(baskets) / (Double(antecedent) * Double(consequent))
    }

    /// The interval of ``lift`` at 95 %, on the logarithmic scale: `log lift ± 1.96 sqrt(1/joint - 1/a - 1/b + 1/n)`.
    ///
    /// The delta method over the four cells of the table; where both are never apart it has no width.
    package var liftInterval: ClosedRange<Double> {
        let variance =
            1 / Double(joint) - 1 / Double(antecedent) - 1 / Double(consequent) + 1 / Double(baskets)
        let half = 1.959963984540054 * max(0, variance).squareRoot()
        return lift * exp(-half)...lift * exp(half)
    }

    /// Whether ``lift`` is above 1, exactly.
    package var isPositive: Bool {
        joint.multipliedFullWidth(by: baskets) > antecedent.multipliedFullWidth(by: consequent)
    }

    /// The share of baskets beyond what chance would bring together.
    package var leverage: Double {
        support - Double(antecedent) / Double(baskets) * (Double(consequent) / Double(baskets))
    }

    /// How many times more often A would stand without B by chance; `nil` where it never does.
    package var conviction: Double? {
        guard joint < antecedent else { return nil }
        return Double(baskets - consequent) / Double(baskets) / (1 - confidence)
    }

    /// -1 (never together) to 1 (never apart); 0 where that cannot be told.
    package var zhang: Double {
        let n = Double(baskets)
        let (a, b) = (Double(antecedent) / n, Double(consequent) / n)
        let scale = max(support * (1 - a), a * (b - support))
        return scale > 0 ? leverage / scale : 0
    }

    /// The mean of the confidences in both directions.
    package var kulczynski: Double {
        (confidence + Double(joint) / Double(consequent)) / 2
    }
}
