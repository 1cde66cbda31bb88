internal import Domain

/// One customer.
extension SnapshotReader {
    package func profile(_ customer: String) throws(StoreError) -> CustomerProfile? {
        try first(
            .customerProfiles, "\(TableSchema.customerProfiles.selectSQL) WHERE customer_id = ?", [customer],
            CustomerProfile.init)
    }

    package func segments(_ customer: String) throws(StoreError) -> CustomerSegments? {
        try first(
            .customerSegments, "\(TableSchema.customerSegments.selectSQL) WHERE customer_id = ?", [customer],
            CustomerSegments.init)
    }

    package func features(_ customer: String) throws(StoreError) -> CustomerFeatures? {
        try first(
            .customerFeatures, "\(TableSchema.customerFeatures.selectSQL) WHERE customer_id = ?", [customer],
            CustomerFeatures.init)
    }

    /// Every membership of the customer, as the view `segment_memberships` has them.
    package func memberships(_ customer: String) throws(StoreError) -> [SegmentMembership] {
        try all(
            .customerSegments, "SELECT axis, segment, membership FROM segment_memberships WHERE customer_id = ?",
            [customer], SegmentMembership.init)
    }

    /// The customer through the history that this run's readers see, the latest entry first.
    package func history(_ customer: String) throws(StoreError) -> [HistoryEntry] {
        try snapshot.ledger.history(of: customer, in: snapshot.visibleFrames())
    }
}
