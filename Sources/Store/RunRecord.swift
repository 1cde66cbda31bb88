package import Domain

/// What became of a run.
package enum RunState: String, Sendable, Codable {
    case running
    case published
    /// A check before publishing failed; the run before stays served.
    case heldBack = "held_back"
    case failed
    /// There was nothing to do.
    case skipped
}

/// A run as the ledger knows it.
package struct RunRecord: Sendable, Equatable {
    package let id: RunID
    package let state: RunState
    /// Up to which instant records counted; `nil` where the run ended before that was known.
    package let asOf: Instant?
    package let started: Instant
    package let finished: Instant?
    /// Why a run that is not published is not.
    package let reason: String?
    /// The totals of the report `run`, as JSON.
    package let totals: String?
    package let codeVersion: String
    package let inputDigest: String?
    package let configDigest: String?
    /// Whether this is the run that is served.
    package let isCurrent: Bool
    /// Whether its files are still kept.
    package let hasFiles: Bool
}

/// What a run says of itself when it ends.
package struct RunResult: Sendable {
    package var asOf: Instant?
    /// A JSON object.
    package var totals: String?
    package var inputDigest: String?
    package var models: [ModelVersion] = []
    package var events: [StoredEvent] = []

    package init() {}
}

/// A version of a model in the ledger; its parameters stand in the file it names.
package struct ModelVersion: Sendable, Equatable {
    package let name: String
    /// From 1, in the order of the fits.
    package let version: Int
    package let path: String
    package let isChampion: Bool
    /// A JSON object.
    package let metrics: String
    /// The cutoff of the fit.
    package let asOf: Instant

    package init(name: String, version: Int, path: String, isChampion: Bool, metrics: String, asOf: Instant) {
        self.name = name
        self.version = version
        self.path = path
        self.isChampion = isChampion
        self.metrics = metrics
        self.asOf = asOf
    }
}

/// Something that happened, told to whoever listens once its run is published.
package struct StoredEvent: Sendable, Equatable {
    package let kind: String
    /// What it happened to, for example an axis or a model.
    package let subject: String
    /// A JSON object.
    package let detail: String

    package init(kind: String, subject: String, detail: String) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }
}

/// An event as the ledger keeps it.
package struct EventRecord: Sendable, Equatable {
    /// Its place in the ledger, from 1.
    package let sequence: Int64
    package let run: RunID
    package let asOf: Instant
    package let event: StoredEvent
}
