internal import Domain

extension RunStore {
    /// The runs that were published one after the other from `since`, itself left out, to `last`, the oldest first.
    ///
    /// `nil` where `since` does not stand in the line of `last`: it was rolled back, or there is no such run.
    package func line(after since: RunID, through last: RunID) throws(StoreError) -> [RunID]? {
        try ledger.line(after: since, through: last)
    }
}

extension Ledger {
    fileprivate func line(after since: RunID, through last: RunID) throws(StoreError) -> [RunID]? {
        let line = try read { database in
            try database.all(
                sql: """
                    WITH RECURSIVE line (number) AS (
                        SELECT number FROM runs WHERE id = ?
                        UNION ALL SELECT previous FROM runs JOIN line USING (number) WHERE previous IS NOT NULL)
                    SELECT id FROM line JOIN runs USING (number) ORDER BY number
                    """, arguments: [last.text]
            ) { try RunID($0["id"]) }
        }
        return line.firstIndex(of: since).map { Array(line[($0 + 1)...]) }
    }
}
