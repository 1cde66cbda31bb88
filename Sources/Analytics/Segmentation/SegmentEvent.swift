package import Domain

/// What a refit did to the segments of an axis.
package struct SegmentEvent: Codable, Equatable, Sendable {
    package enum Kind: String, Codable, Sendable {
        /// A new segment whose members come from several old ones, or were not seen before.
        case birth
        /// A new segment most of whose members come from one old segment.
        case split
        /// An old segment whose members scattered.
        case death
        /// An old segment most of whose members now belong to one segment.
        case merge
    }

    package let kind: Kind
    package let axis: Axis
    /// The segment that was born or ended.
    package let segment: String
    package let name: String
    /// The old segment that it split from, or the one that it merged into; `nil` for a birth and a death.
    package let other: String?
    package let otherName: String?
    /// The share of its members in the other one, 0...1; `nil` without one.
    package let share: Double?

    enum CodingKeys: String, CodingKey {
        case kind, axis, segment, name, other, share
        case otherName = "other_name"
    }
}
