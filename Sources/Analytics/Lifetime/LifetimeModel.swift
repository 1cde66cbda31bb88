package import Domain
package import Kernels

/// The models of purchases and of spend of one shop as they were fitted and judged: all that later nights score with.
package struct LifetimeModel: Codable, Sendable {
    /// The fits that were made, counted from 1.
    package let version: Int
    /// Records before this instant were used.
    package let cutoff: Instant
    package let timeUnit: LifetimeTimeUnit
    /// The champion's fit to everything before ``cutoff``.
    package let purchases: RepeatPurchaseFit
    /// `nil` where spend cannot be modelled; ``spendRefusal`` then says why.
    package let spend: GammaGammaFit?
    package let spendRefusal: String?
    /// Pearson's correlation of repeat orders and mean spend: the spend model takes it for none.
    package let frequencyValueCorrelation: Double?
    /// Repeat buyers whose repeat purchases left nothing: they are no part of the spend model.
    package let spendersLeftOut: Int
    package let contest: LifetimeContest
    /// Why the champion is the champion.
    package let choice: String
    /// The later window: how the champion did, without the correction.
    package let holdout: LifetimeHoldout
    /// Without simulated futures: `quimbi backtest` has those of every model.
    package let rivals: [RepeatPurchaseModelKind: LifetimeHoldout]
    /// The later window with the correction, which it had a veto on; `nil` where none is used.
    package let correctedHoldout: LifetimeHoldout?
    package let correction: LifetimeCorrection
    package let tracking: [LifetimeTracking.Week]
    /// Buyers whose first order lies within the shop's usual gap after its first record: they may be older than they look.
    package let leftTruncated: Int

    private enum CodingKeys: String, CodingKey {
        case version, cutoff, purchases, spend, contest, choice, holdout, rivals, correction, tracking
        case timeUnit = "time_unit"
        case spendRefusal = "spend_refusal"
        case frequencyValueCorrelation = "frequency_value_correlation"
        case spendersLeftOut = "spenders_left_out"
        case correctedHoldout = "corrected_holdout"
        case leftTruncated = "left_truncated"
    }

    /// The champion's name.
    package var name: String { purchases.model.kind.rawValue }
    package var logLikelihood: Double? { purchases.logLikelihood }
}

extension RepeatPurchaseModelKind: CodingKeyRepresentable {}
