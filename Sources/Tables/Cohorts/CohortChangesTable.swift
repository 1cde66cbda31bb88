/// `cohort_changes`: cells whose figures differ from those of the run before.
package struct CohortChangesTable: Sendable {
    /// A figure of a cell: as the previous run had it, as recounted from the records up to then, and now.
    package struct Figures<Value: RequiredCellValue>: Sendable {
        package let before, recounted, after: Column<Value>

        fileprivate init(_ name: String, _ unit: ColumnUnit, _ meaning: String) {
            before = Column("\(name)_before", unit, "\(meaning), as the previous run had it.")
            recounted = Column(
                "\(name)_recounted", unit, "The same, from this run's records without those dated since `since`.")
            after = Column("\(name)_after", unit, "The same, as of this run.")
        }

        /// In the order of time.
        package var all: [Column<Value>] { [before, recounted, after] }
    }

    package let rank = Column<Int>("rank", "From 1, at most 1,000.")
    package let since = Column<String>("since", .instant, "The `as_of` of the previous run.")
    package let granularity = Column<String>("granularity", "As in `cohorts`.")
    package let cohort = Column<String>("cohort", "As in `cohorts`.")
    package let period = Column<Int>("period", "periods", "As in `cohorts`.")
    package let cause = Column<String>(
        "cause",
        "Why the cell differs: `late_data` (older records that were added or corrected), `configuration` (the same records under another program or other settings), `undetermined` (both changed), `new_data` (records dated since, of a period that had ended: refunds)."
    )
    package let customers = Figures<Int>("customers", .customers, "Customers of the cohort")
    package let active = Figures<Int>("active", .customers, "Customers who ordered in the period")
    package let orders = Figures<Int>("orders", .orders, "Orders of the period")
    package let revenue = Figures<Double>("revenue", .currency, "Net revenue of the period")
    package let text = Column<String>("text", "The change, in a sentence.")

    package static let table = TypedTable(
        "cohort_changes", CohortChangesTable(),
        rows: "One row a cell that differs from the previous run, by rank. Made anew in every run.",
        stages: [.checks], key: { [$0.rank] })
}

/// A cell of the cohorts whose figures differ from those of the run before.
package typealias CohortChangeRow = TableRow<CohortChangesTable>

extension CohortChangeRow {
    /// The values of a figure: as the previous run had it, as recounted from the records up to then, and now.
    package func values<Value>(_ figures: KeyPath<CohortChangesTable, CohortChangesTable.Figures<Value>>) -> [Value] {
        table.column[keyPath: figures].all.map { self[$0] }
    }
}
