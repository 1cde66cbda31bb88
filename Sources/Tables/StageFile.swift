/// The stages of a run, each the writer of one file of tables: written once, then only read.
package enum StageFile: String, CaseIterable, Sendable, Codable {
    case ingest, clocks, lifetime, churn, features, segments, actions, profiles, changes, cohorts, affinity, support,
        checks
}
