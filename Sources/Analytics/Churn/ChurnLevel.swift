/// How likely somebody is to leave, in one word; a word goes with the rank, since in a slow shop most are `critical`.
package enum ChurnLevel: String, CaseIterable, Codable, Sendable {
    case low, medium, high, critical
    /// No probability, for a reason that is told.
    case unknown

    /// Probabilities from which the next level begins: of medium, high and critical.
    package static let thresholds = [0.3, 0.5, 0.7]

    /// The level of a probability; `unknown` for NaN.
    package init(_ probability: Double) {
        guard !probability.isNaN else {
            self = .unknown
            return
        }
        self = Self.allCases[Self.thresholds.count { $0 <= probability }]
    }
}
