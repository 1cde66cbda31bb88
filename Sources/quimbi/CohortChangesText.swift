import Domain

/// What cohorts are otherwise than the run before told, in a few lines under the retention triangle.
struct CohortChangesText {
    /// Cells that are shown.
    private static let shown = 5

    private let changes: JSONValue?

    /// - Parameter report: the report `data-quality`.
    init(_ report: JSONValue) { changes = report["cohort_changes"] }

    /// Empty where nothing changed, or where there was nothing to compare with.
    var text: String {
        guard let changes, let cells = changes["cells"]?.items, !cells.isEmpty,
            case .object(let counts)? = changes["changed"]
        else { return "" }
        let total = counts.values.reduce(0) { $0.addingClamped(Int(saturating: $1.number ?? 0)) }
        let lines = cells.prefix(Self.shown).compactMap { $0["text"]?.text }.map { "  \($0)\n" }
        let more = total > lines.count ? "  more: quimbi report data-quality\n" : ""
        return "\n\(Figure.count(total)) cells are not what the run as of \(changes["since"]?.text ?? "") told\n"
            + lines.joined() + more
    }
}
