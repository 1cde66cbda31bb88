internal import Foundation
internal import Kernels

/// Leaving by the days since the last order alone: what every candidate has to beat.
///
/// The margin is ln(1 + days), under the same calibration, the season's too.
enum RecencyBaseline {
    static let name = "recency"

    static func margins(_ frame: ChurnFrame) -> [Double] {
        (0..<frame.count).map { log1p(frame.recencyDays($0)) }
    }

    static func judged(
        _ calibration: ChurnFrame, on holdout: ChurnFrame, season: ChurnSeason?, jobs: Int
    ) -> ChurnModel.Candidate {
        do throws(ChurnRefusal) {
            let line = try ChurnFitter.platt(margins(calibration), calibration.hasLeft ?? [])
            let shift = season?.shift { margins($0).map(line.logOdds) } ?? 0
            let logOdds = margins(holdout).map { line.logOdds($0) + shift }
            return ChurnModel.Candidate(
                name: name, reason: nil, selectionLogLoss: nil, seasonShift: shift,
                holdout: ChurnFigures(logOdds, holdout, jobs: jobs))
        } catch {
            return ChurnModel.Candidate(
                name: name, reason: error.reason, selectionLogLoss: nil, seasonShift: nil, holdout: nil)
        }
    }
}
