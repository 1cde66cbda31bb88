internal import Domain
package import Kernels

/// The priors of the shrunk rates; `nil` where nobody had a trial.
package struct RatePriors: Codable, Equatable, Sendable {
    package var discountedOrder, code: BetaBinomialPrior?
    package var weekend, businessHours, peakSeason: BetaBinomialPrior?
    package var returnedPiece, refundedOrder: BetaBinomialPrior?
    package var email, chat, phone, social, contactBusinessHours: BetaBinomialPrior?
    package var reopened, highPriority, unresolved, escalated, breached: BetaBinomialPrior?
    package var splurge: BetaBinomialPrior?

    init(of rows: [CustomerFacts], serviceLevels: ServiceLevels?) {
        discountedOrder = Self.prior(rows, \.discounts.discounted)
        code = Self.prior(rows, \.discounts.coded)
        weekend = Self.prior(rows, \.clock.weekend)
        businessHours = Self.prior(rows, \.clock.businessHours)
        peakSeason = Self.prior(rows, \.clock.peakSeason)
        returnedPiece = Self.prior(rows, \.refunds.pieces)
        refundedOrder = Self.prior(rows, \.refunds.orders)
        email = Self.prior(rows, \.tickets.email)
        chat = Self.prior(rows, \.tickets.chat)
        phone = Self.prior(rows, \.tickets.phone)
        social = Self.prior(rows, \.tickets.social)
        contactBusinessHours = Self.prior(rows, \.tickets.businessHours)
        reopened = Self.prior(rows, \.tickets.reopened)
        highPriority = Self.prior(rows, \.tickets.highPriority)
        unresolved = Self.prior(rows, \.tickets.unresolved)
        escalated = Self.prior(rows, \.tickets.escalated)
        splurge = Self.prior(rows, \.values.countedSplurges)
        if let serviceLevels {
            breached = .byMoments(
                successes: serviceLevels.breached.map(Double.init), trials: serviceLevels.judged.map(Double.init))
        }
    }

    private static func prior(
        _ rows: [CustomerFacts], _ count: (CustomerFacts) -> RateCount
    ) -> BetaBinomialPrior? {
        var (successes, trials): ([Double], [Double]) = ([], [])
        for row in rows {
            let count = count(row)
            guard count.trials > 0 else { continue }
            successes.append(Double(count.successes))
            trials.append(Double(count.trials))
        }
        return .byMoments(successes: successes, trials: trials)
    }
}
