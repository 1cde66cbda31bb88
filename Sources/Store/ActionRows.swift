internal import Domain

/// A row of `next_best_actions`.
package struct ActionRow: Equatable, Sendable {
    package let rank: Int
    package let action, urgency, channel, text: String
    /// The customer's own figures behind the rule.
    package let reason: String
    /// A JSON array of names.
    package let scenarios: JSONColumn
    /// In units of the reporting currency, as what follows; `nil` where no model says.
    package let valueAtStake, expectedRevenue, expectedRevenueLower, expectedRevenueUpper: Double?
    /// The share of the stake that the action is assumed to bring.
    package let effect: Double
    package let cost: Double
    package let expectedValue: Double?
}

/// A row of `changes`.
package struct ChangeRow: Equatable, Sendable {
    package let customerID: String
    /// `appeared`, `changed` or `gone`.
    package let kind: String
    package let cause: String
    /// `[{"cause", "field", "new", "old"}]`.
    package let fields: JSONColumn
}

extension SnapshotReader {
    /// What to do about a customer, the first thing first.
    package func actions(_ customer: String) throws(StoreError) -> [ActionRow] {
        try all(
            .nextBestActions, TableSchema.nextBestActions.selectSQL + " WHERE customer_id = ? ORDER BY t.rank",
            [customer], ActionRow.init)
    }

    /// Who changed since the run before, by id, beginning after one.
    package func changes(after customer: String, limit: Int) throws(StoreError) -> [ChangeRow] {
        try all(
            .changes, TableSchema.changes.selectSQL + " WHERE t.customer_id > ? ORDER BY t.customer_id LIMIT ?",
            [customer, limit], ChangeRow.init)
    }
}

extension ActionRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        _ = cells.next(as: String.self)
        rank = cells.next()
        (action, urgency, channel, text, reason) = (
            cells.next(), cells.next(), cells.next(), cells.next(), cells.next()
        )
        scenarios = cells.next()
        (valueAtStake, expectedRevenue) = (cells.next(), cells.next())
        (expectedRevenueLower, expectedRevenueUpper) = (cells.next(), cells.next())
        (effect, cost, expectedValue) = (cells.next(), cells.next(), cells.next())
    }
}

extension ChangeRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        (customerID, kind, cause, fields) = (cells.next(), cells.next(), cells.next(), cells.next())
    }
}
