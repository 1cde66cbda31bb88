internal import Domain
internal import Foundation
internal import Reports
internal import Store
internal import Tables

/// What became of every row of the source.
///
/// Its tables are never taken over: the quarantine can change while the accepted rows do not.
enum IngestStage: Stage {
    static let file = StageFile.ingest
    static let isReusable = false

    static func reads(_ options: NoOptions) -> [any Stage.Type] { [] }

    static func tables(_ run: StageRun<Self>) -> StageOutput {
        let quality = run.quality
        return StageOutput(rowsIn: quality.tables.reduce(0) { $0 + $1.read }) { append in
            try append(QualityTables.reconciliations(quality.tables))
            try append(QualityTables.quarantine(quality.quarantine))
        }
    }

    static func checks(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> [QualityCheck] {
        var checks = InputChecks.checks(run.shop, run.quality, guards: earlier.guards, now: earlier.now)
        let kept = earlier.last.compare("tables_kept") { before in
            let rows = try before.readBlocking { try $0.quality() }.filter { !$0.isCheck }
            let read = Dictionary(rows.map { ($0.tableName, $0.read ?? 0) }, uniquingKeysWith: max)
            return InputChecks.tablesKept(before: read, run.quality)
        }
        checks += [kept].compactMap(\.self) + volumeChecks(run.shop, earlier.last)
        var guards = earlier.guards
        if earlier.isAsOfFixed { guards.maxDataAge = .never }
        if let age = DataAge(of: run.shop).check(guards, now: earlier.now) { checks.append(age) }
        return checks
    }

    /// Whether as much came in as before.
    private static func volumeChecks(_ shop: Shop, _ last: LastRun) -> [QualityCheck] {
        let trend = [RecentVolume.trend(of: shop)].compactMap(\.self)
        let before = last.compare("recent_volume") { try RunTotals($0) }
        guard let recent = before?.recent else { return trend }
        let until = min(recent.until, shop.asOf.microseconds)
        return trend + RecentVolume(of: shop, until: until).checks(against: recent)
    }

    static func findings(_ run: StageRun<Self>) -> [Finding] {
        let (shop, totals) = (run.shop, RunTotals(of: run.shop))
        let net = Money.text(shop.orders.net(of: 0..<shop.orders.count))
        return [
            Finding(
                "shop: \(totals.customers) customers (\(totals.buyers) buyers), \(totals.orders) orders "
                    + "(\(totals.guestOrders) of guests), \(totals.tickets) tickets, net \(net) \(shop.currency)"),
            input(run.quality),
        ] + refused(run.quality) + unread(run.quality)
    }

    private static func input(_ quality: DataQuality) -> Finding {
        let read = quality.tables.reduce(0) { $0 + $1.read }
        let duplicates = quality.tables.reduce(0) { $0 + $1.duplicates }
        let late = quality.tables.reduce(0) { $0 + $1.afterAsOf }
        let superseded = quality.tables.reduce(0) { $0 + $1.superseded }
        let aside = quality.tables.reduce(0) { $0 + $1.setAside }
        let further =
            (superseded > 0 ? "\(superseded) superseded, " : "") + (aside > 0 ? "\(aside) set aside, " : "")
        return Finding(
            "input: \(read) rows read, \(quality.quarantine.count) quarantined, \(duplicates) duplicates, \(further)"
                + "\(late) after as_of; every row accounted for")
    }

    /// The money of refused rows, table by table.
    private static func refused(_ quality: DataQuality) -> [Finding] {
        quality.tables.compactMap { table in
            guard let stake = MoneyAtStake(of: table, in: quality) else { return nil }
            return Finding(
                "refused: \(table.quarantined) rows of \(table.table), about "
                    + "\(MoneyAtStake.whole(table.quarantinedMoney)), \(MoneyAtStake.percent(stake.share)) of what was "
                    + "accepted\(RefusalText.of(table.table, quality))")
        }
    }

    /// What the source holds and nothing reads.
    private static func unread(_ quality: DataQuality) -> [Finding] {
        let columns = quality.tables.filter { !$0.ignoredColumns.isEmpty }.map {
            "\($0.ignoredColumns.prefix(8).joined(separator: ", "))\($0.ignoredColumns.count > 8 ? ", …" : "") of \($0.table)"
        }
        let cells = quality.tables.flatMap { table in
            table.badCells.map { "\($0.count) \($0.column) of \(table.table) (\($0.reason.rawValue))" }
        }
        var findings: [Finding] = []
        let unread = quality.unreadFiles.map { "file \($0)" } + columns
        if !unread.isEmpty { findings.append(Finding("not read: \(unread.joined(separator: "; "))")) }
        if !cells.isEmpty { findings.append(Finding("cells taken as missing: \(cells.joined(separator: ", "))")) }
        return findings
    }
}
