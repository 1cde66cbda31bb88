import Domain

/// The lines that stand above the tables of the report `churn`: which model speaks, why, and how it did.
struct ChurnSummary {
    let text: String

    init(_ report: JSONValue) {
        var lines: [String] = []
        if let reason = report["reason"]?.text { lines.append("no fit of tonight: \(reason)") }
        if let model = report["model"], let name = model["name"]?.text {
            let version = model["version"]?.number.map { "v\(Int(saturating: $0))" } ?? ""
            let days = Int(saturating: model["horizon_days"]?.number ?? 0)
            lines.append("churn is no order within \(days) days; model \(name) \(version)")
            lines.append(
                "  trained on \(Figure.count(Int(saturating: model["rows"]?.number ?? 0))) rows of "
                    + "\(model["trained_from"]?.text ?? "-") to \(model["trained_to"]?.text ?? "-")")
        }
        if let choice = report["choice"]?.text { lines.append("  because \(choice)") }
        if let holdout = report["holdout"], let from = holdout["from"]?.text {
            lines.append(
                "held against \(from) to \(holdout["to"]?.text ?? "-"), "
                    + "\(Figure.percent(holdout["churn_rate"]?.number)) left:")
            lines.append("  \(Self.figures(holdout))")
        }
        if let recency = report["recency_baseline"]?["holdout"], recency["auc"] != nil {
            lines.append("  recency alone: \(Self.figures(recency))")
        }
        if let verdict = ModelComparison.verdict(report["contest"]) {
            let version = Int(saturating: report["contest"]?["challenger"]?["version"]?.number ?? 0)
            lines.append("last fit v\(version): \(verdict)")
        }
        if let levels = report["levels"] {
            let counts = ["low", "medium", "high", "critical", "unknown"].map { level in
                "\(level) \(Figure.count(Int(saturating: levels[level]?.number ?? 0)))"
            }
            lines.append("customers: \(counts.joined(separator: ", "))")
        }
        if let stake = report["value_at_stake"]?.number { lines.append("value at stake: \(Figure.decimal(stake))") }
        text = lines.map { $0 + "\n" }.joined() + (lines.isEmpty ? "" : "\n")
    }

    private static func figures(_ found: JSONValue) -> String {
        func figure(_ name: String) -> String { Figure.decimal(found[name]?.number, 3) }
        return "AUC \(figure("auc")) (active \(figure("auc_active"))), log loss \(figure("log_loss")), Brier "
            + "\(figure("brier")), ECE \(figure("ece")), lift of the top tenth \(figure("lift_top_decile"))"
    }
}
