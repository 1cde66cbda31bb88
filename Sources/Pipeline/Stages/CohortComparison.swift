internal import Analytics
internal import Domain
internal import Store
internal import Tables

/// Compares this run's cohorts with those of the published run.
struct CohortComparison {
    private let published: PublishedRun
    private let run: StageRun<CohortsStage>

    init(_ published: PublishedRun, _ run: StageRun<CohortsStage>) {
        (self.published, self.run) = (published, run)
    }

    /// - Returns: `nil` where there is nothing to compare: no cohorts then, or a run that lies before that one.
    /// - Throws: `StoreError` where the tables cannot be read.
    func changes(from before: Snapshot) throws -> CohortChanges? {
        let since = published.asOf
        guard since <= run.shop.asOf, before.has(CohortsTable.table) else { return nil }
        guard !run.isTakenOver else { return CohortChanges(unchangedSince: since) }
        let cohorts = try run.result
        let counted = try cohorts.granularities.map { try Self.counts($0.granularity, of: before) }
        return CohortChanges(
            from: counted.filter { !$0.lines.isEmpty }, since: since, to: cohorts, run.shop, cause: cause)
    }

    /// Why records from before that run may count otherwise in this one.
    private var cause: CohortChange.Cause {
        let isSameData = published.record.inputDigest == run.inputDigest && published.asOf == run.shop.asOf
        return run.isConfigured(as: published.record) ? .lateData : isSameData ? .configuration : .undetermined
    }

    /// What a run counted of its whole cohorts.
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
