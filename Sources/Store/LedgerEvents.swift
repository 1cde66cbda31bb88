internal import Domain

/// Events, in the order in which runs published them.
extension Ledger {
    func events(after sequence: Int64, limit: Int) throws(StoreError) -> [EventRecord] {
        try read { database in
            let sql = """
                SELECT seq, id, events.as_of, kind, subject, detail FROM events JOIN runs ON number = run
                WHERE seq > ? ORDER BY seq LIMIT ?
                """
            return try database.all(sql: sql, arguments: [sequence, limit], EventRecord.init)
        }
    }

    static func insert(_ database: any Database, _ event: StoredEvent, run: RunID, asOf: Instant) throws {
        try database.execute(
            sql: "INSERT INTO events (run, as_of, kind, subject, detail) VALUES (\(numberOf), ?, ?, ?, ?)",
            arguments: [run.text, asOf.microseconds, event.kind, event.subject, event.detail])
    }
}

extension EventRecord {
    fileprivate init(_ row: Row) throws {
        sequence = row["seq"]
        run = try RunID(row["id"])
        asOf = Instant(microseconds: row["as_of"])
        event = StoredEvent(kind: row["kind"], subject: row["subject"], detail: row["detail"])
    }
}
