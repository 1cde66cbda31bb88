internal import Domain

/// Where the time of a shop is cut to learn who leaves, to calibrate what was learnt, and to judge it.
///
///     first day .... training ... training .... calibration .... holdout .... end
///                    <-- h -->    <-- h -->     <--- h --->      <-- h -->
///
/// A cutoff is the end of a local day; what followed it within the horizon h is its label. Training cutoffs lie one horizon
/// apart, so that no day labels twice; the calibration window chooses the champion too; nothing but the report reads what
/// followed the holdout's cutoff.
package struct ChurnWindows: Codable, Equatable, Sendable {
    /// Days of what follows a cutoff.
    package let horizonDays: Int32
    /// Last known local days, the earliest first.
    package let training: [Int32]
    package let calibration, holdout, end: Int32

    /// Days of records that a cutoff needs before it.
    static let leastDays: Int32 = 90
    /// Older cutoffs tell of a shop that is no more.
    static let mostTraining = 4

    /// The days of records that a horizon needs.
    static func leastHistory(_ horizonDays: Int32) -> Int32 { 3 * horizonDays + leastDays }

    /// `nil` where the time from `first` to `end`, both included, is too short for the horizon.
    package init?(first: Int32, end: Int32, horizonDays: Int32) {
        guard horizonDays > 0, end - first + 1 >= Self.leastHistory(horizonDays) else { return nil }
        (self.horizonDays, self.end) = (horizonDays, end)
        holdout = end - horizonDays
        calibration = end - 2 * horizonDays
        let earliest = first + Self.leastDays - 1
        training = (3..<3 + Int32(Self.mostTraining)).map { end - $0 * horizonDays }.filter { $0 >= earliest }
            .reversed()
        precondition(isUntouched, "a label of training or calibration ends after the holdout's cutoff")
    }

    /// Whether every label ends before the next use of the data begins: training by the calibration's cutoff, and both by
    /// the holdout's.
    var isUntouched: Bool {
        !training.isEmpty && training.allSatisfy { $0 + horizonDays <= calibration }
            && calibration + horizonDays <= holdout && holdout + horizonDays <= end
    }
}
