internal import Domain

/// An axis in one file: its features and how they are clustered, the words for its segments, what a source must show, and
/// how a customer's features are computed.
protocol AxisDefinition {
    static var axis: Axis { get }
    /// In the order of ``Axis/features``.
    static var features: [AxisFeature] { get }
    /// The words that its segments are named by.
    static var vocabulary: SegmentVocabulary { get }
    /// The features that the source cannot show for anyone, with the reasons.
    static func lacking(in maker: FeatureMaker) -> LackingFeatures
    /// Writes the features of one customer.
    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation
}

/// A feature of an axis.
struct AxisFeature: Sendable {
    let feature: Feature
    /// How it enters the distance between customers; `nil` for a feature that is stored and not clustered.
    let scale: FeatureScale?
    /// The words to put before a segment's name that another one already has: below its neighbour on the feature, and above.
    let words: (low: String, high: String)

    /// - Parameters:
    ///   - feature: which one.
    ///   - shape: the curve on which equal steps mean equal differences; `nil` for a feature that is not clustered.
    ///   - weight: 1 for what a customer does, 0.25 for trends and regularity, which few orders show badly.
    ///   - low: the word for a segment below its neighbour.
    ///   - high: the word for one above.
    init(_ feature: Feature, _ shape: FeatureScale.Shape?, weight: Double = 1, low: String, high: String) {
        self.feature = feature
        scale = shape.map { FeatureScale(shape: $0, weight: weight) }
        words = (low, high)
    }
}

/// The axes.
enum Axes {
    /// One definition an axis, in the order of ``Axis/allCases``: the list that a new axis is added to.
    static let all: [any AxisDefinition.Type] = [
        PurchaseFrequency.self,
        PurchaseValue.self,
        CategoryExploration.self,
        PriceSensitivity.self,
        PurchaseCadence.self,
        CustomerMaturity.self,
        RepurchaseBehavior.self,
        ReturnBehavior.self,
        CommunicationPreference.self,
        ProblemComplexityProfile.self,
        LoyaltyTrajectory.self,
        ProductKnowledge.self,
        ValueSophistication.self,
        SupportHistory.self,
    ]

    static func definition(_ axis: Axis) -> any AxisDefinition.Type {
        guard let definition = all.first(where: { $0.axis == axis }) else {
            preconditionFailure("axis \(axis.rawValue) has no definition in Axes.all")
        }
        return definition
    }

    /// By the features' names.
    static let features: [String: AxisFeature] = Dictionary(
        uniqueKeysWithValues: all.flatMap { $0.features }.map { ($0.feature.name, $0) })
}
