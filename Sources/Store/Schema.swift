internal import Domain

/// The tables of a run: where each stands, what names its rows and what is looked up in it.
extension TableSchema {
    static let customerProfiles = TableSchema(
        .customerProfiles, in: [.profiles], key: ["customer_id"],
        indexes: [["archetype_l1_id"], ["archetype_l2_id"]] + CustomerSort.allCases.compactMap(\.index))

    static let churnScores = TableSchema(
        .churnScores, in: [.churn], key: ["customer_id"], indexes: [["rank"], ["level", "rank"]])

    static let nextBestActions = TableSchema(.nextBestActions, in: [.actions], key: ["customer_id", "rank"])

    static let changes = TableSchema(.changes, in: [.changes], key: ["customer_id"])

    static let cohorts = TableSchema(
        .cohorts, in: [.cohorts], key: ["granularity", "cohort", "period", "metric", "breakdown"],
        indexes: [["granularity", "metric", "breakdown", "cohort"]])

    static let cohortInsights = TableSchema(.cohortInsights, in: [.cohorts], key: ["rank"])

    /// Made anew every night, also where the cohorts are those of the run before: it tells how they differ from them.
    static let cohortChanges = TableSchema(.cohortChanges, in: [.checks], key: ["rank"])

    static let affinityRules = TableSchema(
        .affinityRules, in: [.affinity], key: ["level", "window", "rank"],
        indexes: [["antecedent_product", "level", "window", "rank"]])

    static let affinityItemsets = TableSchema(
        .affinityItemsets, in: [.affinity], key: ["level", "window", "itemset"],
        indexes: [["level", "window", "size", "count"]])

    static let productSequences = TableSchema(
        .productSequences, in: [.affinity], key: ["rank"], indexes: [["first_product", "rank"]])

    static let crossSell = TableSchema(.crossSell, in: [.affinity], key: ["customer_id"])

    static let customerFeatures = TableSchema(.customerFeatures, in: [.features], key: ["customer_id"])

    static let customerSegments = TableSchema(
        .customerSegments, in: [.segments], key: ["customer_id"],
        indexes: Axis.allCases.map { [$0.rawValue, "customer_id"] })

    static let segmentDefinitions = TableSchema(.segmentDefinitions, in: [.segments], key: ["axis", "segment_id"])

    static let archetypes = TableSchema(
        .archetypes, in: [.segments], key: ["level", "archetype_id"], indexes: [["archetype_id"]])

    static let ltvForecasts = TableSchema(.ltvForecasts, in: [.lifetime], key: ["customer_id"])

    /// The reading of the source tells of its tables and checks in `ingest`, the checks before publishing in `checks`.
    static let dataQuality = TableSchema(
        .dataQuality, in: [.ingest, .checks], key: ["kind", "table_name", "name"])

    static let quarantine = TableSchema(
        .quarantine, in: [.ingest], key: ["table_name", "source", "row"], isKeyUnique: false)

    static let stageRuns = TableSchema(.stageRuns, in: [.checks], key: ["stage"])
}
