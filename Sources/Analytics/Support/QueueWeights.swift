/// What each part of an open ticket's score is worth, and what speaks for an agent.
package struct QueueWeights: Codable, Equatable, Sendable {
    /// Points from a figure on.
    package struct Step: Codable, Equatable, Sendable {
        package let above, points: Double

        package init(above: Double, points: Double) {
            (self.above, self.points) = (above, points)
        }
    }

    /// Points for a ticket whose subject holds one of these keywords.
    package struct KeywordRule: Codable, Equatable, Sendable {
        package let name: String
        package let keywords: [String]
        package let boost: Double

        package init(name: String, keywords: [String], boost: Double) {
            (self.name, self.keywords, self.boost) = (name, keywords, boost)
        }
    }

    /// What speaks for an agent.
    package struct Suggestion: Codable, Equatable, Sendable {
        package var freeSlot = 10.0
        package var specialization = 30.0
        /// For supervisors, where the customer is worth more than ``supervisorAbove`` in 12 months.
        package var supervisor = 50.0
        package var supervisorAbove = 1_000.0

        package init() {}
    }

    /// By raw value of a priority.
    package var priority = [25.0, 50, 75, 100]
    /// Of the highest bound that the figure exceeds: what the customer is worth in 12 months, in the reporting currency;
    /// the probability of churn; the age in hours.
    package var value = [Step(above: 500, points: 25), Step(above: 1_000, points: 50)]
    package var churn = [Step(above: 0.5, points: 20), Step(above: 0.7, points: 40)]
    package var ageHours = [Step(above: 24, points: 30), Step(above: 48, points: 80)]
    /// For a target that is used up to its end, in proportion before, and for one that is broken.
    package var urgency = 60.0
    package var breached = 80.0
    /// At most 64: a ticket has one bit for each, see `Tickets.keywords`.
    package var keywords: [KeywordRule] = []
    package var suggestion = Suggestion()

    package init() {}

    func points(_ figure: Double, _ steps: [Step]) -> Double {
        steps.filter { figure > $0.above }.max { $0.above < $1.above }?.points ?? 0
    }
}
