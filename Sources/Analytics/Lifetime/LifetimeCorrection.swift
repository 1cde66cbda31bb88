internal import Foundation

/// By what the expected orders of a model are multiplied, and how much wider the interval of their total is than simulated.
///
/// The factor is what happened in the earlier window by what was expected there, where what happened lies outside of the
/// simulated 90 % interval of the total. The later window had no part in finding it, but has a veto: a factor is used only
/// where that window comes out nearer with it. So its figures are told without the factor, and with it beside them.
package struct LifetimeCorrection: Codable, Equatable, Sendable {
    /// 1 where none is used.
    package let factor: Double
    /// Found in the earlier window, used or not.
    package let candidate: Double
    package let reason: String
    /// The standard deviation of the logarithm of a total beyond what the simulation explains, over both windows.
    package let excessLogDeviation: Double

    private enum CodingKeys: String, CodingKey {
        case factor, candidate, reason
        case excessLogDeviation = "excess_log_deviation"
    }

    /// - Parameters:
    ///   - selection: the earlier window without correction; `nil` where the model could not be fitted to what preceded it.
    ///   - report: the later window without correction.
    init(selection: LifetimeHoldout?, report: LifetimeHoldout) {
        guard let selection else {
            (factor, candidate, reason) = (1, 1, "the model could not be fitted before the earlier window")
            excessLogDeviation = Self.excess([report])
            return
        }
        let (actual, predicted) = (selection.orders.actual, selection.orders.predicted)
        let candidate = predicted > 0 ? actual / predicted : 1
        self.candidate = candidate
        let isOutside =
            actual < selection.totalOrdersLower ?? -.infinity || actual > selection.totalOrdersUpper ?? .infinity
        let (later, expected) = (report.orders.actual, report.orders.predicted)
        let helps = abs(expected * candidate - later) < abs(expected - later)
        factor = isOutside && helps && candidate > 0 ? candidate : 1
        reason =
            if !isOutside {
                "the earlier window lies within the simulated interval"
            } else if helps {
                "the earlier window lies outside of the simulated interval, and the later one is nearer with the factor"
            } else {
                "the earlier window lies outside of the simulated interval, but the later one is no nearer with the factor"
            }
        // A window on which a factor was found is right by construction with it, and says nothing of its error.
        excessLogDeviation = factor == 1 ? Self.excess([selection, report]) : Self.excess([report], factor: factor)
    }

    /// The root of what is left of the mean squared logarithmic error once the simulated variance is taken off.
    private static func excess(_ windows: [LifetimeHoldout], factor: Double = 1) -> Double {
        let squares = windows.compactMap { window -> Double? in
            let figures = window.value ?? window.orders
            guard figures.actual > 0, figures.predicted > 0 else { return nil }
            let error = log(figures.actual / (figures.predicted * factor))
            return error * error - window.logVariance
        }
        guard !squares.isEmpty else { return 0 }
        return max(0, squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }
}
