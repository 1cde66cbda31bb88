extension TableName {
    /// The columns of a table, in their order: what a stage fills, the store keeps and a reader is given.
    package var columns: [ColumnDefinition] {
        switch self {
        case .customerProfiles: TableColumns.customerProfiles
        case .customerFeatures: TableColumns.customerFeatures
        case .customerSegments: TableColumns.customerSegments
        case .segmentDefinitions: TableColumns.segmentDefinitions
        case .archetypes: TableColumns.archetypes
        case .ltvForecasts: TableColumns.ltvForecasts
        case .churnScores: ChurnColumns.scores
        case .nextBestActions: ActionColumns.nextBestActions
        case .changes: ActionColumns.changes
        case .cohorts: TableColumns.cohorts
        case .cohortInsights: TableColumns.cohortInsights
        case .cohortChanges: CohortColumns.changes
        case .affinityRules: AffinityColumns.rules
        case .affinityItemsets: AffinityColumns.itemsets
        case .productSequences: AffinityColumns.sequences
        case .crossSell: AffinityColumns.crossSell
        case .slaStatus: SupportColumns.slaStatus
        case .ticketMetrics: SupportColumns.ticketMetrics
        case .agentDailyMetrics, .agentWeeklyMetrics, .agentMonthlyMetrics: SupportColumns.agentMetrics
        case .supportDaily: SupportColumns.supportDaily
        case .repeatIssues: SupportColumns.repeatIssues
        case .ticketQueue: SupportColumns.ticketQueue
        case .dataQuality: TableColumns.dataQuality
        case .quarantine: TableColumns.quarantine
        case .stageRuns: TableColumns.stageRuns
        }
    }
}

private enum TableColumns {
    /// One row a customer, in the order of ``Shop/customers``.
    ///
    /// The key is `customer_id`. `dominant_segments` is a JSON object from every axis to a segment, or to
    /// ``Axis/unobserved``; `membership_strengths` one from every observed axis to `strong`, `balanced` or `weak`;
    /// `communication_guidance` a JSON array. Money is in units of the reporting currency, days are whole and elapsed,
    /// instants are ISO 8601 in UTC.
    static let customerProfiles: [ColumnDefinition] = [
        .text("customer_id"), .text("archetype_l1_id", nullable: true), .text("archetype_l1_name", nullable: true),
        .text("archetype_l2_id", nullable: true), .text("archetype_l2_name", nullable: true),
        .text("dominant_segments"), .text("membership_strengths"), .real("lifetime_value", nullable: true),
        .integer("total_orders"), .real("avg_order_value", nullable: true), .text("first_order_at", nullable: true),
        .text("last_order_at", nullable: true), .integer("days_since_last_purchase", nullable: true),
        .integer("customer_tenure_days", nullable: true), .integer("total_tickets"),
        .real("churn_risk_score", nullable: true), .text("churn_risk_level", nullable: true),
        .real("p_alive", nullable: true), .real("ltv_12m", nullable: true), .real("ltv_12m_lower", nullable: true),
        .real("ltv_12m_upper", nullable: true), .text("next_order_expected_on", nullable: true),
        .text("communication_guidance"), .text("stage"),
    ]

    /// One row a customer: the key `customer_id`, then every feature in its own unit, NULL where not observed.
    static let customerFeatures: [ColumnDefinition] =
        [.text("customer_id")] + Axis.allFeatures.map { .real($0, nullable: true) }

    /// One row a customer, in the order of the ids' bytes.
    ///
    /// The key is `customer_id`. Per axis: the name of the dominant segment or `unobserved`; its membership, 0...1, NULL
    /// where unobserved; the evidence, 0...1. Then two JSON documents over the observed axes, keys in the order of their
    /// bytes:
    ///
    /// - `memberships`: `{axis: {segment name: membership}}`, rounded to ten decimals;
    /// - `reasons`: `{axis: [[feature, standard score], ...]}`, strongest first.
    static let customerSegments: [ColumnDefinition] =
        [.text("customer_id")]
        + Axis.allCases.flatMap { axis -> [ColumnDefinition] in
            [
                .text(axis.rawValue), .real(axis.rawValue + "_membership", nullable: true),
                .real(axis.rawValue + "_evidence"),
            ]
        }
        + [.text("memberships"), .text("reasons")]

    /// One row a segment, by axis and position.
    ///
    /// The key is `axis` and `segment_id`. Axes that nobody was observed on have no row.
    ///
    /// - `name` is unique within an axis; `position` counts from 1 in the order of the lead feature.
    /// - `centroid`: `{feature: value}` in the features' own units.
    /// - `cut_points`: `{"feature", "from", "to"}`: the lead feature and its values in own units between which a customer
    ///   belongs here who sits at the centroids otherwise; `null` at the ends.
    /// - `share` of the customers observed on the axis, `revenue_share` of their revenue, NULL where that is not positive.
    /// - `quality`: the axis' figures, the same on each of its rows.
    /// - `since`: the cutoff of the fit in which the segment was born, ISO 8601.
    static let segmentDefinitions: [ColumnDefinition] = [
        .text("axis"), .text("segment_id"), .text("name"), .integer("position"), .text("centroid"),
        .text("cut_points"), .integer("customers"), .real("share"), .real("revenue"),
        .real("revenue_share", nullable: true), .text("quality"), .text("description"), .integer("model_version"),
        .text("since"),
    ]

