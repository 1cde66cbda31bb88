import Domain
import Pipeline

/// The report `cohorts` as people read it: a row a cohort, a column a period, the share that ordered in it.
///
/// On a terminal the share colours its cell. A period that has not ended for the whole cohort is marked, and has no colour.
struct RetentionTriangle {
    /// Periods that fit on a screen.
    private static let columns = 13

    private let report: JSONValue
    private let isColoured: Bool

    init(_ report: JSONValue, isColoured: Bool) {
        (self.report, self.isColoured) = (report, isColoured)
    }

    var text: String {
        (report["granularities"]?.items ?? []).map(triangle).joined(separator: "\n") + insights
    }

    /// What tests found, if anything.
    private var insights: String {
        let texts = (report["insights"]?.items ?? []).compactMap { $0["text"]?.text }
        return texts.isEmpty ? "" : "\n" + texts.map { "! \($0.printableLine)\n" }.joined()
    }

    private func triangle(_ lines: JSONValue) -> String {
        let name = (lines["granularity"]?.text ?? "").printableLine
        let cohorts = lines["cohorts"]?.items ?? []
        let beginning = report["start"]?.text == CohortStart.createdAt.rawValue ? "account" : "first order"
        var text = "retention by \(name) of the \(beginning), % of the cohort ordering in each \(name) from then on\n"
        text += pad(name, 10) + padLeft("customers", 10)
        text += (0..<Self.columns).map { padLeft("\($0) ", 7) }.joined() + "\n"
        for cohort in cohorts {
            let mark = cohort["left_truncated"] == .bool(true) ? "*" : ""
            text += pad((cohort["cohort"]?.text ?? "").printableLine + mark, 10)
            text += padLeft(Figure.count(Int(saturating: cohort["customers"]?.number ?? 0)), 10)
            text += cells(cohort["periods"]?.items ?? []) + "\n"
        }
        text += pad("all", 10) + padLeft("", 10) + cells(lines["overall"]?.items ?? []) + "\n"
        return text + notes(cohorts)
    }

    private func notes(_ cohorts: [JSONValue]) -> String {
        var text = ""
        if cohorts.contains(where: { ($0["periods"]?.items ?? []).prefix(Self.columns).contains(where: isOpen) }) {
            text += "+ so far: the period has not ended for the whole cohort; in no line `all`\n"
        }
        if cohorts.contains(where: { $0["left_truncated"] == .bool(true) }) {
            text += "* its customers may be older than the data; left out of the line `all`\n"
        }
        return text
    }

    private func cells(_ periods: [JSONValue]) -> String {
        var text = ""
        for period in periods.prefix(Self.columns) {
            text += cell(period["metrics"]?["retention"]?["value"]?.number, isOpen: isOpen(period))
        }
        return text
    }

    private func isOpen(_ period: JSONValue) -> Bool { period["is_complete"] == .bool(false) }

    private func cell(_ share: Double?, isOpen: Bool) -> String {
        guard let share else { return padLeft("- ", 7) }
        let text = padLeft(Figure.decimal(share * 100, 1) + (isOpen ? "+" : " "), 7)
        guard isColoured, !isOpen else { return text }
        // Six steps of green on black, the full step at half of the cohort.
        let step = max(0, min(5, Int(saturating: share * 12)))
        return "\u{1B}[48;5;\([234, 22, 28, 34, 40, 46][step])m\(step >= 3 ? "\u{1B}[30m" : "")\(text)\u{1B}[0m"
    }

    private func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private func padLeft(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
