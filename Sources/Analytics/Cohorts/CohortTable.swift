package import Domain

/// Fills the table `cohorts`.
package enum CohortTable {
    /// The rows of a whole analysis.
    package static func table(_ analysis: CohortAnalysis) -> Table {
        var rows = CohortRows()
        for table in analysis.granularities { rows.append(table, breakdown: "") }
        for part in analysis.breakdowns { rows.append(part.lines, breakdown: part.name) }
        return rows.table
    }
}

extension CohortTable {
    /// The rows of `cohort_insights`.
    package static func insights(_ analysis: CohortAnalysis) -> Table {
        let rows = analysis.insights
        return Table(
            .cohortInsights,
            values: [
                .integer(rows.indices.map { Int64($0 + 1) }), .texts(rows.map(\.granularity.rawValue)),
                .texts(rows.map(\.metric.rawValue)), .texts(rows.map(\.cohort)),
                .integer(rows.map { Int64($0.period) }), .real(rows.map(\.difference)), .real(rows.map(\.lower)),
                .real(rows.map(\.upper)), .real(rows.map(\.qValue)), .texts(rows.map(\.text)),
            ])
    }
}

private struct CohortRows {
    private var granularity = TextColumn()
    private var cohort = TextColumn()
    private var period: [Int64] = []
    private var metric = TextColumn()
    private var breakdown = TextColumn()
    private var numbers = [[Double]](repeating: [], count: 5)
    private var isComplete: [Int64] = []
    private var customers: [Int64] = []
    private var leftTruncated: [Int64] = []

    mutating func append(_ lines: CohortGranularityLines, breakdown: String) {
        for line in lines.cohorts {
            for cell in line.cells { append(cell, of: line, lines.granularity, breakdown) }
        }
    }

    private mutating func append(
        _ cell: CohortCell, of line: CohortLine, _ granularity: CohortGranularity, _ breakdown: String
    ) {
        for metric in CohortMetric.allCases {
            let estimate = cell[metric]
            self.granularity.append(granularity.rawValue)
            cohort.append(line.label)
            period.append(Int64(cell.period))
            self.metric.append(metric.rawValue)
            self.breakdown.append(breakdown)
            numbers[0].append(estimate.value)
            numbers[1].append(estimate.numerator)
            numbers[2].append(estimate.denominator)
            numbers[3].append(estimate.interval.lower)
            numbers[4].append(estimate.interval.upper)
            isComplete.append(cell.isComplete ? 1 : 0)
            customers.append(Int64(line.customers))
            leftTruncated.append(line.isLeftTruncated ? 1 : 0)
        }
    }

    var table: Table {
        let values: [Column.Values] = [
            .text(granularity), .text(cohort), .integer(period), .text(metric), .text(breakdown), .real(numbers[0]),
            .real(numbers[1]), .real(numbers[2]), .real(numbers[3]), .real(numbers[4]), .integer(isComplete),
            .integer(customers), .integer(leftTruncated),
        ]
        return Table(.cohorts, values: values)
    }
}
