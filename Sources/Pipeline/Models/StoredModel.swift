package import Analytics
package import Domain

/// A fit as it lies on disk: everything that later nights need to score as this one did.
package struct StoredModel: Codable, Sendable {
    /// The name under which the ledger knows it.
    package static let name = "segments"

    /// Equal texts mean equal models.
    package let identity: String
    /// Data up to this instant were used.
    package let cutoff: Instant
    /// The first order that was used.
    package let trainedFrom: Instant
    package let inputDigest: String
    package let codeVersion: String
    /// What is true of the whole shop: priors, scales, percentiles.
    package let population: FeaturePopulation
    package let segments: SegmentModel

    package var version: Int { segments.version }

    private enum CodingKeys: String, CodingKey {
        case identity, cutoff, population, segments
        case trainedFrom = "trained_from"
        case inputDigest = "input_digest"
        case codeVersion = "code_version"
    }
}
