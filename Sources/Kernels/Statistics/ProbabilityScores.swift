import Foundation

/// The mean squared distance of probabilities from what happened, 0...1; `nil` without a row.
///
/// Source: Brier (1950).
package func brierScore(_ probabilities: [Double], _ labels: [Bool]) -> Double? {
    precondition(probabilities.count == labels.count, "\(probabilities.count) forecasts for \(labels.count) labels")
    guard !labels.isEmpty else { return nil }
    return zip(probabilities, labels).reduce(0) { $0 + squaredError($1.0, $1.1) } / Double(labels.count)
}

private func squaredError(_ probability: Double, _ label: Bool) -> Double {
    let error = probability - (label ? 1 : 0)
    return error * error
}

/// The mean of −ln of the probability given to what happened, in nats; `nil` without a row.
///
/// Probabilities are clipped to 10⁻¹⁵...1 − 10⁻¹⁵, so that one certain and wrong forecast costs 34.5 and not infinity.
package func logLoss(_ probabilities: [Double], _ labels: [Bool]) -> Double? {
    precondition(probabilities.count == labels.count, "\(probabilities.count) forecasts for \(labels.count) labels")
    guard !labels.isEmpty else { return nil }
    let sum = zip(probabilities, labels).reduce(0) {
        $0 - log(min(1 - 1e-15, max(1e-15, $1.1 ? $1.0 : 1 - $1.0)))
    }
    return sum / Double(labels.count)
}
