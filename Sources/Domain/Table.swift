/// The tables of a run.
package enum TableName: String, CaseIterable, Sendable, Codable {
    case customerProfiles = "customer_profiles"
    case customerFeatures = "customer_features"
    case customerSegments = "customer_segments"
    case segmentDefinitions = "segment_definitions"
    case archetypes
    case ltvForecasts = "ltv_forecasts"
    case churnScores = "churn_scores"
    case nextBestActions = "next_best_actions"
    case changes
    case cohorts
    case cohortInsights = "cohort_insights"
    case cohortChanges = "cohort_changes"
    case affinityRules = "affinity_rules"
    case affinityItemsets = "affinity_itemsets"
    case productSequences = "product_sequences"
    case crossSell = "cross_sell"
    case slaStatus = "sla_status"
    case ticketMetrics = "ticket_metrics"
    case agentDailyMetrics = "agent_daily_metrics"
    case agentWeeklyMetrics = "agent_weekly_metrics"
    case agentMonthlyMetrics = "agent_monthly_metrics"
    case supportDaily = "support_daily"
    case repeatIssues = "repeat_issues"
    case ticketQueue = "ticket_queue"
    case dataQuality = "data_quality"
    case quarantine
    case stageRuns = "stage_runs"
}

/// Rows of one table, as columns: what a stage hands to the store, whole or in parts.
package struct Table: Sendable, Equatable {
    package let name: TableName
    package let columns: [Column]

    /// - Precondition: all columns are of one length.
    package init(_ name: TableName, _ columns: [Column]) {
        let lengths = Set(columns.map(\.count))
        precondition(lengths.count <= 1, "columns of \(name.rawValue) have lengths \(lengths.sorted())")
        self.name = name
        self.columns = columns
    }

    package var rowCount: Int { columns.first?.count ?? 0 }

    package subscript(column: String) -> Column? {
        columns.first { $0.name == column }
    }
}

/// One column of a ``Table``.
package struct Column: Sendable, Equatable {
    /// The values and how they say that there is none.
    package enum Values: Sendable, Equatable {
        /// `Int64.min` is NULL; booleans are 0 and 1.
        case integer([Int64])
        /// NaN is NULL; infinity is refused by the store.
        case real([Double])
        case text(TextColumn)

        /// Texts in every row.
        package static func texts(_ values: [String]) -> Values { .text(TextColumn(values.lazy.map(Optional.some))) }
    }

    package let name: String
    package let values: Values

    package init(_ name: String, _ values: Values) {
        self.name = name
        self.values = values
    }

    package init(_ name: String, _ values: [Int64]) {
        self.init(name, .integer(values))
    }

    package init(_ name: String, _ values: [Double]) {
        self.init(name, .real(values))
    }

    package init(_ name: String, _ values: some Sequence<String?>) {
        self.init(name, .text(TextColumn(values)))
    }

    package var count: Int {
        switch values {
        case .integer(let values): values.count
        case .real(let values): values.count
        case .text(let values): values.count
        }
    }
}
