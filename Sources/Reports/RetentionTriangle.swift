internal import Domain

/// Cohorts of one granularity as people read them: a row a cohort, a column a period, the share that ordered in it.
///
/// On a terminal the share colours its cell. A period that has not ended for the whole cohort is marked, and has no colour.
struct RetentionTriangle {
    /// Periods that fit on a screen.
    private static let columns = 13

    let text: String

    init(_ lines: CohortReport.Lines, _ start: CohortStart, isColoured: Bool) {
        let name = lines.granularity.rawValue
        let beginning = start == .createdAt ? "account" : "first order"
        var rows = "retention by \(name) of the \(beginning), % of the cohort ordering in each \(name) from then on\n"
        rows += Self.left(name, 10) + Self.right("customers", 10)
        rows += (0..<Self.columns).map { Self.right("\($0) ", 7) }.joined() + "\n"
        var (hasOpen, hasTruncated) = (false, false)
        for cohort in lines.cohorts {
            let shown = cohort.periods.prefix(Self.columns)
            hasOpen = hasOpen || shown.contains { !$0.isComplete }
            hasTruncated = hasTruncated || cohort.isLeftTruncated
            rows += Self.left(cohort.cohort.printableLine + (cohort.isLeftTruncated ? "*" : ""), 10)
            rows += Self.right(Figure.count(cohort.customers), 10)
            rows += shown.map { Self.cell($0.metrics.retention.value, isOpen: !$0.isComplete, isColoured) }.joined()
            rows += "\n"
        }
        let overall = lines.overall.prefix(Self.columns).map {
            Self.cell($0.metrics.retention.value, isOpen: false, isColoured)
        }
        rows += Self.left("all", 10) + Self.right("", 10) + overall.joined() + "\n"
        if hasOpen { rows += "+ so far: the period has not ended for the whole cohort; in no line `all`\n" }
        if hasTruncated { rows += "* its customers may be older than the data; left out of the line `all`\n" }
        text = rows
    }

    private static func cell(_ share: Double?, isOpen: Bool, _ isColoured: Bool) -> String {
        guard let share else { return right("- ", 7) }
        let text = right(Figure.decimal(share * 100, 1) + (isOpen ? "+" : " "), 7)
        guard isColoured, !isOpen else { return text }
        // Six steps of green on black, the full step at half of the cohort.
        let step = max(0, min(5, Int(saturating: share * 12)))
        return "\u{1B}[48;5;\([234, 22, 28, 34, 40, 46][step])m\(step >= 3 ? "\u{1B}[30m" : "")\(text)\u{1B}[0m"
    }

    private static func left(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func right(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
