internal import Analytics
internal import Domain
internal import Ingest
internal import Store
internal import Tables

/// One step of a run, in one file: what it reads, its options, what it computes, and what it leaves behind.
///
/// The frame (``StagePlan``, ``StageWriting``, ``RunInProgress``) goes through ``Stages/all`` and names no stage. A stage
/// receives a ``StageRun`` and through it the source, its own ``Options`` and the results of the stages that it declares in
/// ``reads(_:)``, nothing else: whatever can change its result is in its digest. ``compute(_:)`` opens no connection, reads no
/// clock and draws no unseeded number, so that a second run over equal inputs writes the same rows.
///
/// Everything but ``file``, ``options(_:)``, ``reads(_:)``, ``compute(_:)`` and ``tables(_:)`` has a default.
protocol Stage: Sendable {
    /// What a pipeline file says under `stages`, at the stage's name.
    associatedtype Settings: Codable & Sendable = NoOptions
    /// What of the pipeline can change the result; its sorted JSON enters the digest.
    associatedtype Options: Codable & Sendable = NoOptions
    /// What the stage computes for its own tables and for the stages that read it.
    associatedtype Result: Sendable = Void
    /// What it finds when it looks back at earlier runs.
    associatedtype Review: StageReview = NoReview

    /// The file of its tables, whose name is the stage's.
    static var file: StageFile { get }
    static var defaults: Settings { get }
    /// Reads what a pipeline file says of the stage; keys that it does not ask for are refused.
    static func settings(_ yaml: StrictYAML, _ definition: PipelineDefinition) throws(ConfigurationError) -> Settings
    static func options(_ definition: PipelineDefinition) -> Options
    /// The stages whose results it receives.
    static func reads(_ options: Options) -> [any Stage.Type]
    /// The models that it fits or scores with.
    static var models: [any FittedModel.Type] { get }
    /// Whether it is compared with the published run, which is then in the digest.
    static var comparesWithPublished: Bool { get }
    /// Whether its tables can be taken over from a run that read the same.
    static var isReusable: Bool { get }

    /// What else of the run can change the result, beside the source, the options, the models and what the stage reads.
    static func conditions(_ run: StageRun<Self>) throws -> [String]
    static func compute(_ run: StageRun<Self>) throws -> Result
    static func tables(_ run: StageRun<Self>) throws -> StageOutput

    /// The refit of this run, promoted or not; `nil` where none was due or there is too little data.
    static func refit(_ run: StageRun<Self>) throws -> StageRefit?
    /// What is kept of every customer when the tables are gone.
    static func history(_ run: StageRun<Self>) throws -> (@Sendable () -> HistoryFrame)?
    /// What clients are notified of once the run is published.
    static func events(_ run: StageRun<Self>) throws -> [StoredEvent]
    /// Holds this run against earlier ones, whether the stage was computed or its tables were taken over.
    static func review(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> Review
    /// What must hold of a computed result before it is published.
    static func checks(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> [QualityCheck]
    static var reports: [ReportSource<Self>] { get }
    /// Its lines in the closing summary, where it was computed.
    static func findings(_ run: StageRun<Self>) throws -> [Finding]
}

extension Stage {
    static var name: String { file.rawValue }

    static var models: [any FittedModel.Type] { [] }
    static var comparesWithPublished: Bool { false }
    static var isReusable: Bool { true }
    static func conditions(_ run: StageRun<Self>) throws -> [String] { [] }
    static func refit(_ run: StageRun<Self>) throws -> StageRefit? { nil }
    static func history(_ run: StageRun<Self>) throws -> (@Sendable () -> HistoryFrame)? { nil }
    static func events(_ run: StageRun<Self>) throws -> [StoredEvent] { [] }
    static func checks(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> [QualityCheck] { [] }
    static var reports: [ReportSource<Self>] { [] }
    static func findings(_ run: StageRun<Self>) throws -> [Finding] { [] }
}

extension Stage {
    /// Whether a pipeline file may say something of the stage.
    static var hasSettings: Bool { Settings.self != NoOptions.self }
}

extension Stage where Settings == NoOptions {
    static var defaults: NoOptions { NoOptions() }
    static func settings(_ yaml: StrictYAML, _ definition: PipelineDefinition) throws(ConfigurationError) -> NoOptions {
        NoOptions()
    }
}

extension Stage where Options == NoOptions {
    static func options(_ definition: PipelineDefinition) -> NoOptions { NoOptions() }
}

extension Stage where Result == Void {
    static func compute(_ run: StageRun<Self>) throws {}
}

extension Stage where Review == NoReview {
    static func review(_ run: StageRun<Self>, _ earlier: EarlierRuns) throws -> NoReview { NoReview() }
}

/// The options of a stage that has none.
struct NoOptions: Codable, Sendable {}

/// What a stage hands to the store: parts of tables, made while they are written.
struct StageOutput: Sendable {
    let rowsIn: Int
    /// Calls its argument with each part, in the order of the table's key.
    let write: @Sendable (_ append: (Table) throws -> Void) throws -> Void
}

/// A line of the closing summary.
struct Finding: Sendable {
    let text: String
    /// Brief findings that follow one another share a line.
    var isBrief = false

    init(_ text: String, isBrief: Bool = false) {
        (self.text, self.isBrief) = (text, isBrief)
    }
}

/// What a stage finds when it looks back at earlier runs.
protocol StageReview: Sendable {
    var checks: [QualityCheck] { get }
    /// Tables that are written with the checks, also where the stage's own are taken over.
    var tables: [Table] { get }
    /// What cohorts are otherwise than in the published run, for the report `data-quality`.
    var cohortChanges: CohortChanges? { get }
}

extension StageReview {
    var checks: [QualityCheck] { [] }
    var tables: [Table] { [] }
    var cohortChanges: CohortChanges? { nil }
}

/// The review of a stage that does not look back.
struct NoReview: StageReview {}

/// A refit as a stage made it.
struct StageRefit {
    let model: any FittedModel
    /// How it did against the champion; `nil` where nothing was measured, and the refit is promoted.
    let contest: ChampionContest?
    let metrics: any Encodable & Sendable

    var isPromoted: Bool { contest?.isPromoted ?? true }
}
