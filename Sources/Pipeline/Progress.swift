package import Reports

/// What a run tells while it goes on.
package enum ProgressEvent: Sendable {
    case began(stage: String)
    /// `done` of `total` units (rows, or bytes while a source is read).
    case advanced(stage: String, done: Int, total: Int, unit: String)
    case ended(StageReport)
}

/// Takes the events of a run; it may be called from any thread.
package typealias ProgressHandler = @Sendable (ProgressEvent) -> Void

/// How one stage of a run went.
package struct StageReport: Sendable, Equatable {
    package enum Outcome: String, Sendable, Codable {
        case computed
        /// Equal inputs were computed before: the table files of the published run are shared.
        case reused
    }

    package let name: String
    package let outcome: Outcome
    package let rowsIn: Int
    package let rowsOut: Int
    package let seconds: Double
    /// The most memory that the process had held when the stage ended, in MiB.
    package let peakMebibytes: Double
    /// Of everything that the stage read.
    package let digest: String
}

extension StageReport {
    /// As the report `run` has it.
    package var entry: RunReport.Stage {
        RunReport.Stage(
            name: name, outcome: outcome == .reused ? .reused : .computed, rowsIn: rowsIn, rowsOut: rowsOut,
            seconds: seconds, peakMebibytes: peakMebibytes, digest: digest)
    }
}
