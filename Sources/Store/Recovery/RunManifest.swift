internal import Crypto
internal import Domain
internal import Foundation

/// What the ledger knows of a run, kept with the run's own tables: from these a lost ledger is rebuilt.
///
/// It is written after the run has ended and says what the ledger said then. History and predictions of customers are in the
/// ledger alone.
struct RunManifest: Codable, Equatable, Sendable {
    struct Stage: Codable, Equatable, Sendable {
        let stage: String
        let digest: String?
        let reusedFrom: String?
    }

    struct Model: Codable, Equatable, Sendable {
        let name: String
        let version: Int
        let path: String
        let isChampion: Bool
        let metrics: String
        let asOf: Int64
    }

    struct Choice: Codable, Equatable, Sendable {
        let sequence: Int64
        let name: String
        let version: Int
        let replaced: Int?
        let kind: String
        let chosen: Int64
        let afterRun: Int64
    }

    struct Event: Codable, Equatable, Sendable {
        let sequence: Int64
        let asOf: Int64
        let kind, subject, detail: String
    }

    let number: Int64
    let id: RunID
    let state: RunState
    /// Instants are microseconds since 1970 in UTC, as in the ledger.
    let asOf: Int64?
    let started: Int64
    let finished: Int64?
    let reason, totals: String?
    let codeVersion: String
    let inputDigest, configDigest: String?
    let previous: String?
    /// When the run became the one that is served, last; `nil` where it was not, when this was written.
    let servedSince: Int64?
    let stages: [Stage]
    /// All models and choices of the pipeline, as of then.
    let models: [Model]
    let choices: [Choice]
    /// The run's own.
    let events: [Event]
}

extension RunManifest {
    private struct Sealed: Codable {
        let run: RunManifest
        let sha256: String
    }

    /// The manifest with a digest of itself: equal manifests give equal texts.
    func text() throws -> String {
        let sealed = Sealed(run: self, sha256: try digest())
        return String(decoding: try JSONEncoder.sorted.encode(sealed), as: UTF8.self) + "\n"
    }

    /// - Returns: `nil` where the text is not what was written.
    static func read(_ text: String) -> RunManifest? {
        do {
            let sealed = try JSONDecoder().decode(Sealed.self, from: Data(text.utf8))
            return try sealed.run.digest() == sealed.sha256 ? sealed.run : nil
        } catch {
            return nil
        }
    }

    private func digest() throws -> String {
        SHA256.hash(data: try JSONEncoder.sorted.encode(self)).hexadecimal
    }
}

extension Ledger {
    /// What is known of a run; `nil` where there is no such run.
    func manifest(of id: RunID) throws(StoreError) -> RunManifest? {
        try read { database in
            let stages = try database.all(
                sql: """
                    SELECT stage, digest, (SELECT id FROM runs WHERE number = reused_from) AS source
                    FROM stages WHERE run = \(Self.numberOf) ORDER BY stage
                    """, arguments: [id.text]
            ) { RunManifest.Stage(stage: $0["stage"], digest: $0["digest"], reusedFrom: $0["source"]) }
            let models = try database.all(sql: "SELECT * FROM models ORDER BY name, version", RunManifest.Model.init)
            let choices = try database.all(sql: "SELECT * FROM model_choices ORDER BY seq", RunManifest.Choice.init)
            let events = try database.all(
                sql: "SELECT * FROM events WHERE run = \(Self.numberOf) ORDER BY seq", arguments: [id.text],
                RunManifest.Event.init)
            return try database.first(
                sql: """
                    SELECT runs.*, (SELECT id FROM runs AS before WHERE before.number = runs.previous) AS previous_id,
                    (SELECT since FROM current WHERE run = runs.number) AS since FROM runs WHERE runs.id = ?
                    """, arguments: [id.text]
            ) { row in
                RunManifest(
                    number: row["number"], id: id, state: RunState(rawValue: row["state"]) ?? .failed,
                    asOf: row["as_of"], started: row["started"], finished: row["finished"], reason: row["reason"],
                    totals: row["totals"], codeVersion: row["code_version"], inputDigest: row["input_digest"],
                    configDigest: row["config_digest"], previous: row["previous_id"], servedSince: row["since"],
                    stages: stages, models: models, choices: choices, events: events)
            }
        }
    }
}

extension RunManifest.Model {
    init(_ row: Row) {
        self.init(
            name: row["name"], version: row["version"], path: row["path"], isChampion: row["is_champion"],
            metrics: row["metrics"], asOf: row["as_of"])
    }
}

extension RunManifest.Choice {
    init(_ row: Row) {
        self.init(
            sequence: row["seq"], name: row["name"], version: row["version"], replaced: row["replaced"],
            kind: row["kind"], chosen: row["chosen"], afterRun: row["after_run"])
    }
}

extension RunManifest.Event {
    init(_ row: Row) {
        self.init(
            sequence: row["seq"], asOf: row["as_of"], kind: row["kind"], subject: row["subject"],
            detail: row["detail"])
    }
}
