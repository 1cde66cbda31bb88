/// Where the events of a ledger end.
extension RunStore {
    /// The place of the event that was published last; 0 where there is none.
    package func lastEventSequence() throws(StoreError) -> Int64 {
        try ledger.read { database in
            try database.value(sql: "SELECT coalesce(max(seq), 0) FROM events") ?? 0
        }
    }
}
