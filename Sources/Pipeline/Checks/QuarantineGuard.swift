package import Domain

extension InputChecks {
    /// Every row ends in one place, and few enough of them, with little enough money, end in quarantine.
    ///
    /// - Throws: ``RunError/Code/inputRefused`` with the worst reasons and what would mend them.
    package static func refuse(_ quality: DataQuality, _ guards: PipelineDefinition.Guards) throws(RunError) {
        try refuseRows(quality, guards.maxQuarantineShare)
        guard guards.maxQuarantineMoneyShare < 1 else { return }
        for table in quality.tables where table.quarantinedMoney > 0 {
            guard let share = MoneyAtStake(of: table, in: quality)?.share, share > guards.maxQuarantineMoneyShare else {
                continue
            }
            throw RunError(
                .inputRefused,
                "table \(table.table): \(table.quarantined) of \(table.read) rows with about "
                    + "\(MoneyAtStake.whole(table.quarantinedMoney)), \(MoneyAtStake.percent(share)) of what was accepted, are "
                    + "quarantined, more than max_quarantine_money_share \(guards.maxQuarantineMoneyShare) allows"
                    + RefusalText.of(table.table, quality) + "; `quimbi validate` shows the rows")
        }
    }
}

/// What refused rows are worth, beside what was accepted.
package struct MoneyAtStake {
    /// Of the money that was accepted; infinite where none was.
    package let share: Double

    /// Refunds are held against the orders, whose revenue they lower; `nil` for tables without money.
    package init?(of table: Reconciliation, in quality: DataQuality) {
        let orders = quality.tables.first { $0.table == "orders" } ?? quality.tables.first { $0.table == "order_lines" }
        let base = table.table == "refunds" ? orders : table
        guard let base, table.quarantinedMoney > 0 else { return nil }
        share = base.acceptedMoney > 0 ? Double(table.quarantinedMoney) / Double(base.acceptedMoney) : .infinity
    }

    package static func percent(_ share: Double) -> String {
        guard share.isFinite else { return "all" }
        let percent = share * 100
        return percent >= 10 ? "\(Int(percent.rounded())) %" : "\((percent * 100).rounded() / 100) %"
    }

    /// An amount without its cents, its thousands parted: it was read loosely.
    package static func whole(_ raw: Int64) -> String {
        var digits = String(raw.magnitude / UInt64(Money.scale))
        var parts: [String] = []
        while digits.count > 3 {
            parts.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return ([digits] + parts).joined(separator: ",")
    }
}

/// Refused rows in words.
package enum RefusalText {
    /// The kinds of refused rows of a table, those of most money first, each with what would mend it.
    package static func of(_ table: String, _ quality: DataQuality) -> String {
        quality.refusals.filter { $0.table == table }.prefix(3).map { "; " + line($0) }.joined()
    }

    package static func line(_ kind: RefusedKind) -> String {
        let column = kind.column.map { " at \($0)" } ?? ""
        let example = kind.example.isEmpty ? "" : " (`\(kind.example)`)"
        let leaning = kind.leaning.isEmpty ? "" : ", \(kind.leaning)"
        let format = kind.isFormat ? ", a format rather than mistakes" : ""
        let advice = kind.advice.isEmpty ? "" : ": \(kind.advice)"
        return "\(kind.reason.rawValue)\(column) \(kind.rows)\(example)\(leaning)\(format)\(advice)"
    }
}
