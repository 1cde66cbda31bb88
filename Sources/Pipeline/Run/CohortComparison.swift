internal import Analytics
internal import Domain
internal import Store

/// Holds tonight's cohorts against those of the run that is published.
struct CohortComparison {
    private let previous: RunRecord
    private let bench: Workbench

    init(_ previous: RunRecord, _ bench: Workbench) {
        (self.previous, self.bench) = (previous, bench)
    }

    /// - Parameters:
    ///   - before: the tables of the published run.
    ///   - entry: what tonight does with the cohorts.
    /// - Returns: `nil` where there is nothing to compare: no cohorts tonight or then, or a night that lies before that one.
    /// - Throws: `StoreError` where the tables cannot be read.
    func changes(from before: Snapshot, _ entry: StagePlan.Entry?) throws -> CohortChanges? {
        guard let since = previous.asOf, since <= bench.shop.asOf, let entry, before.has(.cohorts) else { return nil }
        switch entry.action {
        case .omit: return nil
        case .reuse: return CohortChanges(unchangedSince: since)
        case .compute:
            let told = try bench.cohorts.granularities.map { try Self.counts($0.granularity, of: before) }
            return CohortChanges(
                from: told.filter { !$0.lines.isEmpty }, since: since, to: bench.cohorts, bench.shop, cause: cause)
        }
    }

    /// Why records from before that night may count otherwise tonight.
    private var cause: CohortChange.Cause {
        let isSameData = previous.inputDigest == bench.inputDigest && previous.asOf == bench.shop.asOf
        let isSameCounting =
            previous.codeVersion == CodeVersion.full && previous.configDigest == bench.definition.digest
        return isSameCounting ? .lateData : isSameData ? .configuration : .undetermined
    }

    /// What a run told of its whole cohorts.
    private static func counts(_ granularity: CohortGranularity, of run: Snapshot) throws -> CohortCounts {
        let (active, orders, revenue) = try run.readBlocking { reader in
            (
                try reader.cohorts(granularity: granularity, metric: .retention),
                try reader.cohorts(granularity: granularity, metric: .orders),
                try reader.cohorts(granularity: granularity, metric: .revenue)
            )
        }
        var (lines, cells, complete): ([String: CohortCounts.Line], [CohortCounts.Cell], Int) = ([:], [], 0)
        for index in active.indices {
            let row = active[index]
            cells.append(
                CohortCounts.Cell(
                    customers: row.customers, active: Int(row.numerator ?? 0),
                    orders: Int(orders[index].numerator ?? 0),
                    revenue: revenue[index].numerator ?? 0))
            if row.isComplete { complete += 1 }
            guard index + 1 == active.count || active[index + 1].cohort != row.cohort else { continue }
            lines[row.cohort] = CohortCounts.Line(cells, complete: complete)
            (cells, complete) = ([], 0)
        }
        return CohortCounts(granularity, lines)
    }
}