    /// One row an archetype, by level, then customers descending, then id.
    ///
    /// The key is `level` and `archetype_id`.
    ///
    /// - A combination that stands at both levels has one id: nothing had to be added to it.
    /// - `parent_id` is the level 1 archetype of a level 2 archetype; NULL at level 1.
    /// - `segments`: `{axis: segment name}`; empty for the row `unobserved`, which holds whoever was not observed on any
    ///   of the axes and exists only where there are such customers.
    /// - `share` is of all customers, `revenue_share` of all their revenue, NULL where that is not positive.
    static let archetypes: [ColumnDefinition] = [
        .integer("level"), .text("archetype_id"), .text("parent_id", nullable: true), .text("name"), .text("segments"),
        .integer("customers"), .real("share"), .real("revenue"), .real("revenue_share", nullable: true),
        .real("mean_ltv_12m", nullable: true), .real("mean_churn_risk", nullable: true),
    ]

    /// One row a customer; the key is `customer_id`.
    ///
    /// - `expected_orders`, `expected_value`, `lower`, `upper`: JSON arrays of 36 numbers, cumulative from `as_of` to the end of
    ///   months 1...36 of 30.4375 days: orders; net value in units of the currency, discounted as the pipeline has it; and its
    ///   90 % interval.
    /// - `p_alive`: the probability that the customer is still active; NULL where the model cannot tell.
    /// - `expected_order_value`: of the orders to come.
    /// - `next_order_expected_on`: the median day of the next order given one within 36 months, with the days that it falls
    ///   before and after with probability 0.05 each; NULL where such an order is less likely than not.
    /// - `reason`: why what is NULL in the first five is NULL.
    static let ltvForecasts: [ColumnDefinition] = [
        .text("customer_id"), .real("p_alive", nullable: true), .real("expected_order_value", nullable: true),
        .text("expected_orders", nullable: true), .text("expected_value", nullable: true),
        .text("lower", nullable: true), .text("upper", nullable: true),
        .text("next_order_expected_on", nullable: true), .text("next_order_earliest", nullable: true),
        .text("next_order_latest", nullable: true), .text("reason", nullable: true),
    ]

    /// One row a granularity, cohort, period, metric and breakdown, which are the key; in that order.
    ///
    /// `breakdown` is empty for the whole cohort, else `channel=web` and the like. `value`, `numerator`, `denominator`, `lower` and `upper` are NULL where
    /// there is nothing to divide by, nothing was observed, or no interval can be given; see ``CohortMetric`` for their
    /// units. `customers` is the size of the cohort.
    static let cohorts: [ColumnDefinition] = [
        .text("granularity"), .text("cohort"), .integer("period"), .text("metric"), .text("breakdown"),
        .real("value", nullable: true), .real("numerator", nullable: true), .real("denominator", nullable: true),
        .real("lower", nullable: true), .real("upper", nullable: true), .integer("is_complete"),
        .integer("customers"), .integer("left_truncated"),
    ]

    /// One row a rank, which is the key: cells that age and calendar do not explain, the surest first.
    ///
    /// `difference` with its interval `lower` to `upper` is in the metric's own unit; `text` says it in a sentence.
    static let cohortInsights: [ColumnDefinition] = [
        .integer("rank"), .text("granularity"), .text("metric"), .text("cohort"), .integer("period"),
        .real("difference"), .real("lower"), .real("upper"), .real("q_value"), .text("text"),
    ]

    /// One row a `kind`, `table_name` and `name`, which are the key.
    ///
    /// `kind` is `table` or `check`: the one fills the counts, the other `found` and `allowed`.
    static let dataQuality: [ColumnDefinition] = [
        .text("kind"), .text("table_name"), .text("name"), .text("outcome", nullable: true),
        .text("found", nullable: true), .text("allowed", nullable: true), .integer("read", nullable: true),
        .integer("accepted", nullable: true), .integer("duplicates", nullable: true),
        .integer("quarantined", nullable: true), .integer("after_as_of", nullable: true),
        .text("detail", nullable: true),
    ]

    /// One row a refused row of the source: its table, source and number, the column at fault, why, and what it was.
    static let quarantine: [ColumnDefinition] = [
        .text("table_name"), .text("source"), .integer("row"), .text("column_name", nullable: true), .text("reason"),
        .text("raw"),
    ]

    /// One row a stage of the run; the key is `stage`.
    static let stageRuns: [ColumnDefinition] = [
        .text("stage"), .text("outcome"), .integer("rows_in"), .integer("rows_out"), .real("seconds"),
        .real("peak_mib"), .text("digest", nullable: true),
    ]
}
