/// How forecasts above and below a threshold turned out.
package struct Confusion: Codable, Equatable, Sendable {
    /// A forecast at or above this says that the event will happen.
    package let threshold: Double
    package let truePositives, falsePositives, trueNegatives, falseNegatives: Int

    package init(_ probabilities: [Double], _ labels: [Bool], threshold: Double) {
        precondition(probabilities.count == labels.count, "\(probabilities.count) forecasts for \(labels.count) labels")
        var counts = [0, 0, 0, 0]
        for (probability, label) in zip(probabilities, labels) {
            counts[(probability >= threshold ? 2 : 0) + (label ? 1 : 0)] += 1
        }
        self.threshold = threshold
        (trueNegatives, falseNegatives, falsePositives, truePositives) = (counts[0], counts[1], counts[2], counts[3])
    }

    /// The share of alarms that came true; `nil` without an alarm.
    package var precision: Double? {
        ratio(truePositives, truePositives + falsePositives)
    }

    /// The share of events that had an alarm; `nil` without an event.
    package var recall: Double? {
        ratio(truePositives, truePositives + falseNegatives)
    }

    private func ratio(_ part: Int, _ whole: Int) -> Double? {
        whole == 0 ? nil : Double(part) / Double(whole)
    }
}
