package import Domain

/// When a rule applies to a customer: every condition must be seen to hold.
///
/// What is not known of a customer fulfils no condition: nothing is said from an unobserved axis or a missing figure.
package struct CustomerRule: Codable, Equatable, Sendable {
    /// A figure on one side of a limit, the limit itself left out.
    package struct Limit: Codable, Equatable, Sendable {
        package let measure: CustomerMeasure
        package let above, below: Double?

        package init(_ measure: CustomerMeasure, above: Double? = nil, below: Double? = nil) {
            (self.measure, self.above, self.below) = (measure, above, below)
        }

        func holds(_ value: Double) -> Bool {
            guard !value.isNaN else { return false }
            return above.map { value > $0 } ?? true && below.map { value < $0 } ?? true
        }
    }

    /// A dominant segment that is one of these.
    package struct Standing: Codable, Equatable, Sendable {
        package let axis: Axis
        package let segments: [String]

        package init(_ axis: Axis, _ segments: [String]) {
            (self.axis, self.segments) = (axis, segments)
        }
    }

    package let limits: [Limit]
    package let standings: [Standing]

    package init(limits: [Limit] = [], standings: [Standing] = []) {
        (self.limits, self.standings) = (limits, standings)
    }

    /// How strongly the rule applies: the least membership in the segments that it names, 1 where it names none or
    /// they are not known; `nil` where it does not apply.
    func strength(_ customer: Int, _ figures: CustomerFigures) -> Double? {
        guard limits.allSatisfy({ $0.holds(figures[$0.measure, customer]) }) else { return nil }
        var least = 1.0
        for standing in standings {
            guard let (segment, membership) = figures.standing(customer, standing.axis),
                standing.segments.contains(segment)
            else { return nil }
            least = min(least, membership ?? 1)
        }
        return least
    }

    /// The customer's own figures behind the rule, in its order.
    func reason(_ customer: Int, _ figures: CustomerFigures) -> String {
        let texts = limits.map { $0.measure.text(figures[$0.measure, customer], currency: figures.currency) }
        let words = standings.compactMap { standing in
            figures.standing(customer, standing.axis).map { segment, membership in
                let share = membership.map { " (\(shortText($0 * 100)) %)" } ?? ""
                return "\(standing.axis.rawValue) \(segment)\(share)"
            }
        }
        return (texts + words).joined(separator: ", ")
    }
}
