package import Domain

/// The cohorts of a report as a table for a spreadsheet: a row a cohort, a column a period, of one granularity and metric.
///
/// Named `triangle.month.retention` and the like. Cells of periods that have not ended for the whole cohort are empty; the
/// report's list of periods has them, with their mark.
package struct CohortTriangle: Sendable, Equatable {
    package let granularity: CohortGranularity
    package let metric: CohortMetric
    let cohorts: LazyList<CohortReport.Cohort>

    package var name: String { "triangle.\(granularity.rawValue).\(metric.rawValue)" }

    /// Source: RFC 4180.
    package var csv: String {
        let longest = cohorts.map(\.periods.count).max() ?? 0
        let header = [granularity.rawValue, "customers", "left_truncated"] + (0..<longest).map { "\($0)" }
        return ([header] + cohorts.map { row(of: $0, longest) }).map(ReportCSV.line).joined()
    }

    private func row(of cohort: CohortReport.Cohort, _ count: Int) -> [String] {
        let values = cohort.periods.map { period in
            period.isComplete ? period.metrics[metric].value.flatMap { JSONValue.number($0).cell } ?? "" : ""
        }
        return [cohort.cohort, "\(cohort.customers)", "\(cohort.isLeftTruncated)"] + values
            + [String](repeating: "", count: count - values.count)
    }
}

extension CohortReport {
    /// The triangles by granularity, then by metric.
    package var triangles: [CohortTriangle] {
        granularities.flatMap { lines in
            CohortMetric.allCases.map {
                CohortTriangle(granularity: lines.granularity, metric: $0, cohorts: lines.cohorts)
            }
        }
    }
}
