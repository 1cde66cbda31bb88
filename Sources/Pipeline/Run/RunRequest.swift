package import Domain
package import Reports
package import Store
package import Tables

/// What a single run is asked for beyond its pipeline.
package struct RunRequest: Sendable {
    /// Takes the place of the pipeline's own `as_of`.
    package var asOf: PipelineDefinition.AsOf?
    /// The one stage to run, with what it needs; the tables of the others are carried over where they still hold.
    package var only: StageFile?
    /// Computes every stage, even where the published run has the same.
    package var force = false
    /// Publishes although something cannot be compared with the published run; noted as a warning.
    package var acceptsUncompared = false

    package init() {}
}

/// How a run ended, for whoever started it.
package struct RunOutcome: Sendable {
    package let run: RunID
    package let state: RunState
    package let asOf: Instant
    package let totals: RunTotals
    package let stages: [StageReport]
    package let checks: [QualityCheck]
    package let quality: DataQuality
    /// What was found, in short lines.
    package let findings: [String]
    /// Where the reports of this run lie.
    package let reportFolder: String
    /// Where its tables lie.
    package let tables: String
    /// What failed after the run had ended.
    package var warnings: [String] = []
}
