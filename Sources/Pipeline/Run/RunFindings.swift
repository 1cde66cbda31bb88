internal import Analytics
internal import Domain
internal import Foundation
internal import Kernels
internal import Reports

/// What a run found, in a few lines for whoever watched it.
struct RunFindings {
    let lines: [String]

    init(_ bench: Workbench, _ checks: [QualityCheck], _ stages: [StageReport]) throws {
        let totals = RunTotals(of: bench.shop)
        var lines = [
            "shop: \(totals.customers) customers (\(totals.buyers) buyers), \(totals.orders) orders "
                + "(\(totals.guestOrders) of guests), \(totals.tickets) tickets, "
                + "net \(Money.text(bench.shop.orders.net(of: 0..<bench.shop.orders.count))) \(bench.shop.currency)",
            Self.input(bench.quality),
        ]
        lines += Self.refused(bench.quality) + Self.unread(bench.quality)
        let reused = stages.filter { $0.outcome == .reused }.map(\.name)
        if stages.contains(where: { $0.name == "segments" && $0.outcome == .computed }) {
            lines.append(Self.segments(bench))
        }
        if stages.contains(where: { $0.name == "lifetime" && $0.outcome == .computed }) {
            lines.append(Self.lifetime(bench))
        }
        if stages.contains(where: { $0.name == "churn" && $0.outcome == .computed }) {
            lines.append(Self.churn(bench))
        }
        // One line for both: the whole ends in under ten.
        var joined: [String] = []
        if stages.contains(where: { $0.name == "cohorts" && $0.outcome == .computed }) {
            joined += Self.cohorts(bench.cohorts)
        }
        if stages.contains(where: { $0.name == "affinity" && $0.outcome == .computed }) {
            joined += Self.affinity(bench.affinity)
        }
        if !joined.isEmpty { lines.append(joined.joined(separator: "; ")) }
        if bench.shop.has.tickets, stages.contains(where: { $0.name == "clocks" && $0.outcome == .computed }) {
            lines.append(Self.support(bench.clocks))
        }
        if !reused.isEmpty { lines.append("unchanged, taken from the run before: \(reused.joined(separator: ", "))") }
        let warned = checks.filter { $0.outcome == .warned }
        if let first = warned.first {
            let more = warned.count > 1 ? ", and \(warned.count - 1) more" : ""
            lines.append("worth a look: \(first.name): \(first.found)\(more) (`quimbi report data-quality`)")
        }
        self.lines = lines
    }

    private static func input(_ quality: DataQuality) -> String {
        let read = quality.tables.reduce(0) { $0 + $1.read }
        let duplicates = quality.tables.reduce(0) { $0 + $1.duplicates }
        let late = quality.tables.reduce(0) { $0 + $1.afterAsOf }
        let superseded = quality.tables.reduce(0) { $0 + $1.superseded }
        let aside = quality.tables.reduce(0) { $0 + $1.setAside }
        let further =
            (superseded > 0 ? "\(superseded) superseded, " : "") + (aside > 0 ? "\(aside) set aside, " : "")
        return "input: \(read) rows read, \(quality.quarantine.count) quarantined, \(duplicates) duplicates, \(further)"
            + "\(late) after as_of; every row accounted for"
    }

    /// The money of refused rows, table by table.
    private static func refused(_ quality: DataQuality) -> [String] {
        quality.tables.compactMap { table in
            guard let stake = MoneyAtStake(of: table, in: quality) else { return nil }
            return
                "refused: \(table.quarantined) rows of \(table.table), about \(MoneyAtStake.whole(table.quarantinedMoney)),"
                + " \(MoneyAtStake.percent(stake.share)) of what was accepted\(RefusalText.of(table.table, quality))"
        }
    }

    /// What lies in the source and nothing reads.
    private static func unread(_ quality: DataQuality) -> [String] {
        let columns = quality.tables.filter { !$0.ignoredColumns.isEmpty }.map {
            "\($0.ignoredColumns.prefix(8).joined(separator: ", "))\($0.ignoredColumns.count > 8 ? ", …" : "") of \($0.table)"
        }
        let cells = quality.tables.flatMap { table in
            table.badCells.map { "\($0.count) \($0.column) of \(table.table) (\($0.reason.rawValue))" }
        }
        var lines: [String] = []
        let unread = quality.unreadFiles.map { "file \($0)" } + columns
        if !unread.isEmpty { lines.append("not read: \(unread.joined(separator: "; "))") }
        if !cells.isEmpty { lines.append("cells taken as missing: \(cells.joined(separator: ", "))") }
        return lines
    }

