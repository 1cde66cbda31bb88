internal import Kernels

/// Why a customer belongs to the dominant segment rather than to the next best.
///
/// A feature's pull is `weight ((x - v_next)² - (x - v_dominant)²)`: by how much it brings the customer nearer to the
/// dominant segment's centroid than to that of the second largest membership. The features that pull most are the reasons,
/// at most two, none with under a tenth of the largest pull. What is told of each is the standard score `x - mean`: how
/// many standard deviations the customer lies above the customers observed, on the feature's curve.
struct SegmentReasons {
    static let most = 2
    private static let leastPull = 0.1

    private let model: AxisModel
    private var pulls: [(feature: Int, pull: Double)] = []

    init(_ model: AxisModel) {
        self.model = model
    }

    /// Calls `body` with each reason, the strongest first; not at all on an axis without structure.
    ///
    /// - Parameters:
    ///   - x: the customer's coordinates, NaN where missing.
    ///   - dominance: the customer's two largest memberships.
    ///   - body: gets the position of the feature and the standard score.
    mutating func forEach(
        _ x: UnsafeBufferPointer<Double>, _ dominance: Dominance, _ body: (_ feature: Int, _ score: Double) -> Void
    ) {
        guard dominance.second >= 0 else { return }
        let own = model.segments[dominance.segment].centroid
        let next = model.segments[dominance.second].centroid
        pulls.removeAll(keepingCapacity: true)
        for feature in 0..<x.count where !x[feature].isNaN {
            let (far, near) = (x[feature] - next[feature], x[feature] - own[feature])
            let pull = model.features[feature].weight * (far * far - near * near)
            if pull > 0 { pulls.append((feature, pull)) }
        }
        pulls.sort { ($1.pull, $0.feature) < ($0.pull, $1.feature) }
        guard let largest = pulls.first?.pull else { return }
        for (feature, pull) in pulls.prefix(Self.most) where pull >= Self.leastPull * largest {
            body(feature, x[feature] - model.features[feature].mean)
        }
    }
}
