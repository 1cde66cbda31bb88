package import Domain

/// The segments of all axes as of one cutoff: what is stored on a night that refits and used on every other.
package struct SegmentModel: Codable, Equatable, Sendable {
    package let version: Int
    /// Data up to this instant were used.
    package let cutoff: Instant
    package let seed: UInt64
    /// The unit of amounts: the shop's median order value at the cutoff, in currency units.
    package let medianOrderValue: Double
    /// One an axis, in the order of ``Axis/allCases``.
    package let axes: [AxisModel]
    /// The axes that level 2 archetypes may do without, the first to go first.
    package internal(set) var archetypeDropOrder: [Axis]

    enum CodingKeys: String, CodingKey {
        case version, cutoff, seed, axes
        case medianOrderValue = "median_order_value"
        case archetypeDropOrder = "archetype_drop_order"
    }

    /// The model of an axis.
    package subscript(axis: Axis) -> AxisModel {
        guard let model = axes.first(where: { $0.axis == axis }) else {
            preconditionFailure("the model has no axis \(axis.rawValue)")
        }
        return model
    }
}
