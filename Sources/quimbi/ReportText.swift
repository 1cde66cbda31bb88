import Domain
import Pipeline

/// A report as tables for people: each of its lists with the columns that matter there.
struct ReportText {
    private let name: ReportName
    private let report: JSONSource

    init(_ name: ReportName, _ report: JSONSource) {
        (self.name, self.report) = (name, report)
    }

    var text: String {
        columns.compactMap { list, columns in
            ReportList(list, in: report).map { table(Array($0.rows), columns) }
        }.joined(separator: "\n")
    }

    /// Lists in the order in which they are shown, with their columns.
    private var columns: [(String, [String])] {
        switch name {
        case .run: [("stages", ["name", "outcome", "rows_in", "rows_out", "seconds", "peak_mib"])]
        case .dataQuality:
            [
                ("tables", ["table", "read", "accepted", "duplicates", "quarantined", "after_as_of"]),
                ("checks", ["outcome", "name", "found", "allowed"]), ("cohort_changes.cells", ["cause", "text"]),
            ]
        case .segments: [("axes.segments", ["axis", "name", "customers", "share", "revenue_share", "description"])]
        case .archetypes: [("levels.archetypes", ["level", "customers", "share", "revenue_share", "name", "id"])]
        case .ltv:
            [
                ("totals", ["month", "expected", "lower", "upper", "expected_orders"]),
                ("deciles", ["decile", "customers", "predicted", "actual"]),
                (
                    "candidates",
                    [
                        "name", "log_likelihood", "selection.mean_log_likelihood", "holdout.value.bias",
                        "holdout.value.mae", "holdout.value.rmse", "holdout.value.gini", "holdout.value.coverage_90",
                    ]
                ),
                (
                    "past_nights",
                    [
                        "predicted_as_of", "horizon_months", "customers", "value.predicted", "value.actual",
                        "value.bias", "value.coverage_90",
                    ]
                ),
            ]
        case .churn:
            [
                (
                    "candidates",
                    [
                        "name", "selection_log_loss", "holdout.auc", "holdout.auc_active", "holdout.brier",
                        "holdout.log_loss", "holdout.ece", "holdout.lift_top_decile",
                    ]
                ), ("calibration", ["bin", "customers", "predicted", "observed"]),
                ("factors", ["factor", "mean_absolute_contribution", "text"]),
            ]
        case .cohorts, .affinity, .support, .agents, .sla: []
        }
    }

    private func table(_ rows: [[String: String]], _ columns: [String]) -> String {
        let numeric = columns.indices.filter { index in
            rows.allSatisfy { Double($0[columns[index]] ?? "0") != nil || $0[columns[index]] == "" }
        }
        var table = TextTable(columns, numeric: Set(numeric))
        let places = columns.map { Self.places(for: rows, $0) }
        for row in rows {
            table.add(
                columns.enumerated().map { index, column in
                    let cell = row[column] ?? ""
                    guard numeric.contains(index), let number = Double(cell) else { return cell }
                    return column.hasSuffix("share") ? Figure.percent(number) : Figure.decimal(number, places[index])
                })
        }
        return table.text
    }

    /// The decimals of a column: none for whole numbers; of shares, scores and the like more than of large ones.
    private static func places(for rows: [[String: String]], _ column: String) -> Int {
        let numbers = rows.compactMap { $0[column].flatMap(Double.init) }
        if numbers.allSatisfy({ $0 == $0.rounded() }) { return 0 }
        return numbers.allSatisfy { abs($0) <= 1 } ? 4 : 2
    }
}
