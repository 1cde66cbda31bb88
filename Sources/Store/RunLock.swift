internal import Tables

/// The right to run a pipeline: one process at a time has it, and loses it when it ends.
package final class RunLock: Sendable {
    private let held: any Sendable

    init(_ held: any Sendable) {
        self.held = held
    }
}

extension StoreError {
    static func heldElsewhere(pipeline: String, by holder: String) -> StoreError {
        StoreError(
            .locked,
            "pipeline \(pipeline) is being run by \(holder.isEmpty ? "another process" : holder); wait until it ends")
    }

    static func nothingToTakeOver(_ stage: StageFile, of run: RunID) -> StoreError {
        StoreError(.runNotServed, "run \(run) has no tables of stage \(stage.rawValue) to take over")
    }
}
