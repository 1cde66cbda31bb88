extension ChurnModel {
    private var side: ChampionContest.Side { .init(version: version, fittedAsOf: cutoff) }

    /// Holds this refit against the champion, on the refit's holdout.
    ///
    /// Both are taken as they were judged, so neither has learnt from a label of that window: the champion's labels end before
    /// the refit's do. The refit has to be ahead.
    ///
    /// - Parameters:
    ///   - champion: the model that spoke before; `nil` where there was none that could speak tonight.
    ///   - reason: why there is a refit, where there is nothing to hold it against.
    ///   - source: the shop as of tonight.
    ///   - jobs: the number of threads.
    /// - Returns: minus the log loss of both, and the verdict.
    package func contest(
        against champion: ChurnModel?, because reason: String, on source: ChurnSource, jobs: Int
    ) -> ChampionContest {
        guard let champion else { return ChampionContest(promoting: side, because: reason) }
        guard champion.horizonDays == horizonDays else {
            return ChampionContest(
                promoting: side, after: champion.side,
                because: "the champion answers for \(champion.horizonDays) days and the refit for \(horizonDays)")
        }
        let scores = [champion, self].map { $0.logLikelihoods(source, day: windows.holdout, jobs: jobs) }
        return ChampionContest(
            champion: scores[0], challenger: scores[1], sides: (champion.side, side), metric: "mean_log_likelihood",
            needsLead: true)
    }
}
