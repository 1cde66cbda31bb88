package import Domain

/// A table of a run: its key, what look-ups and sorts need, and the stages that write it.
package struct TableSchema: Sendable {
    package let name: TableName
    package let columns: [ColumnDefinition]
    /// The columns that name a row, and in whose order rows are compared.
    package let key: [String]
    /// Whether two rows of one key are refused: everywhere but in `quarantine`, which takes rows as bad as they come.
    let isKeyUnique: Bool
    /// Further indexes, each a list of columns.
    let indexes: [[String]]
    /// The stages whose files hold rows of the table: one, but for `data_quality`.
    package let stages: [StageFile]
    /// Every column of the table `t` in its order, for a query whose rows are read by position.
    let columnList: String
    /// Every column of the table, which is called `t` in what follows.
    let selectSQL: String

    init(
        _ name: TableName, in stages: [StageFile], key: [String], isKeyUnique: Bool = true, indexes: [[String]] = []
    ) {
        self.name = name
        self.stages = stages
        self.key = key
        self.isKeyUnique = isKeyUnique
        self.indexes = indexes
        columns = name.columns
        // The engine takes a bare name in quotes that is no column for a text; it refuses one behind a dot.
        columnList = name.columns.map { "t.\($0.name.quoted)" }.joined(separator: ", ")
        selectSQL = "SELECT \(columnList) FROM \(name.rawValue.quoted) AS t"
    }

    /// The schema of a table.
    package static func of(_ name: TableName) -> TableSchema {
        switch name {
        case .customerProfiles: .customerProfiles
        case .customerFeatures: .customerFeatures
        case .customerSegments: .customerSegments
        case .segmentDefinitions: .segmentDefinitions
        case .archetypes: .archetypes
        case .ltvForecasts: .ltvForecasts
        case .churnScores: .churnScores
        case .nextBestActions: .nextBestActions
        case .changes: .changes
        case .cohorts: .cohorts
        case .cohortInsights: .cohortInsights
        case .cohortChanges: .cohortChanges
        case .affinityRules: .affinityRules
        case .affinityItemsets: .affinityItemsets
        case .productSequences: .productSequences
        case .crossSell: .crossSell
        case .slaStatus: .slaStatus
        case .ticketMetrics: .ticketMetrics
        case .agentDailyMetrics, .agentWeeklyMetrics, .agentMonthlyMetrics: .agentMetrics(name)
        case .supportDaily: .supportDaily
        case .repeatIssues: .repeatIssues
        case .ticketQueue: .ticketQueue
        case .dataQuality: .dataQuality
        case .quarantine: .quarantine
        case .stageRuns: .stageRuns
        }
    }

    /// Holds the columns of `table` against these.
    ///
    /// - Throws: ``StoreError/Code/schemaMismatch``, naming the first column that differs.
    func check(_ table: Table) throws(StoreError) {
        for (position, column) in columns.enumerated() {
            guard position < table.columns.count else {
                throw mismatch("column \(column.name) is missing")
            }
            let given = table.columns[position]
            guard given.name == column.name else {
                throw mismatch("column \(position + 1) is \(given.name) where \(column.name) is needed")
            }
            guard given.kind == column.kind else {
                throw mismatch(
                    "column \(column.name) holds \(given.kind.sqlName) where \(column.kind.sqlName) is needed")
            }
        }
        guard table.columns.count == columns.count else {
            throw mismatch("column \(table.columns[columns.count].name) is not in the schema")
        }
    }

    private func mismatch(_ detail: String) -> StoreError {
        StoreError(.schemaMismatch, "table \(name.rawValue) does not fit its schema: \(detail)")
    }
}
