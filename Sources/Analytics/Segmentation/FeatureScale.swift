internal import Domain

/// How a feature enters the distance between two customers, before anything is learnt from the data.
package struct FeatureScale: Equatable, Sendable {
    /// The curve on which equal steps mean equal differences.
    package enum Shape: String, Codable, Sendable {
        /// A share of something: its log-odds.
        case rate
        /// Money: linear below the shop's usual order, logarithmic above.
        case amount
        /// A count, a duration, or a ratio without an upper end: the logarithm of one more than it.
        case count
        /// As it is.
        case plain
    }

    package let shape: Shape
    /// 1 for what a customer does, 0.25 for trends and regularity, which few orders show badly.
    package let weight: Double

    /// The scale of a feature.
    ///
    /// - Parameter feature: a name of ``Axis/allFeatures``.
    /// - Returns: `nil` for a feature that is stored but not clustered.
    package static func of(_ feature: String) -> FeatureScale? {
        Axes.features[feature]?.scale
    }

    /// Where each feature stands in ``Axis/allFeatures``.
    package static let column: [String: Int] = Dictionary(
        uniqueKeysWithValues: Axis.allFeatures.enumerated().map { ($1, $0) })
}
