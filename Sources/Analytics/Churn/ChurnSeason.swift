internal import Foundation
internal import Kernels

/// What the season does to leaving: a calibration window in spring says nothing of December.
///
/// Two frames lie a year (52 weeks) before the frame that is scored and before the one that calibrates. How much each of
/// them needs added to every calibrated log-odds is its season; the difference between the two is added to what is scored.
/// It is used where it is more than twice its standard error, and where half a year of records lies before both frames: a
/// younger shop has nobody who has been silent for long, which is no season.
package struct ChurnSeason: Sendable {
    /// A year before what is scored, and a year before what calibrates.
    package let ahead, behind: ChurnFrame

    static let yearDays: Int32 = 364
    /// Days of records before either frame.
    static let leastDays: Int32 = 182

    /// Looks at the shop a year before two cutoffs; `nil` where the records are too few, or where the horizon is so long that a
    /// label would end too late.
    ///
    /// - Parameters:
    ///   - scored: the last known day of what is scored.
    ///   - windows: for the horizon and the calibration of the contest: every label of a season ends by its cutoff.
    ///   - first: the shop's first day.
    ///   - frame: makes the frame of a day.
    package init?(scored: Int32, _ windows: ChurnWindows, first: Int32, frame: (Int32) -> ChurnFrame) {
        let (ahead, behind) = (scored - Self.yearDays, scored - windows.horizonDays - Self.yearDays)
        guard behind - first + 1 >= Self.leastDays, 2 * windows.horizonDays <= Self.yearDays else { return nil }
        (self.ahead, self.behind) = (frame(ahead), frame(behind))
    }

    /// What is to be added to calibrated log-odds; 0 where nothing is sure.
    ///
    /// - Parameter logOdds: the calibrated log-odds of a frame, a row each.
    /// - Returns: the difference of the two years' needs, where it is more than twice its standard error.
    package func shift(_ logOdds: (ChurnFrame) -> [Double]) -> Double {
        guard let ahead = Self.level(logOdds(ahead), ahead), let behind = Self.level(logOdds(behind), behind) else {
            return 0
        }
        let error = (1 / ahead.information + 1 / behind.information).squareRoot()
        let shift = ahead.intercept - behind.intercept
        return abs(shift) > 2 * error ? shift : 0
    }

    /// What a frame needs added, and how much is known of it.
    private static func level(
        _ logOdds: [Double], _ frame: ChurnFrame
    ) -> (intercept: Double, information: Double)? {
        let probabilities = logOdds.map(logistic)
        guard let labels = frame.hasLeft, let line = CalibrationLine(probabilities, labels) else { return nil }
        let information = logOdds.reduce(0) { sum, logOdds in
            let p = logistic(logOdds + line.intercept)
            return sum + p * (1 - p)
        }
        return information > 0 ? (line.intercept, information) : nil
    }
}
