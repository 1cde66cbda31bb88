import Domain
import Store

/// Tables of a run in which every figure is the same number, so that a mixture of two runs shows.
enum SmallRun {
    static func write(_ figure: Int, customers: Int, to draft: RunDraft) throws {
        for stage in StageFile.allCases {
            let writer = try draft.writer(for: stage)
            for table in tables(of: stage, figure, customers) { try writer.append(table) }
            try writer.finish(digest: "\(stage.rawValue) \(figure)")
        }
    }

    static func tables(of stage: StageFile, _ figure: Int, _ customers: Int) -> [Table] {
        switch stage {
        case .ingest: [dataQuality(kind: "table", figure), quarantine(figure)]
        case .lifetime: [filled(.ltvForecasts, customers, figure)]
        case .features: [filled(.customerFeatures, customers, figure)]
        case .segments:
            [
                customerSegments(customers, figure), filled(.segmentDefinitions, 4, figure),
                filled(.archetypes, 3, figure),
            ]
        case .profiles: [filled(.customerProfiles, customers, figure)]
        case .cohorts: [filled(.cohorts, 6, figure), filled(.cohortInsights, 2, figure)]
        case .affinity:
            [
                filled(.affinityRules, 5, figure), filled(.affinityItemsets, 5, figure),
                filled(.productSequences, 5, figure), filled(.crossSell, customers, figure),
            ]
        case .clocks, .churn, .actions, .changes, .support:
            TableName.allCases.filter { TableSchema.of($0).stages == [stage] }.map { filled($0, 3, figure) }
        case .checks:
            [dataQuality(kind: "check", figure), filled(.stageRuns, 6, figure), filled(.cohortChanges, 2, figure)]
        }
    }

    /// A table of `rows` rows: ids in texts that are keys, the figure everywhere else.
    static func filled(_ name: TableName, _ rows: Int, _ figure: Int) -> Table {
        let schema = TableSchema.of(name)
        let columns = schema.columns.map { column -> Column in
            switch column.kind {
            case .text where column.name == "axis": Column(column.name, (0..<rows).map { Axis.allCases[$0].rawValue })
            case .text where schema.key.contains(column.name): Column(column.name, (0..<rows).map { id($0) })
            case .text: Column(column.name, (0..<rows).map { _ in "\(figure)" })
            case .integer where schema.key.contains(column.name): Column(column.name, (0..<rows).map { Int64($0) })
            case .integer: Column(column.name, [Int64](repeating: Int64(figure), count: rows))
            case .real: Column(column.name, [Double](repeating: Double(figure), count: rows))
            }
        }
        return Table(name, columns)
    }

    static func id(_ row: Int) -> String {
        let digits = String(row)
        return "c" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    static func customerSegments(_ rows: Int, _ figure: Int) -> Table {
        let memberships = #"{"purchase_value":{"high":0.75,"low":0.25}}"#
        return filled(.customerSegments, rows, figure).replacing(
            "memberships", with: Column("memberships", (0..<rows).map { _ in memberships }))
    }

    static func dataQuality(kind: String, _ figure: Int) -> Table {
        filled(.dataQuality, 2, figure).replacing("kind", with: Column("kind", [kind, kind]))
    }

    static func quarantine(_ figure: Int) -> Table {
        filled(.quarantine, 5, figure)
    }
}

extension Table {
    func replacing(_ name: String, with column: Column) -> Table {
        Table(self.name, columns.map { $0.name == name ? column : $0 })
    }
}
