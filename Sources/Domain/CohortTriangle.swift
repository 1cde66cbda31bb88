/// The cohorts of a report as a table for a spreadsheet: a row a cohort, a column a period, of one granularity and metric.
///
/// Named `triangle.month.retention` and the like. Cells of periods that have not ended for the whole cohort are empty; the
/// report's list of periods has them, with their mark.
package struct CohortTriangle: Sendable, Equatable {
    package let name: String
    /// Source: RFC 4180.
    package let csv: String

    /// - Parameter report: the report `cohorts`.
    /// - Returns: the triangles by granularity, then by metric, in the order of the report.
    package static func all(in report: JSONValue) -> [CohortTriangle] {
        (report["granularities"]?.items ?? []).flatMap { lines in
            CohortMetric.allCases.map { CohortTriangle($0, lines) }
        }
    }

    private init(_ metric: CohortMetric, _ lines: JSONValue) {
        let granularity = lines["granularity"]?.text ?? ""
        let cohorts = lines["cohorts"]?.items ?? []
        let longest = cohorts.map { $0["periods"]?.items.count ?? 0 }.max() ?? 0
        name = "triangle.\(granularity).\(metric.rawValue)"
        let header = [granularity, "customers", "left_truncated"] + (0..<longest).map { "\($0)" }
        csv = ([header] + cohorts.map { Self.row(of: $0, metric, longest) }).map(ReportCSV.line).joined()
    }

    private static func row(of cohort: JSONValue, _ metric: CohortMetric, _ count: Int) -> [String] {
        let values = (cohort["periods"]?.items ?? []).map { period in
            period["is_complete"] == .bool(false) ? "" : period["metrics"]?[metric.rawValue]?["value"]?.cell ?? ""
        }
        return ["cohort", "customers", "left_truncated"].map { cohort[$0]?.cell ?? "" } + values
            + [String](repeating: "", count: count - values.count)
    }
}
