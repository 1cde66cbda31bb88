import Domain

/// The report `sla` as the head of a desk reads it: what is promised and how it was kept, by whom, lately, and what needs
/// somebody now.
struct ServiceText {
    /// Rows of a list that fit on a screen, and days of the trend.
    private static let (rows, days) = (15, 14)

    private let report: JSONValue

    init(_ report: JSONValue) {
        self.report = report
    }

    var text: String {
        let now = [
            list("at_risk", "about to be broken, the least time left first; due -: the clock stands", "left") { $0 },
            list("breaches", "broken and not fulfilled, the longest first", "late by") { -$0 },
        ]
        return ([policies, keepers, trend] + now + [desk]).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var policies: String {
        var table = TextTable(
            [
                "policy", "promise", "within", "hours", "kept", "kept late", "broken", "at risk", "running",
                "kept of all",
                "95 %",
            ], numeric: [2, 4, 5, 6, 7, 8, 9, 10])
        for policy in report["policies"]?.items ?? [] {
            table.add([
                policy["name"]?.text ?? "", Self.words(policy["target"]),
                Figure.hours(policy["target_seconds"]?.number.map { $0 / 3_600 }),
                policy["calendar"]?.text ?? "all", Figure.count(policy["met"]), Figure.count(policy["met_late"]),
                Figure.count(policy["breached"]), Figure.count(policy["at_risk"]), Figure.count(policy["within"]),
                Figure.percent(policy["compliance"]?.number),
                Self.range(policy["compliance_lower"], policy["compliance_upper"]),
            ])
        }
        return table.text
    }

    private var keepers: String {
        var table = TextTable(["agent", "name", "team", "promises", "kept", "95 %"], numeric: [3, 4, 5])
        let keepers = (report["teams"]?.items ?? []) + (report["agents"]?.items ?? [])
        guard !keepers.isEmpty else { return "" }
        for keeper in keepers {
            table.add([
                keeper["agent_id"]?.text ?? "team", keeper["name"]?.text ?? "", keeper["team"]?.text ?? "",
                Figure.count(keeper["judged"]), Figure.percent(keeper["compliance"]?.number),
                Self.range(keeper["lower"], keeper["upper"]),
            ])
        }
        return table.text
    }

    private var trend: String {
        let days = report["trend"]?.items ?? []
        guard !days.isEmpty else { return "" }
        var table = TextTable(["day", "promises", "kept"], numeric: [1, 2])
        for day in days.suffix(Self.days) {
            table.add([
                day["day"]?.text ?? "", Figure.count(day["judged"]), Figure.percent(day["compliance"]?.number),
            ])
        }
        return table.text
    }

    /// By the clock of each policy; times left stand in the table as `remaining_seconds`.
    private func list(_ key: String, _ title: String, _ column: String, _ seconds: (Double) -> Double) -> String {
        let found = report[key]?.items ?? []
        guard !found.isEmpty else { return "nothing is \(title.prefix { $0 != "," })\n" }
        var table = TextTable(["ticket", "promise", "policy", "due", column, "agent"], numeric: [4])
        for target in found.prefix(Self.rows) {
            table.add([
                target["ticket_id"]?.text ?? "", Self.words(target["target"]), target["policy"]?.text ?? "",
                Self.minute(target["due_at"]),
                Figure.hours(target["remaining_seconds"]?.number.map { seconds($0) / 3_600 }),
                target["agent_id"]?.text ?? "-",
            ])
        }
        return "\(title) (\(min(Self.rows, found.count)) of \(found.count))\n" + table.text
    }

    private var desk: String {
        let found = report["desk_agreement"]?.items ?? []
        guard !found.isEmpty else { return "" }
        var table = TextTable(
            ["policy", "tickets", "agree", "kept by us alone", "kept by the desk alone"], numeric: [1, 2, 3, 4])
        for line in found {
            table.add([
                line["policy"]?.text ?? "", Figure.count(line["tickets"]), Figure.percent(line["share"]?.number),
                Figure.count(line["clocks_kept"]), Figure.count(line["desk_kept"]),
            ])
        }
        return "beside the desk's own verdicts\n" + table.text
    }

    private static func words(_ value: JSONValue?) -> String { (value?.text ?? "").replacing("_", with: " ") }

    private static func range(_ lower: JSONValue?, _ upper: JSONValue?) -> String {
        lower?.number == nil ? "-" : "\(Figure.percent(lower?.number)) to \(Figure.percent(upper?.number))"
    }

    /// `2026-03-02 09:00Z`; `-` while a clock stands.
    private static func minute(_ value: JSONValue?) -> String {
        guard let text = value?.text else { return "-" }
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(5))Z"
    }
}
