extension TableSchema {
    /// Every table of a run, in the order of their page in the documentation.
    package static let all: [TableSchema] = [
        CustomerProfilesTable.table, CustomerFeaturesTable.table, CustomerSegmentsTable.table,
        SegmentDefinitionsTable.table, ArchetypesTable.table, LTVForecastsTable.table, ChurnScoresTable.table,
        NextBestActionsTable.table, ChangesTable.table,
        CohortsTable.table, CohortInsightsTable.table, CohortChangesTable.table,
        AffinityRulesTable.table, AffinityItemsetsTable.table, ProductSequencesTable.table, CrossSellTable.table,
        SLAStatusTable.table, TicketMetricsTable.table, AgentMetricsTable.daily, AgentMetricsTable.weekly,
        AgentMetricsTable.monthly, SupportDailyTable.table, RepeatIssuesTable.table, TicketQueueTable.table,
        DataQualityTable.table, QuarantineTable.table, StageRunsTable.table,
    ]
}
