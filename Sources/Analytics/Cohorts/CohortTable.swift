internal import Domain
package import Tables

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
        return Table(CohortInsightsTable.table) { t in
            t.rank = rows.indices.map { Int64($0 + 1) }
            t.granularity = TextColumn(rows.map(\.granularity.rawValue))
            t.metric = TextColumn(rows.map(\.metric.rawValue))
            t.cohort = TextColumn(rows.map(\.cohort))
            t.period = rows.map { Int64($0.period) }
            t.difference = rows.map(\.difference)
            t.lower = rows.map(\.lower)
            t.upper = rows.map(\.upper)
            t.qValue = rows.map(\.qValue)
            t.text = TextColumn(rows.map(\.text))
        }
    }
}

private struct CohortRows {
    private var granularity = TextColumn()
    private var cohort = TextColumn()
    private var period: [Int64] = []
    private var metric = TextColumn()
    private var breakdown = TextColumn()
    private var (value, numerator, denominator): ([Double], [Double], [Double]) = ([], [], [])
    private var (lower, upper): ([Double], [Double]) = ([], [])
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
            value.append(estimate.value)
            numerator.append(estimate.numerator)
            denominator.append(estimate.denominator)
            lower.append(estimate.interval.lower)
            upper.append(estimate.interval.upper)
            isComplete.append(cell.isComplete ? 1 : 0)
            customers.append(Int64(line.customers))
            leftTruncated.append(line.isLeftTruncated ? 1 : 0)
        }
    }

    var table: Table {
        Table(CohortsTable.table) { t in
            (t.granularity, t.cohort, t.period) = (granularity, cohort, period)
            (t.metric, t.breakdown) = (metric, breakdown)
            (t.value, t.numerator, t.denominator) = (value, numerator, denominator)
            (t.lower, t.upper, t.isComplete) = (lower, upper, isComplete)
            (t.customers, t.isLeftTruncated) = (customers, leftTruncated)
        }
    }
}
