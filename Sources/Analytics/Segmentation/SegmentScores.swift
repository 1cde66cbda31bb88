package import Domain

/// How clearly a customer belongs to the dominant segment of an axis.
package enum MembershipStrength: String, Codable, Sendable, CaseIterable {
    /// Membership above 0.7.
    case strong
    /// Membership above 0.4 and the second above 0.3: between two segments.
    case balanced
    /// Anything else.
    case weak

    package init(membership: Double, second: Double) {
        self = membership > 0.7 ? .strong : (membership > 0.4 && second > 0.3 ? .balanced : .weak)
    }
}

/// Where every customer stands on one axis.
package struct AxisScores: Equatable, Sendable {
    /// The position of the dominant segment in the model, from 0; -1 where the customer was not observed.
    package var segment: [Int8] = []
    /// The membership in it; NaN where not observed.
    package var membership: [Double] = []
    /// The largest membership in another segment; NaN where not observed, 0 where there is no other.
    package var second: [Double] = []
    /// The median of ``membership`` over the customers observed: what a strength is to be seen beside.
    package var medianMembership: Double?

    /// How clearly the customer belongs; `nil` where not observed.
    package func strength(of customer: Int) -> MembershipStrength? {
        guard segment[customer] >= 0 else { return nil }
        return MembershipStrength(membership: membership[customer], second: second[customer])
    }

    mutating func append(_ other: AxisScores) {
        segment += other.segment
        membership += other.membership
        second += other.second
    }
}

/// Where every customer stands on every axis, under one model.
package struct SegmentScores: Equatable, Sendable {
    package let customers: Int
    /// By the index of the axis in ``Axis/allCases``.
    package let axes: [AxisScores]

    package subscript(axis: Axis) -> AxisScores {
        axes[axis.index]
    }
}

extension Axis {
    /// Where the axis stands in `allCases`.
    var index: Int {
        Self.indices[self] ?? 0
    }

    private static let indices: [Axis: Int] = Dictionary(
        uniqueKeysWithValues: Axis.allCases.enumerated().map { ($1, $0) })
}
