package import Analytics
package import Domain

/// A fit of the segments as it lies on disk: everything that later nights need to score as this one did.
package struct StoredSegmentModel: StoredModel {
    package static let name = "segments"

    package let identity: String
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

extension StoredSegmentModel: FittedModel {
    static func refitDays(_ definition: PipelineDefinition) -> Int { definition.segments.refitDays }

    /// The same, whose next segments take no number that `latest` has used.
    func numbered(after latest: StoredSegmentModel) -> StoredSegmentModel {
        StoredSegmentModel(
            identity: identity, cutoff: cutoff, trainedFrom: trainedFrom, inputDigest: inputDigest,
            codeVersion: codeVersion, population: population, segments: segments.numbered(after: latest.segments))
    }

    init(_ provenance: FitProvenance, cutoff: Instant, _ population: FeaturePopulation, _ segments: SegmentModel) {
        self.init(
            identity: provenance.identity, cutoff: cutoff, trainedFrom: provenance.trainedFrom,
            inputDigest: provenance.inputDigest, codeVersion: provenance.codeVersion, population: population,
            segments: segments)
    }
}
