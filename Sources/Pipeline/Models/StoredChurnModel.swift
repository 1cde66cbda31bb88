package import Analytics
package import Domain

/// A fit of the churn models as it lies on disk.
package struct StoredChurnModel: StoredModel {
    package static let name = "churn"

    package let identity: String
    package let trainedFrom: Instant
    package let inputDigest: String
    package let codeVersion: String
    /// What the pipeline asked for: a fit to another wish is no answer to this one.
    package let wish: String
    package let model: ChurnModel

    package var cutoff: Instant { model.cutoff }
    package var version: Int { model.version }

    private enum CodingKeys: String, CodingKey {
        case identity, wish, model
        case trainedFrom = "trained_from"
        case inputDigest = "input_digest"
        case codeVersion = "code_version"
    }
}

extension StoredChurnModel: FittedModel {
    /// What of the pipeline enters a fit.
    struct FitOptions: Codable, Sendable {
        let wish: String
        let questionCategories: [String]
        let agreement: ServiceAgreement
    }

    static func fitOptions(_ definition: PipelineDefinition) -> FitOptions {
        FitOptions(
            wish: definition.churn.wish, questionCategories: definition.questionCategories.sorted(),
            agreement: definition.support.withUsedTiers)
    }

    static func refitDays(_ definition: PipelineDefinition) -> Int { definition.churn.refitDays }

    func objection(_ definition: PipelineDefinition) -> String? {
        let requested = definition.churn.wish
        return wish == requested ? nil : "the model was fitted for \(wish), and \(requested) is asked for"
    }

    init(_ provenance: FitProvenance, wish: String, _ model: ChurnModel) {
        self.init(
            identity: provenance.identity, trainedFrom: provenance.trainedFrom, inputDigest: provenance.inputDigest,
            codeVersion: provenance.codeVersion, wish: wish, model: model)
    }
}
