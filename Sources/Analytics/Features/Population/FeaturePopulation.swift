internal import Domain
package import Kernels

/// What a shop's customers have in common: that towards which the few observations of one of them are drawn.
///
/// Estimated when segments are refitted, stored with their model, and taken as stored on other nights and for past frames.
package struct FeaturePopulation: Codable, Equatable, Sendable {
    package var reference: ShopReference
    package var rates: RatePriors
    /// Repeat order days by day since the first order.
    package var repeatOrders: GammaPoissonPrior?
    /// Tickets by order.
    package var ticketsPerOrder: GammaPoissonPrior?
    /// The squared coefficient of variation of gaps, each customer's weighted by the number of gaps.
    package var gapSquaredVariation: Double?
    /// The medians of the log ratios of the last 180 days to the 180 before: what a season does to everyone.
    package var frequencyShift: Double?
    package var valueShift: Double?
    /// Refunded money by total over all settled orders.
    package var refundedShare: Double?
    /// The mean rating, 1...5.
    package var meanRating: Double?

    /// The unit of amounts on a curve: the shop's median order value in currency units; 1 where that is not positive.
    package var medianOrderValue: Double {
        guard let value = reference.medianOrderValue, value > 0 else { return 1 }
        return value
    }

    /// Estimates the population of a shop's facts.
    ///
    /// - Parameters:
    ///   - facts: every customer's facts.
    ///   - serviceLevels: how service levels were kept; `nil` where nobody judged that.
    package init(of facts: ShopFacts, serviceLevels: ServiceLevels? = nil) {
        let rows = facts.rows
        reference = facts.reference
        rates = RatePriors(of: rows, serviceLevels: serviceLevels)
        let buyers = rows.filter { $0.purchases.orders > 0 }
        repeatOrders = .byMoments(
            events: buyers.map { Double($0.purchases.gaps) }, exposures: buyers.map(\.purchases.tenureDays))
        if facts.sources.showsTickets {
            ticketsPerOrder = .byMoments(
                events: buyers.map { Double($0.tickets.tickets) }, exposures: buyers.map { Double($0.purchases.orders) }
            )
        }
        gapSquaredVariation = Self.gapSquaredVariation(of: buyers)
        frequencyShift = median(buyers.map(LoyaltyTrajectory.frequencyRatio))
        let offset = LoyaltyTrajectory.valueOffset(reference)
        valueShift = median(buyers.map { LoyaltyTrajectory.valueRatio($0, offset: offset) })
        refundedShare = Self.ratio(rows.map(\.refunds.refunded), rows.map(\.refunds.total))
        meanRating = Self.ratio(rows.map { Int64($0.tickets.ratings) }, rows.map { Int64($0.tickets.rated) })
    }

    private static func gapSquaredVariation(of rows: [CustomerFacts]) -> Double? {
        var (sum, gaps) = (0.0, 0.0)
        for row in rows where !row.purchases.gapSquaredVariation.isNaN {
            let weight = Double(row.purchases.gaps)
            sum += weight * row.purchases.gapSquaredVariation
            gaps += weight
        }
        return gaps > 0 ? sum / gaps : nil
    }

    /// The ratio of two exact sums; `nil` where the lower one is not positive.
    private static func ratio(_ upper: [Int64], _ lower: [Int64]) -> Double? {
        let whole = lower.reduce(Int64(0)) { $0.addingClamped($1) }
        return whole > 0 ? Double(upper.reduce(Int64(0)) { $0.addingClamped($1) }) / Double(whole) : nil
    }
}

/// How the service levels of each customer's tickets were kept, in the order of ``Shop/customers``.
package struct ServiceLevels: Sendable {
    package var breached: [Int32]
    package var judged: [Int32]

    /// - Parameters:
    ///   - breached: tickets with a missed target.
    ///   - judged: tickets of which that is known.
    package init(breached: [Int32], judged: [Int32]) {
        precondition(breached.count == judged.count, "\(breached.count) breaches for \(judged.count) judged")
        self.breached = breached
        self.judged = judged
    }

    func count(_ row: Int) -> RateCount {
        RateCount(successes: breached[row], trials: judged[row])
    }
}
