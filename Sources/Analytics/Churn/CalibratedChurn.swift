internal import Foundation
package import Kernels

/// A candidate with its calibration.
///
/// Platt's line is taken through the margin, so that contributions times its slope add up to the calibrated log-odds.
package struct CalibratedChurn: Codable, Sendable {
    package let predictor: ChurnPredictor
    package let calibration: PlattScaling
    /// What the season of the horizon to come adds to every log-odds; see ``ChurnSeason``.
    package var seasonShift = 0.0

    private enum CodingKeys: String, CodingKey {
        case predictor, calibration
        case seasonShift = "season_shift"
    }

    /// The calibrated log-odds that contributions are counted from.
    package var base: Double { calibration.logOdds(predictor.base) + seasonShift }

    /// The calibrated log-odds of leaving of every row.
    package func logOdds(_ frame: ChurnFrame, jobs: Int) -> [Double] {
        plainLogOdds(frame, jobs: jobs).map { $0 + seasonShift }
    }

    /// The same without the season, by Platt's line alone.
    package func plainLogOdds(_ frame: ChurnFrame, jobs: Int) -> [Double] {
        predictor.margins(frame, jobs: jobs).map(calibration.logOdds)
    }

    /// What each thing adds to the calibrated log-odds, a column a name.
    package func contributions(_ frame: ChurnFrame, jobs: Int) -> [[Double]] {
        predictor.contributions(frame, jobs: jobs).map { column in column.map { $0 * calibration.slope } }
    }

    /// The logarithm of the probability of what each row did; empty where that is not known.
    func logLikelihoods(_ frame: ChurnFrame, jobs: Int) -> [Double] {
        Self.logLikelihoods(logOdds(frame, jobs: jobs), frame)
    }

    static func logLikelihoods(_ logOdds: [Double], _ frame: ChurnFrame) -> [Double] {
        zip(logOdds, frame.hasLeft ?? []).map { logOdds, left in log(logistic(left ? logOdds : -logOdds)) }
    }
}
