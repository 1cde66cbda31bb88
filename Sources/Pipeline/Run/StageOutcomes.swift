internal import Store
internal import Synchronization
internal import Tables

/// Gathers how the stages went, from whichever thread ended them.
final class StageOutcomes: Sendable {
    private let reports = Mutex<[StageFile: StageReport]>([:])
    private let progress: ProgressHandler

    init(progress: @escaping ProgressHandler) {
        self.progress = progress
    }

    func add(_ entry: StagePlan.Entry, digest: String, rowsIn: Int, rowsOut: Int, seconds: Double) {
        let report = StageReport(
            name: entry.stage.rawValue, outcome: entry.action == .reuse ? .reused : .computed, rowsIn: rowsIn,
            rowsOut: rowsOut, seconds: (seconds * 1000).rounded() / 1000,
            peakMebibytes: (ProcessMemory.peakMebibytes * 10).rounded() / 10, digest: digest)
        reports.withLock { $0[entry.stage] = report }
        progress(.ended(report))
    }

    func inOrder(_ stages: [StageFile]) -> [StageReport] {
        reports.withLock { reports in stages.compactMap { reports[$0] } }
    }
}
