/// The names of the reports that exist; a file is `<name>.json`.
package enum ReportName: String, CaseIterable, Sendable {
    case run
    case dataQuality = "data-quality"
    case segments, archetypes, ltv, churn, cohorts, affinity, support, agents, sla

    package var schema: String { "quimbi.\(rawValue)/1" }
}
