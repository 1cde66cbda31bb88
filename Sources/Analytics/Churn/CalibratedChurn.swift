internal import Foundation
package import Kernels

/// A candidate with its calibration.
///
/// Platt's line is taken through the margin, so that contributions times its slope add up to the calibrated log-odds.
package struct CalibratedChurn: Codable, Sendable {
    package let predictor: ChurnPredictor
    package let calibration: PlattScaling

    /// The calibrated log-odds that contributions are counted from.
    package var base: Double { calibration.logOdds(predictor.base) }

    /// The calibrated log-odds of leaving of every row.
    package func logOdds(_ frame: ChurnFrame, jobs: Int) -> [Double] {
        predictor.margins(frame, jobs: jobs).map(calibration.logOdds)
    }

    /// What each thing adds to the calibrated log-odds, a column a name.
    package func contributions(_ frame: ChurnFrame, jobs: Int) -> [[Double]] {
        predictor.contributions(frame, jobs: jobs).map { column in column.map { $0 * calibration.slope } }
    }

    /// The logarithm of the probability of what each row did; empty where that is not known.
    func logLikelihoods(_ frame: ChurnFrame, jobs: Int) -> [Double] {
        zip(logOdds(frame, jobs: jobs), frame.hasLeft ?? []).map { logOdds, left in
            log(logistic(left ? logOdds : -logOdds))
        }
    }
}
