package import Domain
internal import Kernels

/// A refit beside the champion: how both did, and which of them speaks from then on.
package struct ChampionContest: Codable, Equatable, Sendable {
    /// One of the two.
    package struct Side: Codable, Equatable, Sendable {
        package let version: Int
        /// Data up to this instant were used.
        package let fittedAsOf: Instant
        /// The mean over the customers of the window; `nil` where nothing was measured.
        @OrNull package var score: Double?

        package init(version: Int, fittedAsOf: Instant, score: Double? = nil) {
            (self.version, self.fittedAsOf) = (version, fittedAsOf)
            self.score = score
        }

        private enum CodingKeys: String, CodingKey {
            case version, score
            case fittedAsOf = "fitted_as_of"
        }
    }

    /// The model that spoke before; `nil` where there was none, or none that answers the same question.
    @OrNull package var champion: Side?
    package let challenger: Side
    /// What the scores are, the larger the better; `nil` where nothing was measured.
    @OrNull package var metric: String?
    /// The mean by which the challenger is ahead, and the standard error of the paired differences.
    @OrNull package var ahead: Double?
    @OrNull package var standardError: Double?
    /// Whether the challenger is the champion from then on.
    package let isPromoted: Bool
    /// Why, as a clause.
    package let reason: String

    private enum CodingKeys: String, CodingKey {
        case champion, challenger, metric, ahead, reason
        case standardError = "standard_error"
        case isPromoted = "is_promoted"
    }

    /// A challenger that is not measured against the champion, and takes its place.
    ///
    /// - Parameters:
    ///   - challenger: the refit.
    ///   - champion: what it follows, where there is something.
    ///   - reason: why nothing is measured, as a clause.
    package init(promoting challenger: Side, after champion: Side? = nil, because reason: String) {
        self.challenger = challenger
        (isPromoted, self.reason) = (true, reason)
        self.champion = champion
    }

    /// Two models measured on the same customers.
    ///
    /// - Parameters:
    ///   - champion: a score a customer, the larger the better.
    ///   - challenger: the same of the refit, in the same order.
    ///   - sides: which versions they are.
    ///   - metric: what the scores are.
    ///   - needsLead: whether the challenger has to be ahead; otherwise it has to be behind by no more than one standard error.
    package init(
        champion: [Double], challenger: [Double], sides: (champion: Side, challenger: Side), metric: String,
        needsLead: Bool
    ) {
        precondition(champion.count == challenger.count, "\(champion.count) scores against \(challenger.count)")
        let differences = Moments(zip(challenger, champion).map { $0 - $1 })
        let count = Double(max(1, champion.count))
        let error = ((differences.sampleVariance ?? 0) / count).squareRoot()
        var (before, now) = sides
        before.score = Moments(champion).mean
        now.score = Moments(challenger).mean
        isPromoted = needsLead ? differences.mean > 0 : differences.mean >= -error
        reason = Self.reason(ahead: differences.mean, isPromoted: isPromoted, needsLead: needsLead)
        self.challenger = now
        (self.champion, self.metric) = (before, metric)
        (ahead, standardError) = (differences.mean, error)
    }

    private static func reason(ahead: Double, isPromoted: Bool, needsLead: Bool) -> String {
        switch (isPromoted, ahead > 0) {
        case (true, true): "the challenger is ahead on the holdout"
        case (true, false): "the challenger is behind on the holdout by no more than one standard error"
        case (false, _) where needsLead: "the challenger is not ahead on the holdout"
        case (false, _): "the challenger is behind on the holdout by more than one standard error"
        }
    }
}
