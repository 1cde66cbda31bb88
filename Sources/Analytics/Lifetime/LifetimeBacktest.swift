package import Domain
package import Kernels

/// Forecasts as they would have been made on past days, held against what followed.
package enum LifetimeBacktest {
    /// One forecaster on one past day.
    package struct Entry: Codable, Sendable {
        /// The last local day that was known.
        package let knownThrough: String
        /// A model of purchases; it goes with the spend model of the same day.
        package let model: RepeatPurchaseModelKind
        /// How it did, and the naive forecast beside it; `nil` where it could not be fitted.
        package let holdout: LifetimeHoldout?
        /// Why it could not be fitted.
        package let reason: String?

        private enum CodingKeys: String, CodingKey {
            case model, holdout, reason
            case knownThrough = "known_through"
        }
    }

    /// Forecasts as of past days.
    ///
    /// - Parameters:
    ///   - shop: the shop as of tonight.
    ///   - models: which models to try.
    ///   - unit: of the models' times.
    ///   - cutoffs: how many past days, `horizonDays` apart; the last window ends with the shop's last day.
    ///   - horizonDays: the length of every window.
    ///   - seed: of the simulated futures.
    ///   - jobs: the number of threads.
    /// - Returns: by day, the latest first, then by model; no entry for a day with fewer than 500 buyers before it.
    package static func run(
        _ shop: Shop, models: [RepeatPurchaseModelKind], unit: LifetimeTimeUnit, cutoffs: Int, horizonDays: Int32,
        seed: UInt64, jobs: Int
    ) -> [Entry] {
        (1...cutoffs).flatMap { number -> [Entry] in
            let end = shop.lastDay - Int32(number - 1) * horizonDays
            let judge = HoldoutJudge(
                shop, after: end - horizonDays, through: end, unit: unit, seed: seed, jobs: jobs)
            guard judge.records.count >= LifetimeGate.leastBuyers else { return [] }
            let spend = judge.records.spendFit(jobs: jobs)
            return models.map { kind in
                let fit = RepeatPurchaseFit.fit(kind, judge.histories, jobs: jobs)
                let isUsable = fit.status.isUsable
                return Entry(
                    knownThrough: "\(CivilDate(daysSince1970: end - horizonDays))", model: kind,
                    holdout: isUsable ? judge.holdout(fit, spend: spend.status.isUsable ? spend : nil) : nil,
                    reason: fit.status.reason)
            }
        }
    }
}
