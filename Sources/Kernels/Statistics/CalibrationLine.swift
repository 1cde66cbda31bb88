import Foundation

/// Whether probabilities are too high, too low, too extreme or too timid.
///
/// Source: Cox (1958); Van Calster et al. (2019), "Calibration: the Achilles heel of predictive analytics".
package struct CalibrationLine: Codable, Equatable, Sendable {
    /// What has to be added to every log-odds so that the mean forecast meets the share of events: 0 is right, below 0 the
    /// forecasts are too high.
    package let intercept: Double
    /// The slope of the outcome's log-odds on the forecast's: 1 is right, below 1 the forecasts are too extreme.
    package let slope: Double

    /// `nil` where all labels or all forecasts are the same, or no line is best; probabilities are clipped to
    /// 10⁻¹⁵...1 − 10⁻¹⁵.
    package init?(_ probabilities: [Double], _ labels: [Bool]) {
        precondition(probabilities.count == labels.count, "\(probabilities.count) forecasts for \(labels.count) labels")
        let logOdds = probabilities.map { probability in
            let p = min(1 - 1e-15, max(1e-15, probability))
            return log(p / (1 - p))
        }
        guard labels.contains(true), labels.contains(false), let first = logOdds.first,
            logOdds.contains(where: { $0 != first })
        else { return nil }
        let targets = labels.map { $0 ? 1.0 : 0 }
        let line = LogisticLine.fit(logOdds, targets: targets)
        let (intercept, slope) = (LogisticLine.intercept(for: logOdds, targets: targets), line.slope)
        guard intercept.isFinite, slope.isFinite else { return nil }
        (self.intercept, self.slope) = (intercept, slope)
    }
}
