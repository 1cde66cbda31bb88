package import Domain

/// What was learnt about one axis: enough to place any customer on it, and to say why it looks as it does.
package struct AxisModel: Codable, Equatable, Sendable {
    package let axis: Axis
    /// The coordinates, in the order of the axis' features; empty where nothing could be clustered.
    package let features: [FeatureTransform]
    package let dropped: [DroppedFeature]
    /// Customers observed at the fit.
    package let observed: Int
    /// m of the memberships; `nil` below two segments.
    package let fuzzifier: Double?
    /// In the order of their lead feature; one segment where there is no structure, none where nobody was observed.
    package internal(set) var segments: [Segment]
    /// Why there is only one segment, or none; `nil` where there are several.
    package let reason: String?
    package let quality: AxisQuality
    /// The number of the next segment to be born: numbers are never used twice.
    package internal(set) var nextNumber: Int

    /// The number of segments, k.
    package var k: Int { segments.count }

    enum CodingKeys: String, CodingKey {
        case axis, features, dropped, observed, fuzzifier, segments, reason, quality
        case nextNumber = "next_number"
    }
}

/// One segment of an axis.
package struct Segment: Codable, Equatable, Sendable {
    /// `purchase_value.s3`: stable over refits, never used again.
    package internal(set) var id: String
    /// Unique within the axis, fixed at birth.
    package internal(set) var name: String
    /// One line: what sets the segment apart, in own units.
    package internal(set) var description: String
    /// The cutoff of the fit in which it was born.
    package internal(set) var since: Instant
    /// The centroid in the coordinates of ``AxisModel/features``.
    package let centroid: [Double]
    /// The centroid in own units: the value at its coordinate, or the `u^m`-weighted mean of a rate of counted trials.
    package let values: [Double]
    /// The lead feature's value, in own units, above which a customer who sits at the centroids otherwise belongs here
    /// rather than to the segment before; `nil` for the first.
    package let from: Double?
    /// The same towards the segment that follows; `nil` for the last.
    package let to: Double?

    /// The name of the only segment of an axis without structure.
    package static let everyone = "everyone"
}

/// How well an axis' segments hold.
package struct AxisQuality: Codable, Equatable, Sendable {
    /// `Σ u^m d²` over all observed customers, in weighted squared coordinates.
    @OrNull package var objective: Double?
    /// Passes of the final fit, and whether it stood still within the tolerance.
    @OrNull package var iterations: Int?
    @OrNull package var converged: Bool?
    /// `Σ u² d² / (N min ||v_j - v_l||²)`; smaller is better.
    @OrNull package var xieBeni: Double?
    /// The mean of `Σ_j u²`, 1/k...1.
    @OrNull package var partitionCoefficient: Double?
    /// The mean silhouette of the sample and its standard error, -1...1.
    @OrNull package var silhouette: Double?
    @OrNull package var silhouetteSE: Double?
    /// The mean adjusted Rand index of refits on subsamples of 80 %.
    @OrNull package var stability: Double?
    /// The smallest weighted distance of two centroids, and how much was asked for.
    @OrNull package var closestCentroids: Double?
    @OrNull package var requiredDistance: Double?
    /// Customers on whom k and m were chosen.
    package var sample: Int
    /// Every k that was tried, in order.
    package var candidates: [ClusterCandidate]

    enum CodingKeys: String, CodingKey {
        case objective, iterations, converged, silhouette, stability, sample, candidates
        case xieBeni = "xie_beni"
        case partitionCoefficient = "partition_coefficient"
        case silhouetteSE = "silhouette_se"
        case closestCentroids = "closest_centroids"
        case requiredDistance = "required_distance"
    }

    static let none = AxisQuality(sample: 0, candidates: [])
}

/// One number of segments that was tried on the sample.
package struct ClusterCandidate: Codable, Equatable, Sendable {
    package let k: Int
    /// The largest m at which the centroids stay apart, or the smallest one tried.
    package let m: Double
    package let objective: Double
    @OrNull package var xieBeni: Double?
    package let closestCentroids: Double
    /// The smallest segment's share of the sample.
    package let smallestShare: Double
    /// `nil` for a candidate that was out before, like the silhouette.
    @OrNull package internal(set) var stability: Double?
    @OrNull package internal(set) var silhouette: Double?
    @OrNull package internal(set) var silhouetteSE: Double?
    package internal(set) var verdict: Verdict

    /// What became of a candidate.
    package enum Verdict: String, CaseIterable, Codable, Sendable {
        case chosen
        /// Allowed, but its silhouette is more than one standard error below the best.
        case lowerSilhouette = "lower_silhouette"
        /// Allowed and within one standard error of the best, but a smaller k is too.
        case largerThanNeeded = "larger_than_needed"
        /// Two centroids lie too close at every m.
        case centroidsMeet = "centroids_meet"
        /// A segment holds under 2 %.
        case smallSegment = "small_segment"
        /// Stability below 0.75.
        case unstable
        /// No silhouette could be computed.
        case noSilhouette = "no_silhouette"
    }

    enum CodingKeys: String, CodingKey {
        case k, m, objective, stability, silhouette, verdict
        case xieBeni = "xie_beni"
        case closestCentroids = "closest_centroids"
        case smallestShare = "smallest_share"
        case silhouetteSE = "silhouette_se"
    }
}