    private static func segments(_ bench: Workbench) -> String {
        let (model, scores) = (bench.segmentation.model, bench.segmentation.scores)
        let observed = model.axes.filter { axis in scores[axis.axis].segment.contains { $0 >= 0 } }
        let structured = observed.filter { $0.k > 1 }
        var line = "segments: \(structured.map(\.k).reduce(0, +)) on \(structured.count) axes"
        if observed.count > structured.count { line += ", no structure on \(observed.count - structured.count)" }
        let unobserved = model.axes.count - observed.count
        if unobserved > 0 { line += ", nobody observed on \(unobserved) (`quimbi report segments` says why)" }
        let fitted = bench.segmentation.isFitted ? " fitted tonight" : ""
        let archetypes = bench.archetypes.list.count { $0.level == 2 }
        return line + "; model v\(model.version)\(fitted), \(archetypes) archetypes"
    }

    private static func lifetime(_ bench: Workbench) -> String {
        let tonight = bench.lifetime
        guard let model = tonight.model, let year = tonight.forecasts?.totals.first(where: { $0.month == 12 }) else {
            return "lifetime value: \(tonight.refusal ?? "no model")"
        }
        let name = "\(model.name) v\(model.version)\(tonight.isFitted ? " fitted tonight" : "")"
        guard let expected = year.expected, let lower = year.lower, let upper = year.upper else {
            return "lifetime value: \(whole(year.expectedOrders)) orders expected in 12 months; \(name), no spend model"
        }
        return "lifetime value: \(whole(expected)) expected of these customers in 12 months "
            + "(90 %: \(whole(lower)) to \(whole(upper)) \(bench.shop.currency)); \(name)"
    }

    private static func churn(_ bench: Workbench) -> String {
        let tonight = bench.churn
        guard let model = tonight.model, let scores = tonight.scores else {
            return "churn: \(tonight.refusal ?? "no model")"
        }
        let counts = scores.levels.filter { $0.customers > 0 }.map { "\($0.customers) \($0.level.rawValue)" }
        let name = "\(model.name) v\(model.version)\(tonight.isFitted ? " fitted tonight" : "")"
        return "churn in \(model.horizonDays) days: \(counts.joined(separator: ", ")); \(name)"
    }

    private static func whole(_ number: Double) -> String { String(format: "%.0f", number) }

    private static func affinity(_ analysis: AffinityAnalysis) -> [String] {
        guard let whole = analysis.sections.first, whole.baskets > 0 else { return [] }
        let rules = whole.hint ?? "\(whole.ruleCount) rules"
        let extent =
            whole.isComplete ? "" : " of the \(whole.completeItems) most frequent products (the budget is used up)"
        return [
            "baskets: \(whole.sets.count) sets in at least \(whole.minimumCount) of \(whole.baskets)\(extent), \(rules)"
        ]
    }

    private static func support(_ clocks: TicketClocks) -> String {
        let targets = clocks.records.flatMap { record in ServiceTarget.allCases.map { record.target($0) } }
        let (judged, late) = targets.reduce((0, 0)) { ($0.0 + Int($1.judged), $0.1 + Int($1.late)) }
        let kept = judged > 0 ? String(format: "%.1f %%", 100 * Double(judged - late) / Double(judged)) : "none judged"
        let open = clocks.records.count { !$0.isResolved }
        return "support: \(open) tickets open; service levels kept: \(kept); "
            + "\(targets.count { $0.status == .breached }) broken now"
    }

    private static func cohorts(_ analysis: CohortAnalysis) -> [String] {
        guard let lines = analysis.granularities.first, !lines.cohorts.isEmpty else { return [] }
        let first = lines.overall.first { $0.period == 1 }.map { $0[.retention].value }
        let share = first.map { String(format: "%.1f %%", $0 * 100) } ?? "too little to say how many"
        return [
            "cohorts: \(lines.cohorts.count) by \(lines.granularity.rawValue); \(share) order again in the next one"
        ]
    }
}
