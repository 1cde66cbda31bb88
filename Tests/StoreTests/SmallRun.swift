import Domain
import Store
import Tables

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
        case .lifetime: [filled(LTVForecastsTable.table, customers, figure)]
        case .features: [filled(CustomerFeaturesTable.table, customers, figure)]
        case .segments:
            [
                customerSegments(customers, figure), filled(SegmentDefinitionsTable.table, 4, figure),
                filled(ArchetypesTable.table, 3, figure),
            ]
        case .profiles: [filled(CustomerProfilesTable.table, customers, figure)]
        case .cohorts: [filled(CohortsTable.table, 6, figure), filled(CohortInsightsTable.table, 2, figure)]
        case .affinity:
            [
                filled(AffinityRulesTable.table, 5, figure), filled(AffinityItemsetsTable.table, 5, figure),
                filled(ProductSequencesTable.table, 5, figure), filled(CrossSellTable.table, customers, figure),
            ]
        case .clocks, .churn, .actions, .changes, .support:
            TableSchema.all.filter { $0.stages == [stage] }.map { filled($0, 3, figure) }
        case .checks:
            [
                dataQuality(kind: "check", figure), filled(StageRunsTable.table, 6, figure),
                filled(CohortChangesTable.table, 2, figure),
            ]
        }
    }

    /// A table of `rows` rows: ids in texts that are keys, the figure everywhere else.
    static func filled(_ schema: TableSchema, _ rows: Int, _ figure: Int) -> Table {
        Table(schema) { column in
            switch column.kind {
            case .text where column.name == "axis": .text(TextColumn((0..<rows).map { Axis.allCases[$0].rawValue }))
            case .text where schema.key.contains(column): .text(TextColumn((0..<rows).map { id($0) }))
            case .text: .text(TextColumn(repeating: "\(figure)", count: rows))
            case .integer where schema.key.contains(column): .integer((0..<rows).map { Int64($0) })
            case .integer: .integer([Int64](repeating: Int64(figure), count: rows))
            case .real: .real([Double](repeating: Double(figure), count: rows))
            }
        }
    }

    static func id(_ row: Int) -> String {
        let digits = String(row)
        return "c" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    }

    static func customerSegments(_ rows: Int, _ figure: Int) -> Table {
        let memberships = #"{"purchase_value":{"high":0.75,"low":0.25}}"#
        return filled(CustomerSegmentsTable.table, rows, figure).replacing(
            "memberships", with: (0..<rows).map { _ in memberships })
    }

    static func dataQuality(kind: String, _ figure: Int) -> Table {
        filled(DataQualityTable.table, 2, figure).replacing("kind", with: [kind, kind])
    }

    static func quarantine(_ figure: Int) -> Table {
        filled(QuarantineTable.table, 5, figure)
    }
}

extension Table {
    /// The table with other values in the column of a name.
    func replacing(_ name: String, with values: ColumnValues) -> Table {
        Table(schema) { $0.name == name ? values : self[values: $0] }
    }

    func replacing(_ name: String, with values: some ColumnStorage) -> Table {
        replacing(name, with: values.columnValues)
    }

    func replacing(_ name: String, with texts: [String?]) -> Table { replacing(name, with: TextColumn(texts)) }
}
