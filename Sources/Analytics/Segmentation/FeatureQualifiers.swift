/// Two words a feature: for a segment below its neighbour on it, and for one above.
enum FeatureQualifiers {
    /// The word to put before a name that another segment already has.
    static func word(_ feature: String, isHigh: Bool) -> String {
        let pair = Axes.features[feature]?.words ?? (low: "low_" + feature, high: "high_" + feature)
        return isHigh ? pair.high : pair.low
    }
}
