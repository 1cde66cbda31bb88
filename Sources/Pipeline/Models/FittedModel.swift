internal import Domain

/// A model that a stage fits every few days and scores with on the nights between.
protocol FittedModel: StoredModel {
    /// What of the pipeline enters a fit; its sorted JSON enters the fit's identity.
    associatedtype FitOptions: Codable & Sendable = NoOptions

    static func fitOptions(_ definition: PipelineDefinition) -> FitOptions
    /// Days of data after which it is fitted again.
    static func refitDays(_ definition: PipelineDefinition) -> Int
    /// Why the model does not answer what the pipeline asks for, as a clause; `nil` where it does.
    func objection(_ definition: PipelineDefinition) -> String?
    /// The same, so that a later fit uses no number that `latest` has used.
    func numbered(after latest: Self) -> Self
}

extension FittedModel {
    func objection(_ definition: PipelineDefinition) -> String? { nil }
    func numbered(after latest: Self) -> Self { self }
}

extension FittedModel where FitOptions == NoOptions {
    static func fitOptions(_ definition: PipelineDefinition) -> NoOptions { NoOptions() }
}

/// Where a fit comes from, as it is stored with it.
struct FitProvenance {
    let identity: String
    /// The first order that was used.
    let trainedFrom: Instant
    let inputDigest: String
    let codeVersion: String
}
