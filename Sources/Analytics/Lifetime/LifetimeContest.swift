internal import Foundation
package import Kernels

/// The contest of the models of purchases, on a window that none of them knew.
///
/// The score is the mean log-likelihood of what every customer did in the window. MBG/NBD wins whenever the best lies
/// within one standard error of the paired differences from it: it lets a one-time buyer be gone, which the figures of
/// single customers need; otherwise the best wins.
package struct LifetimeContest: Codable, Equatable, Sendable {
    package struct Entry: Codable, Equatable, Sendable {
        package let fit: RepeatPurchaseFit
        /// `nil` for a fit that cannot be used.
        package let meanLogLikelihood: Double?
        /// The mean by which the best is ahead, and the standard error of the paired differences.
        package let behindBest, standardError: Double?

        private enum CodingKeys: String, CodingKey {
            case fit
            case meanLogLikelihood = "mean_log_likelihood"
            case behindBest = "behind_best"
            case standardError = "standard_error"
        }
    }

    package let entries: [Entry]
    /// The winner first, the others by their scores, then those that could not be judged.
    package let ranking: [RepeatPurchaseModelKind]
    /// Why the winner is the winner, as a clause.
    package let reason: String

    /// - Parameters:
    ///   - fits: made from what the judge's records know.
    ///   - judge: the window that chooses.
    init(_ fits: [RepeatPurchaseFit], _ judge: HoldoutJudge) {
        let scores = fits.map { $0.status.isUsable ? judge.logLikelihoods($0.model) : nil }
        let means = scores.map { $0.map { $0.reduce(0, +) / Double(max(1, $0.count)) } }
        let usable = fits.indices.filter { means[$0] != nil }
        let ranked = usable.sorted { (means[$0] ?? 0, $1) > (means[$1] ?? 0, $0) }
        let best = ranked.first.flatMap { scores[$0] }
        let behind = scores.map { scores in
            scores.flatMap { scores in best.map { Self.difference($0, scores) } }
        }
        entries = fits.indices.map { index in
            Entry(
                fit: fits[index], meanLogLikelihood: means[index], behindBest: behind[index]?.mean,
                standardError: behind[index]?.standardError)
        }
        let tied = usable.first { index in
            fits[index].model.kind == .mbgNBD && behind[index].map { $0.mean <= $0.standardError } == true
        }
        let order = (tied.map { [$0] } ?? []) + ranked.filter { $0 != tied }
        // Who could not be judged comes last, and may still do on more data: a young shop has seen nobody leave.
        let unjudged = Self.preference.filter { kind in
            fits.indices.contains { fits[$0].model.kind == kind && !usable.contains($0) }
        }
        ranking = order.map { fits[$0].model.kind } + unjudged
        reason = Self.reason(ranked: ranked.map { fits[$0].model.kind }, tied: tied != nil)
    }

    /// The order of models of which nothing else is known.
    private static let preference: [RepeatPurchaseModelKind] = [.mbgNBD, .bgNBD, .paretoNBD]

    private static func reason(ranked: [RepeatPurchaseModelKind], tied: Bool) -> String {
        guard let best = ranked.first else { return "no fit of the earlier window could be judged" }
        guard ranked.count > 1 else { return "\(best.rawValue) is the only fit that can be used" }
        guard tied, best != .mbgNBD else { return "\(best.rawValue) has the best mean log-likelihood on the window" }
        return "\(best.rawValue) is ahead by no more than one standard error, a tie, and mbg_nbd wins ties"
    }

    private static func difference(_ best: [Double], _ other: [Double]) -> (mean: Double, standardError: Double) {
        let moments = Moments(zip(best, other).map { $0 - $1 })
        let variance = moments.sampleVariance ?? 0
        return (moments.mean, (variance / Double(max(1, best.count))).squareRoot())
    }
}
