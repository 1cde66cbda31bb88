package import Analytics
package import Domain

/// A fit of the lifetime models as it lies on disk.
package struct StoredLifetimeModel: StoredModel {
    package static let name = "lifetime"

    package let identity: String
    package let trainedFrom: Instant
    package let inputDigest: String
    package let codeVersion: String
    /// What the pipeline asked for: a fit to another wish is no answer to this one.
    package let wish: String
    package let model: LifetimeModel

    package var cutoff: Instant { model.cutoff }
    package var version: Int { model.version }

    private enum CodingKeys: String, CodingKey {
        case identity, wish, model
        case trainedFrom = "trained_from"
        case inputDigest = "input_digest"
        case codeVersion = "code_version"
    }
}

extension StoredLifetimeModel: FittedModel {
    static func fitOptions(_ definition: PipelineDefinition) -> String { definition.lifetime.wish }

    static func refitDays(_ definition: PipelineDefinition) -> Int { definition.lifetime.refitDays }

    func objection(_ definition: PipelineDefinition) -> String? {
        let requested = definition.lifetime.wish
        return wish == requested ? nil : "the model was fitted as \(wish), and \(requested) is asked for"
    }

    init(_ provenance: FitProvenance, wish: String, _ model: LifetimeModel) {
        self.init(
            identity: provenance.identity, trainedFrom: provenance.trainedFrom, inputDigest: provenance.inputDigest,
            codeVersion: provenance.codeVersion, wish: wish, model: model)
    }
}
