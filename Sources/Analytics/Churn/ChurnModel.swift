package import Domain

/// Who leaves a shop, as it was learnt, calibrated and judged: all that later nights score with.
package struct ChurnModel: Codable, Sendable {
    /// A candidate, or the baseline, on what it did not know.
    package struct Candidate: Codable, Sendable {
        package let name: String
        /// Why it has no figures, as a clause; `nil` where it has.
        @OrNull package var reason: String?
        /// Log loss after calibration on the window that calibrated: what chooses the champion.
        @OrNull package var selectionLogLoss: Double?
        /// What the season added to every log-odds of the holdout.
        @OrNull package var seasonShift: Double?
        /// On the holdout, which chose nothing.
        @OrNull package var holdout: ChurnFigures?

        private enum CodingKeys: String, CodingKey {
            case name, reason, holdout
            case selectionLogLoss = "selection_log_loss"
            case seasonShift = "season_shift"
        }
    }

    /// What contributes to the scores, and its median over the buyers by the holdout's cutoff.
    package struct Yardstick: Codable, Sendable {
        package let name: String
        @OrNull package var median: Double?
    }

    /// The fits that were made, counted from 1.
    package let version: Int
    /// Records before this instant were used.
    package let cutoff: Instant
    package let horizon: ChurnHorizon
    /// In which the candidates were fitted, chosen and judged.
    package let windows: ChurnWindows
    /// Rows that trained the candidates, of so many there were.
    package let trainingRows, trainingRowsSeen: Int
    /// What customers have in common, by the last training cutoff; every frame is made with it.
    package let population: FeaturePopulation
    package let champion: ChurnCandidate
    /// Why the champion is the champion, as a clause.
    package let choice: String
    /// In the order of ``ChurnCandidate``.
    package let candidates: [Candidate]
    /// Recency alone, on the same rows under the same calibration.
    package let recencyBaseline: Candidate
    /// The champion as it was judged.
    package let judged: CalibratedChurn
    /// The champion, fitted once more with all windows moved on by one horizon: what scores.
    package let score: CalibratedChurn
    /// Why what scores is what was judged, as a clause; `nil` where it was fitted once more.
    @OrNull package var notMovedOn: String?
    package let yardsticks: [Yardstick]

    private enum CodingKeys: String, CodingKey {
        case version, cutoff, horizon, windows, population, champion, choice, candidates, judged, score, yardsticks
        case trainingRows = "training_rows"
        case trainingRowsSeen = "training_rows_seen"
        case recencyBaseline = "recency_baseline"
        case notMovedOn = "not_moved_on"
    }

    /// The champion's name.
    package var name: String { champion.rawValue }
    package var horizonDays: Int { horizon.days }
    /// How the champion did on the holdout.
    package var holdout: ChurnFigures? { candidates.first { $0.name == champion.rawValue }?.holdout }
}

/// What competes to say who leaves.
package enum ChurnCandidate: String, CaseIterable, Codable, Sendable {
    /// The closed form of the lifetime model.
    case lifetime
    /// A penalised additive logistic model.
    case additive
    /// Gradient-boosted trees.
    case trees
}
