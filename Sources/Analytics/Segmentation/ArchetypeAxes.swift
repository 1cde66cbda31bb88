package import Domain
internal import Kernels

/// The axes whose dominant segments make an archetype.
package enum ArchetypeAxes {
    /// Level 1.
    package static let first: [Axis] = [.purchaseValue, .purchaseFrequency, .loyaltyTrajectory]
    /// What level 2 adds.
    package static let second: [Axis] = [
        .categoryExploration, .priceSensitivity, .purchaseCadence, .customerMaturity, .repurchaseBehavior,
        .returnBehavior,
    ]
    package static let all = first + second

    /// The axes of level 2, the one that tells least about the others first.
    ///
    /// What an axis tells is the sum of the mutual information of its dominant segments with those of each of the other
    /// eight axes, each over the customers observed on both. Equal axes stand in the order of ``second``.
    static func dropOrder(_ scores: SegmentScores) -> [Axis] {
        let told = second.map { axis in
            all.filter { $0 != axis }.reduce(0.0) { $0 + information(scores[axis], scores[$1]) }
        }
        let order = second.indices.sorted { (told[$0], $0) < (told[$1], $1) }
        return order.map { second[$0] }
    }

    private static func information(_ left: AxisScores, _ right: AxisScores) -> Double {
        let both = left.segment.indices.filter { left.segment[$0] >= 0 && right.segment[$0] >= 0 }
        return mutualInformation(both.map { Int(left.segment[$0]) }, both.map { Int(right.segment[$0]) }) ?? 0
    }
}
