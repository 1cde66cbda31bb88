internal import Domain

/// What must hold of a source before anything is computed from it.
package enum InputChecks {
    /// Every row ends in one place, and few enough end in quarantine.
    ///
    /// - Throws: ``RunError/Code/inputRefused`` with the worst reasons, where too many rows of a table are quarantined or
    ///   a table does not reconcile.
    static func refuseRows(_ quality: DataQuality, _ maxQuarantineShare: Double) throws(RunError) {
        for table in quality.tables {
            guard table.isReconciled else {
                throw RunError(
                    .inputRefused,
                    "table \(table.table): \(table.read) rows read do not equal \(table.accepted) accepted + "
                        + "\(table.duplicates) duplicates + \(table.superseded) superseded + \(table.setAside) set aside + "
                        + "\(table.quarantined) quarantined + \(table.afterAsOf) "
                        + "after as_of; this is a fault of the program, please report it")
            }
            guard table.quarantineShare <= maxQuarantineShare else {
                throw RunError(
                    .inputRefused,
                    "table \(table.table): \(table.quarantined) of \(table.read) rows are quarantined "
                        + "(\(reasons(table))), more than max_quarantine_share \(maxQuarantineShare) allows; "
                        + "`quimbi validate` shows the rows, mend the source or raise the share"
                        + RefusalText.of(table.table, quality))
            }
        }
    }

    /// The reasons of a table, the most frequent first, at most three.
    private static func reasons(_ table: Reconciliation) -> String {
        let sorted = table.reasons.sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
        return sorted.prefix(3).map { "\($0.key.rawValue) \($0.value)" }.joined(separator: ", ")
    }

    /// The checks that are recorded with the run; `now` is the clock's.
    static func checks(
        _ shop: Shop, _ quality: DataQuality, guards: PipelineDefinition.Guards, now: Instant
    ) -> [QualityCheck] {
        let reconciled = quality.tables.map { table in
            QualityCheck(
                name: "reconciles.\(table.table)", outcome: table.isReconciled ? .passed : .failed,
                found: "\(table.read) read",
                allowed: "accepted + duplicates + superseded + set aside + quarantined + after_as_of")
        }
        return reconciled + [hasOrders(shop), freshness(shop, guards), notInFuture(shop, now)] + quality.checks
    }

    /// One record of next century would make everyone look long gone.
    private static func notInFuture(_ shop: Shop, _ now: Instant) -> QualityCheck {
        QualityCheck(
            name: "as_of_not_in_future", outcome: shop.asOf <= now.adding(days: 1) ? .passed : .failed,
            found: "\(shop.asOf)", allowed: "at most a day after the clock; mend the latest records or give as_of")
    }

    /// Every table that the last published run read rows from still has some.
    ///
    /// - Parameters:
    ///   - before: rows read by table, in the last published run.
    ///   - quality: tonight's.
    /// - Returns: one check.
    static func tablesKept(before: [String: Int], _ quality: DataQuality) -> QualityCheck {
        let now = Dictionary(uniqueKeysWithValues: quality.tables.map { ($0.table, $0.read) })
        let lost = before.filter { $0.value > 0 && (now[$0.key] ?? 0) == 0 }.keys.sorted()
        return QualityCheck(
            name: "tables_kept", outcome: lost.isEmpty ? .passed : .failed,
            found: lost.isEmpty ? "none is gone" : "no rows any more in \(lost.joined(separator: ", "))",
            allowed: "every table of the last run")
    }

    /// A shop needs orders, a desk without a shop needs tickets.
    private static func hasOrders(_ shop: Shop) -> QualityCheck {
        guard shop.has.orders else {
            return QualityCheck(
                name: "has_tickets", outcome: shop.tickets.count > 0 ? .passed : .failed,
                found: "\(shop.tickets.count) tickets", allowed: "at least 1")
        }
        return QualityCheck(
            name: "has_orders", outcome: shop.orders.count > 0 ? .passed : .failed,
            found: "\(shop.orders.count) orders", allowed: "at least 1")
    }

    /// Whether the source is being fed: the last order, or the last ticket of a desk alone, must not lie too long before
    /// `as_of`.
    private static func freshness(_ shop: Shop, _ guards: PipelineDefinition.Guards) -> QualityCheck {
        let (what, instants) = shop.has.orders ? ("order", shop.orders.orderedAt) : ("ticket", shop.tickets.createdAt)
        let last = instants.max().map { Instant(microseconds: $0) }
        let days = last.map { shop.asOf.days(since: $0) }
        let isFresh = days.map { $0 <= Double(guards.maxDaysWithoutOrder) } ?? false
        let rounded = days.map { ($0 * 10).rounded() / 10 }
        return QualityCheck(
            name: "freshness", outcome: isFresh ? .passed : .failed,
            found: rounded.map { "\($0) days without \(shop.has.orders ? "an order" : "a ticket")" } ?? "no \(what)",
            allowed: "at most \(guards.maxDaysWithoutOrder) days before as_of")
    }
}
