/// `stage_runs`: how the stages of the run went.
package struct StageRunsTable: Sendable {
    package let stage = Column<String>("stage", "The stage.")
    package let outcome = Column<String>(
        "outcome", "`computed`, or `reused`: taken over from the previous run, because it read the same.")
    package let rowsIn = Column<Int>("rows_in", .rows, "Rows that the stage read.")
    package let rowsOut = Column<Int>("rows_out", .rows, "Rows that it wrote.")
    package let seconds = Column<Double>("seconds", .seconds, "Elapsed time.")
    package let peakMiB = Column<Double>(
        "peak_mib", "MiB", "The process' largest resident memory up to the stage's end.")
    package let digest = Column<String?>(
        "digest", "SHA-256 of what the stage read: input, parameters and code version.",
        null: "where it may not be reused")

    package static let table = TypedTable(
        "stage_runs", StageRunsTable(), rows: "One row a stage, in the order in which they were written.",
        stages: [.checks], key: { [$0.stage] })
}

/// How a stage of the run went.
package typealias StageRun = TableRow<StageRunsTable>
