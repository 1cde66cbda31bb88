import Domain

/// The lines that stand above the tables of the report `ltv`: which model speaks, why, and how it did.
struct LifetimeSummary {
    let text: String

    init(_ report: JSONValue) {
        var lines: [String] = []
        if let reason = report["reason"]?.text { lines.append("no fit of tonight: \(reason)") }
        if let model = report["model"], let name = model["name"]?.text {
            let version = report["model_version"]?.number.map { "v\(Int(saturating: $0))" } ?? ""
            lines.append("model \(name) \(version), fitted as of \(report["fitted_as_of"]?.text ?? "-")")
            lines.append("  \(Self.parameters(model)), per \(model["time_unit"]?.text ?? "-")")
        }
        if let choice = report["choice"]?.text { lines.append("  because \(choice)") }
        if let spend = report["spend"], spend["name"] != nil {
            let customers = Figure.count(Int(saturating: spend["customers"]?.number ?? 0))
            let correlation = Figure.decimal(spend["frequency_value_correlation"]?.number, 3)
            lines.append("spend gamma_gamma: \(Self.parameters(spend)), \(customers) customers")
            lines.append("  correlation of orders and spend, taken for none: \(correlation)")
        } else if let reason = report["spend_reason"]?.text {
            lines.append("no spend model: \(reason)")
        }
        if let holdout = report["holdout"], let from = holdout["from"]?.text { lines += Self.holdout(holdout, from) }
        if let correction = report["correction"], let factor = correction["factor"]?.number {
            lines.append("correction of orders \(Figure.decimal(factor, 3)): \(correction["reason"]?.text ?? "")")
        }
        text = lines.map { $0 + "\n" }.joined() + (lines.isEmpty ? "" : "\n")
    }

    private static func holdout(_ holdout: JSONValue, _ from: String) -> [String] {
        let (orders, value) = (holdout["orders"], holdout["value"])
        var line = "held against \(from) to \(holdout["to"]?.text ?? "-"): orders \(figures(orders))"
        if let value, value["bias"] != nil { line += "; value \(figures(value))" }
        return [line]
    }

    private static func figures(_ figures: JSONValue?) -> String {
        "bias \(Figure.percent(figures?["bias"]?.number)), gini \(Figure.decimal(figures?["gini"]?.number)), "
            + "90 % interval covers \(Figure.percent(figures?["coverage_90"]?.number))"
    }

    private static func parameters(_ fit: JSONValue) -> String {
        guard case .object(let members) = fit["parameters"] ?? .null else { return "-" }
        let errors = fit["standard_errors"]
        return members.keys.sorted().map { name in
            "\(name) \(Figure.decimal(members[name]?.number, 4)) ± \(Figure.decimal(errors?[name]?.number, 4))"
        }.joined(separator: ", ")
    }
}
