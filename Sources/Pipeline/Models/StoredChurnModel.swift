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
