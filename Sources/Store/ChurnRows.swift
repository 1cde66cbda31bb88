internal import Domain

/// A row of `churn_scores`.
package struct ChurnRow: Equatable, Sendable {
    package let customerID: String
    /// Of no order within the horizon; `nil` where it is unknown, with the reason.
    package let probability: Double?
    /// `low`, `medium`, `high`, `critical` or `unknown`.
    package let level: String
    package let horizonDays: Int?
    /// 1 for whoever is likeliest to leave.
    package let rank: Int?
    /// In units of the reporting currency.
    package let valueAtStake: Double?
    /// Log-odds; with the contributions they add up to those of the probability.
    package let base: Double?
    /// `{feature: log-odds}`.
    package let contributions: JSONColumn?
    /// The largest of them, as an array of objects.
    package let factors: JSONColumn?
    package let modelVersion: Int?
    package let reason: String?
}

/// The customers of one churn level.
package struct ChurnLevelCount: Equatable, Sendable {
    package let level: String
    package let customers: Int
    /// `nil` where nobody of them has one.
    package let meanProbability, valueAtStake: Double?
}

/// Why customers have no score, and how many.
package struct ChurnReasonCount: Equatable, Sendable {
    package let reason: String
    package let customers: Int
}

extension SnapshotReader {
    package func churn(_ customer: String) throws(StoreError) -> ChurnRow? {
        try first(
            .churnScores, TableSchema.churnScores.selectSQL + " WHERE customer_id = ?", [customer], ChurnRow.init)
    }

    /// Customers by level, in the order of the levels' names.
    package func churnLevels() throws(StoreError) -> [ChurnLevelCount] {
        try all(
            .churnScores,
            """
            SELECT level, count(*), avg(probability), sum(value_at_stake) FROM churn_scores GROUP BY level ORDER BY level
            """, []
        ) { row in
            var cells = RowCells(row)
            return ChurnLevelCount(
                level: cells.next(), customers: cells.next(), meanProbability: cells.next(),
                valueAtStake: cells.next())
        }
    }

    /// Why customers have no score, what holds for most of them first.
    package func churnReasons() throws(StoreError) -> [ChurnReasonCount] {
        try all(
            .churnScores,
            """
            SELECT reason, count(*) FROM churn_scores WHERE reason IS NOT NULL GROUP BY reason ORDER BY count(*) DESC, reason
            """, []
        ) { row in
            var cells = RowCells(row)
            return ChurnReasonCount(reason: cells.next(), customers: cells.next())
        }
    }

    /// Who is likeliest to leave, by rank, beginning after one.
    package func likeliestToLeave(after rank: Int, limit: Int) throws(StoreError) -> [ChurnRow] {
        try all(
            .churnScores, TableSchema.churnScores.selectSQL + " WHERE t.rank > ? ORDER BY t.rank LIMIT ?",
            [rank, limit], ChurnRow.init)
    }
}

extension ChurnRow {
    init(_ row: Row) {
        var cells = RowCells(row)
        customerID = cells.next()
        probability = cells.next()
        level = cells.next()
        horizonDays = cells.next()
        rank = cells.next()
        valueAtStake = cells.next()
        base = cells.next()
        contributions = cells.next()
        factors = cells.next()
        modelVersion = cells.next()
        reason = cells.next()
    }
}
