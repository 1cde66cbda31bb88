internal import Domain
internal import Tables

extension Ledger {
    /// Fills an empty ledger from what runs kept of it: all at once, or nothing.
    ///
    /// - Parameters:
    ///   - manifests: of the runs whose tables are whole.
    ///   - partial: runs of which there is something and no manifest.
    ///   - now: noted as the end of the partial ones.
    /// - Throws: ``StoreError``; the ledger is then empty as it was.
    func restore(_ manifests: [RunManifest], partial: [PartialRun], at now: Instant) throws(StoreError) {
        let runs = manifests.sorted { $0.number < $1.number }
        try write { database in
            for run in runs { try Self.restore(database, run) }
            for run in runs { try Self.restoreReferences(database, of: run) }
            for run in partial { try Self.restore(database, run, at: now) }
            // What was known last is what was known.
            let latest = runs.max { ($0.lastKnown, $0.number) < ($1.lastKnown, $1.number) }
            if let latest { try Self.restoreModels(database, latest) }
            if let served = RunManifest.served(of: runs) {
                try database.execute(
                    sql: "INSERT INTO current (one, run, since) VALUES (1, ?, ?)",
                    arguments: [served.number, served.lastKnown])
            }
        }
    }

    private static func restore(_ database: any Database, _ run: RunManifest) throws {
        try database.execute(
            sql: """
                INSERT INTO runs (number, id, state, as_of, started, finished, reason, totals, code_version, input_digest,
                config_digest, has_files) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
                """,
            arguments: [
                run.number, run.id.text, run.state.rawValue, run.asOf, run.started, run.finished, run.reason,
                run.totals,
                run.codeVersion, run.inputDigest, run.configDigest,
            ])
        for event in run.events {
            try database.execute(
                sql: "INSERT INTO events (seq, run, as_of, kind, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [event.sequence, run.number, event.asOf, event.kind, event.subject, event.detail])
        }
    }

    private static func restore(_ database: any Database, _ run: PartialRun, at now: Instant) throws {
        let next: Int64? = try database.value(sql: "SELECT coalesce(max(number), 0) + 1 FROM runs")
        try database.execute(
            sql: """
                INSERT INTO runs (number, id, state, started, finished, reason, code_version, has_files)
                VALUES (?, ?, 'failed', ?, ?, 'found without a record of its end', '', 0)
                """,
            arguments: [run.number ?? next ?? 1, run.id.text, now.microseconds, now.microseconds])
    }

    /// What refers to other runs, once all of them are there.
    private static func restoreReferences(_ database: any Database, of run: RunManifest) throws {
        try database.execute(
            sql: "UPDATE runs SET previous = \(numberOf) WHERE number = ?", arguments: [run.previous, run.number])
        for stage in run.stages {
            try database.execute(
                sql: "INSERT INTO stages (run, stage, digest, reused_from) VALUES (?, ?, ?, \(numberOf))",
                arguments: [run.number, stage.stage, stage.digest, stage.reusedFrom])
        }
    }

    private static func restoreModels(_ database: any Database, _ run: RunManifest) throws {
        for model in run.models {
            try database.execute(
                sql: "INSERT INTO models (name, version, path, is_champion, metrics, as_of) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [
                    model.name, model.version, model.path, model.isChampion, model.metrics, model.asOf,
                ])
        }
        for choice in run.choices {
            try database.execute(
                sql: """
                    INSERT INTO model_choices (seq, name, version, replaced, kind, chosen, after_run)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    choice.sequence, choice.name, choice.version, choice.replaced, choice.kind, choice.chosen,
                    choice.afterRun,
                ])
        }
    }
}

/// A run of which there is something and no manifest.
struct PartialRun {
    let id: RunID
    /// Where the tables carry it.
    let number: Int64?
}

extension RunManifest {
    /// When the manifest was written, as far as it says.
    var lastKnown: Int64 { max(servedSince ?? .min, finished ?? started, choices.last?.chosen ?? .min) }

    /// The published run that was served last.
    static func served(of runs: [RunManifest]) -> RunManifest? {
        runs.filter { $0.state == .published && $0.asOf != nil }
            .max { ($0.servedSince ?? $0.finished ?? 0, $0.number) < ($1.servedSince ?? $1.finished ?? 0, $1.number) }
    }
}
