package import Domain
internal import Foundation

/// A cell of a cohort table that is not what the last published run told of it.
package struct CohortChange: Sendable, Equatable {
    /// Why; the raw value is the public name.
    package enum Cause: String, CaseIterable, Sendable {
        /// Records dated before the last run's `as_of` were not there then, or were others.
        case lateData = "late_data"
        /// The same records, counted by another program or under another configuration.
        case configuration
        /// Records and program or configuration have both changed, and nothing can tell which of them it was.
        case undetermined
        /// Records dated since the last run, of a period that had ended: refunds.
        case newData = "new_data"
    }

    package let granularity: CohortGranularity
    package let cohort: String
    package let period: Int
    package let cause: Cause
    /// As the last run told it; as tonight's records give it when those dated since are left out; as of tonight.
    package let before, recounted, after: CohortCounts.Cell
}

/// What is no longer as the last published run told it, cell by cell, and why.
///
/// Cells that had not ended then grow with every night, which is no news: they are counted, not listed, unless records
/// from before that night changed them too.
package struct CohortChanges: Sendable, Equatable {
    /// The `as_of` of the run that is compared with.
    package let since: Instant
    /// What changed in each cell, the most orders first within a cause; at most ``limit``.
    package let cells: [CohortChange]
    /// How many cells changed, listed or not, by cause.
    package let counts: [CohortChange.Cause: Int]
    /// Cells that had not ended, and that records since then alone brought forward.
    package let continued: Int

    package static let limit = 1_000

    /// Nothing has changed: the records and all that counts them are the same.
    package init(unchangedSince since: Instant) {
        self.init(since: since, [], continued: 0)
    }

    /// Compares two nights.
    ///
    /// - Parameters:
    ///   - before: what the last published run told; granularities that tonight does not have are left out.
    ///   - since: its `as_of`, at or before tonight's.
    ///   - after: tonight's cohorts.
    ///   - shop: tonight's records.
    ///   - cause: of what tonight's records from before `since` do not explain.
    package init(
        from before: [CohortCounts], since: Instant, to after: CohortAnalysis, _ shop: Shop, cause: CohortChange.Cause
    ) {
        var (cells, continued): ([CohortChange], Int) = ([], 0)
        for lines in after.granularities {
            guard let told = before.first(where: { $0.granularity == lines.granularity }) else { continue }
            let comparison = Comparison(
                before: told, recounted: CohortCounts(lines.granularity, after.start, of: shop, before: since),
                after: CohortCounts(lines), cause: cause)
            cells += comparison.cells
            continued += comparison.continued
        }
        self.init(since: since, cells, continued: continued)
    }

    private init(since: Instant, _ cells: [CohortChange], continued: Int) {
        self.since = since
        self.continued = continued
        counts = cells.reduce(into: [:]) { $0[$1.cause, default: 0] += 1 }
        self.cells = Array(cells.sorted { $0.precedes($1) }.prefix(Self.limit))
    }

    /// How many cells changed for a reason that the passing of time is not.
    package var surprises: Int { counts.reduce(0) { $1.key == .newData ? $0 : $0 + $1.value } }
}

/// One granularity, cell by cell.
private struct Comparison {
    private(set) var cells: [CohortChange] = []
    private(set) var continued = 0

    init(before: CohortCounts, recounted: CohortCounts, after: CohortCounts, cause: CohortChange.Cause) {
        let cohorts = Set(before.lines.keys).union(recounted.lines.keys).sorted()
        for cohort in cohorts {
            let (told, then, now) = (before.lines[cohort], recounted.lines[cohort], after.lines[cohort])
            let last = max(told?.cells.count ?? 0, now?.cells.count ?? 0)
            // What is not followed any more has not changed.
            for period in 0..<min(last, after.followedPeriods) {
                let change = CohortChange(
                    granularity: before.granularity, cohort: cohort, period: period, cause: cause,
                    before: told.cell(period), recounted: then.cell(period), after: now.cell(period))
                add(change, hadEnded: period < told?.complete ?? 0, wasThere: period < told?.cells.count ?? 0)
            }
        }
    }

    private mutating func add(_ change: CohortChange, hadEnded: Bool, wasThere: Bool) {
        // A period that nobody had told of yet is news where somebody had ordered in it by then.
        let isSurprise = wasThere ? change.recounted != change.before : change.recounted.active > 0
        if isSurprise {
            cells.append(change)
        } else if wasThere, change.after != change.recounted {
            if hadEnded { cells.append(change.because(.newData)) } else { continued += 1 }
        }
    }
}

extension CohortCounts.Line? {
    /// A cell; beyond the last one in which somebody ordered, one without orders.
    fileprivate func cell(_ period: Int) -> CohortCounts.Cell {
        guard let line = self, let first = line.cells.first else { return .none }
        return period < line.cells.count ? line.cells[period] : CohortCounts.Cell(customers: first.customers)
    }
}

extension CohortChange {
    fileprivate func because(_ cause: Cause) -> CohortChange {
        CohortChange(
            granularity: granularity, cohort: cohort, period: period, cause: cause, before: before,
            recounted: recounted, after: after)
    }

    /// How many customers and orders came or went.
    private var size: Int {
        abs(after.orders - before.orders) + abs(after.active - before.active) + abs(after.customers - before.customers)
    }

    fileprivate func precedes(_ other: CohortChange) -> Bool {
        if (cause == .newData) != (other.cause == .newData) { return other.cause == .newData }
        if size != other.size { return size > other.size }
        let (mine, theirs) = (abs(after.revenue - before.revenue), abs(other.after.revenue - other.before.revenue))
        if mine != theirs { return mine > theirs }
        if granularity != other.granularity { return granularity.rawValue < other.granularity.rawValue }
        return (cohort, period) < (other.cohort, other.period)
    }

    /// What changed, and why, in a sentence.
    package var text: String {
        var parts: [String] = []
        func add(_ name: String, _ from: Int, _ to: Int) { if from != to { parts.append("\(name) \(from) -> \(to)") } }
        add("customers", before.customers, after.customers)
        add("who ordered", before.active, after.active)
        add("orders", before.orders, after.orders)
        if before.revenue != after.revenue {
            parts.append("revenue \(Self.money(before.revenue)) -> \(Self.money(after.revenue))")
        }
        return "\(cohort), \(granularity.rawValue) \(period): \(parts.joined(separator: ", ")); \(reason)"
    }

    private var reason: String {
        switch cause {
        case .lateData: "records dated before the last run came late, changed or went"
        case .configuration: "the same records, counted by another program or configuration"
        case .undetermined: "records from before the last run, or the changed program or configuration"
        case .newData: "records dated since the last run, as refunds"
        }
    }

    private static func money(_ units: Double) -> String { String(format: "%.2f", units) }
}
