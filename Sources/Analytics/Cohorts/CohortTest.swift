internal import Domain
internal import Foundation

/// One cell of a cohort table against what its age and the calendar explain.
struct CohortTest {
    let granularity: CohortGranularity
    let metric: CohortMetric
    let cohort: String
    let period: Int
    /// In the unit of the metric.
    let observed, expected: Double
    /// The 95 % interval of the difference of the two.
    let lower, upper: Double
    /// Of a difference as large, to either side, by chance.
    let logP: Double

    /// Two-sided, of a standard normal deviate.
    static func logP(_ z: Double) -> Double {
        log(max(erfc(abs(z) / 2.0.squareRoot()), .leastNormalMagnitude))
    }

    var order: String { "\(granularity.rawValue) \(cohort) \(period.padded) \(metric.rawValue)" }

    func insight(qValue: Double) -> CohortInsight {
        let end = "95 % interval \(change(lower)) to \(change(upper)), q = \(String(format: "%.2g", qValue)))"
        return CohortInsight(
            granularity: granularity, metric: metric, cohort: cohort, period: period, difference: observed - expected,
            lower: lower, upper: upper, qValue: qValue,
            text: claim + "\(level(observed)) where \(level(expected)) \(metric.isRate ? "were" : "was") to be "
                + "expected (difference \(change(observed - expected))\(metric.isRate ? " points" : ""), " + end)
    }

    private var claim: String {
        let (more, larger) = observed > expected ? ("more", "larger") : ("less", "smaller")
        let place = "in \(granularity.rawValue) \(period)"
        return metric.isRate
            ? "customers of \(cohort) came back \(place) \(more) than their age and the calendar explain: "
            : "orders of customers of \(cohort) were \(larger) \(place) than their age and the calendar explain: "
    }

    private func level(_ value: Double) -> String {
        metric.isRate ? String(format: "%.1f %%", value * 100) : String(format: "%.2f", value)
    }

    private func change(_ value: Double) -> String {
        metric.isRate ? String(format: "%+.1f", value * 100) : String(format: "%+.2f", value)
    }
}

extension Int {
    /// In five digits, so that texts stand in the order of their numbers.
    fileprivate var padded: String { String(format: "%05d", self) }
}
