package import Domain
internal import Kernels

extension LifetimeModel {
    private var side: ChampionContest.Side { .init(version: version, fittedAsOf: cutoff) }

    /// Holds this refit against the champion.
    ///
    /// Parameters are those of all data, and the champion's have seen nearly all of the later window; so what competes is the
    /// two models of purchases, both fitted to what preceded that window. The window has a veto: a refit of another model is
    /// not promoted where the champion's did better there by more than one standard error of the paired differences. A refit
    /// of the same model is the same on more data and needs no contest.
    ///
    /// - Parameters:
    ///   - champion: the model that spoke before.
    ///   - shop: the shop as of tonight.
    ///   - jobs: the number of threads.
    /// - Returns: the mean log-likelihoods of both on the window, and the verdict.
    package func contest(against champion: LifetimeModel, on shop: Shop, jobs: Int) -> ChampionContest {
        guard champion.name != name else {
            return ChampionContest(
                promoting: side, after: champion.side, because: "it is the same model of purchases on more data")
        }
        guard let windows = HoldoutWindows(first: shop.firstOrderDay, end: shop.lastDay) else {
            return ChampionContest(promoting: side, after: champion.side, because: "there is no window to judge on")
        }
        let judge = HoldoutJudge(
            shop, after: windows.report, through: windows.end, unit: timeUnit, seed: 0, jobs: jobs)
        let fits = [champion, self].map { RepeatPurchaseFit.fit($0.purchases.model.kind, judge.histories, jobs: jobs) }
        guard fits[0].status.isUsable else {
            return ChampionContest(
                promoting: side, after: champion.side,
                because: "the champion's model could not be fitted before the later window")
        }
        return ChampionContest(
            champion: judge.logLikelihoods(fits[0].model), challenger: judge.logLikelihoods(fits[1].model),
            sides: (champion.side, side), metric: "mean_log_likelihood", needsLead: false)
    }
}
