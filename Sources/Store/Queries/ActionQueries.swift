package import Tables

extension SnapshotReader {
    /// What to do about a customer, the first thing first.
    package func actions(_ customer: String) throws(StoreError) -> [ActionRow] {
        let t = NextBestActionsTable.table.column
        return try rows(
            of: NextBestActionsTable.table, "WHERE \(t.customerID) = ? ORDER BY \(t.rank)", [customer])
    }

    /// Who changed since the run before, by id, beginning after one.
    package func changes(after customer: String, limit: Int) throws(StoreError) -> [ChangeRow] {
        let t = ChangesTable.table.column
        return try rows(
            of: ChangesTable.table, "WHERE \(t.customerID) > ? ORDER BY \(t.customerID) LIMIT ?", [customer, limit])
    }
}
