/// Why a customer belongs to the dominant segment rather than to the next best.
///
/// A feature's pull is `weight ((x - v_next)² - (x - v_dominant)²)`: by how much it brings the customer nearer to the
/// dominant segment's centroid than to that of the second largest membership. The features that pull most are the reasons,
/// at most two, none with under a tenth of the largest pull. What is told of each is the standard score `x - mean`: how
/// many standard deviations the customer lies above the customers observed, on the feature's curve.
struct SegmentReasons {
    private static let leastPull = 0.1

    /// Centroids, one after the other.
    private let centroids: [Double]
    private let weights: [Double]
    private let means: [Double]

    init(_ model: AxisModel) {
        centroids = model.segments.flatMap(\.centroid)
        weights = model.features.map(\.weight)
        means = model.features.map(\.mean)
    }

    /// A feature, and where the customer stands on it.
    struct Reason: Equatable {
        let feature: Int
        let score: Double
        fileprivate let pull: Double
    }

    /// The reasons of a customer, the strongest first; none on an axis without structure.
    ///
    /// - Parameters:
    ///   - x: the customer's coordinates, NaN where missing.
    ///   - dominance: the customer's two largest memberships.
    /// - Returns: the feature that pulls most, and the next one if it pulls enough.
    func reasons(_ x: UnsafeBufferPointer<Double>, _ dominance: Dominance) -> (first: Reason?, second: Reason?) {
        guard dominance.second >= 0 else { return (nil, nil) }
        let (own, next) = (dominance.segment * weights.count, dominance.second * weights.count)
        var (first, second): (Reason?, Reason?) = (nil, nil)
        for feature in 0..<x.count where !x[feature].isNaN {
            let (far, near) = (x[feature] - centroids[next + feature], x[feature] - centroids[own + feature])
            let pull = weights[feature] * (far * far - near * near)
            guard pull > 0 else { continue }
            let reason = Reason(feature: feature, score: x[feature] - means[feature], pull: pull)
            if pull > (first?.pull ?? 0) {
                (first, second) = (reason, first)
            } else if pull > (second?.pull ?? 0) {
                second = reason
            }
        }
        let isTelling = (second?.pull ?? 0) >= Self.leastPull * (first?.pull ?? 0)
        return (first, isTelling ? second : nil)
    }
}
