package import Tables

/// One customer.
extension SnapshotReader {
    package func profile(_ customer: String) throws(StoreError) -> CustomerProfile? {
        let t = CustomerProfilesTable.table.column
        return try row(of: CustomerProfilesTable.table, "WHERE \(t.customerID) = ?", [customer])
    }

    package func segments(_ customer: String) throws(StoreError) -> CustomerSegments? {
        let t = CustomerSegmentsTable.table.column
        return try row(of: CustomerSegmentsTable.table, "WHERE \(t.customerID) = ?", [customer])
    }

    package func features(_ customer: String) throws(StoreError) -> CustomerFeatures? {
        let t = CustomerFeaturesTable.table.column
        return try row(of: CustomerFeaturesTable.table, "WHERE \(t.customerID) = ?", [customer])
    }

    package func forecast(_ customer: String) throws(StoreError) -> ForecastRow? {
        let t = LTVForecastsTable.table.column
        return try row(of: LTVForecastsTable.table, "WHERE \(t.customerID) = ?", [customer])
    }

    /// The customer through the history that this run's readers see, the latest entry first.
    package func history(_ customer: String) throws(StoreError) -> [HistoryEntry] {
        try snapshot.ledger.history(of: customer, in: snapshot.visibleFrames())
    }
}
