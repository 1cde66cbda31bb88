internal import Domain

/// What decides what readers see: one transaction each.
extension Ledger {
    /// Makes a run current: its row, the pointer, champions and events, all at once.
    func publish(_ id: RunID, _ result: RunResult, at instant: Instant) throws(StoreError) {
        guard let asOf = result.asOf else { preconditionFailure("run \(id) has no as_of to publish under") }
        try write { database in
            try Self.close(database, id, as: .published, reason: nil, result, at: instant)
            try database.execute(
                sql: "UPDATE runs SET previous = (SELECT run FROM current) WHERE id = ?", arguments: [id.text])
            try Self.point(database, to: id, at: instant)
            for model in result.models { try Self.insert(database, model, at: instant) }
            for event in result.events { try Self.insert(database, event, run: id, asOf: asOf) }
        }
    }

    /// Makes an earlier published run current again.
    func repoint(to id: RunID, at instant: Instant) throws(StoreError) {
        try write { database in
            guard let record = try Self.run(database, id) else { throw StoreError.unknownRun(id) }
            guard record.state == .published, record.hasFiles, let asOf = record.asOf else {
                throw StoreError(
                    .runNotServed,
                    "run \(id) cannot be served: it was not published or its files are gone; "
                        + "`quimbi runs list` shows the runs there are")
            }
            let from = try Self.current(database)
            try Self.point(database, to: id, at: instant)
            let event = StoredEvent(
                kind: "rolled_back", subject: id.text, detail: from.map { #"{"from":"\#($0)"}"# } ?? "{}")
            try Self.insert(database, event, run: id, asOf: asOf)
        }
    }

    private static func point(_ database: any Database, to id: RunID, at instant: Instant) throws {
        try database.execute(
            sql: """
                INSERT INTO current (one, run, since) VALUES (1, \(numberOf), ?)
                ON CONFLICT (one) DO UPDATE SET run = excluded.run, since = excluded.since
                """,
            arguments: [id.text, instant.microseconds])
    }
}

extension StoreError {
    static func unknownRun(_ id: RunID) -> StoreError {
        StoreError(.unknownRun, "there is no run \(id); `quimbi runs list` shows the runs there are")
    }
}
