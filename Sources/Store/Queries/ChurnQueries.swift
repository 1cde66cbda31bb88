package import Tables

/// The customers of one churn level.
package struct ChurnLevelCount: Equatable, Sendable {
    package let level: String
    package let customers: Int
    /// `nil` where none of them has one.
    package let meanProbability, valueAtStake: Double?
}

/// Why customers have no score, and how many.
package struct ChurnReasonCount: Equatable, Sendable {
    package let reason: String
    package let customers: Int
}

extension SnapshotReader {
    package func churn(_ customer: String) throws(StoreError) -> ChurnRow? {
        let t = ChurnScoresTable.table.column
        return try row(of: ChurnScoresTable.table, "WHERE \(t.customerID) = ?", [customer])
    }

    /// Customers by level, in the order of the levels' names.
    package func churnLevels() throws(StoreError) -> [ChurnLevelCount] {
        let (table, t) = (ChurnScoresTable.table, ChurnScoresTable.table.column)
        return try all(
            table,
            """
            SELECT \(t.level), count(*), avg(\(t.probability)), sum(\(t.valueAtStake)) FROM \(table.name) AS t
            GROUP BY \(t.level) ORDER BY \(t.level)
            """
        ) { row in
            var cells = RowCells(row)
            return ChurnLevelCount(
                level: cells.next(), customers: cells.next(), meanProbability: cells.next(),
                valueAtStake: cells.next())
        }
    }

    /// Why customers have no score, what holds for most of them first.
    package func churnReasons() throws(StoreError) -> [ChurnReasonCount] {
        let (table, t) = (ChurnScoresTable.table, ChurnScoresTable.table.column)
        return try all(
            table,
            """
            SELECT \(t.reason), count(*) FROM \(table.name) AS t WHERE \(t.reason) IS NOT NULL GROUP BY \(t.reason)
            ORDER BY count(*) DESC, \(t.reason)
            """
        ) { row in
            var cells = RowCells(row)
            return ChurnReasonCount(reason: cells.next(), customers: cells.next())
        }
    }

    /// Who is likeliest to leave, by rank, beginning after one.
    package func likeliestToLeave(after rank: Int, limit: Int) throws(StoreError) -> [ChurnRow] {
        let t = ChurnScoresTable.table.column
        return try rows(
            of: ChurnScoresTable.table, "WHERE \(t.rank) > ? ORDER BY \(t.rank) LIMIT ?", [rank, limit])
    }
}
