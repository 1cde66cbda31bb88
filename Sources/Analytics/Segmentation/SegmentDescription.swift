internal import Domain
internal import Foundation

/// One line that says what sets a segment apart, in the features' own units.
///
/// The features are those whose centroid lies farthest from the customers' mean, in weighted coordinates, at most three and
/// none nearer than a quarter of a standard deviation. A rate of few trials may lie on one side as a coordinate and on the
/// other in own units; such a feature tells nothing and is left out.
func segmentDescription(_ segment: Segment, of model: AxisModel) -> String {
    guard model.k > 1 else { return "all customers observed on this axis" }
    let scores = model.features.indices.map { segment.centroid[$0] - model.features[$0].mean }
    let pulls = model.features.indices.map { model.features[$0].weight * scores[$0] * scores[$0] }
    let order = pulls.indices.sorted { (pulls[$1], $0) < (pulls[$0], $1) }
    let telling = order.filter { feature in
        abs(scores[feature]) >= 0.25
            && scores[feature] * (segment.values[feature] - model.features[feature].typical) > 0
    }.prefix(3)
    guard !telling.isEmpty else { return "close to the usual customer in everything" }
    return telling.map { feature in
        let transform = model.features[feature]
        let (value, usual) = (shortText(segment.values[feature]), shortText(transform.typical))
        let words = transform.feature.replacing("_", with: " ")
        return "\(scores[feature] > 0 ? "high" : "low") \(words) (\(value), usually \(usual))"
    }.joined(separator: ", ")
}

/// A number with three significant digits, or whole from a hundred on, without zeros at the end.
func shortText(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    let magnitude = Int(log10(abs(value)).rounded(.down))
    let decimals = max(0, min(6, 2 - magnitude))
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? String(Int64(rounded)) : rounded.description
}
