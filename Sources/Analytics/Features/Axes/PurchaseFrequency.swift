internal import Kernels

/// Axis 1, `purchase_frequency`: how often and how steadily somebody buys.
///
/// Observed from the first order on; evidence by orders.
enum PurchaseFrequency {
    /// Gaps of the population's kind that a customer's own regularity starts with.
    static let pseudoGaps = 4.0
    /// Days in a month.
    static let monthDays = 30.4375

    static func lacking(_ sources: FeatureSources) -> LackingFeatures { LackingFeatures() }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ p: FeaturePopulation) -> Observation {
        let seen = Observation(if: c.purchases.orders >= 1, count: Double(c.purchases.orders), scale: 3)
        guard seen.isObserved else { return seen }
        row[.ordersPerMonth] = ordersPerMonth(c.purchases, p)
        if c.purchases.gaps >= 2 {
            row[.meanGapDays] = Double(c.purchases.gapSum) / Double(c.purchases.gaps)
            row[.gapRegularity] = gapRegularity(c.purchases, p)
        }
        row[.orders90d] = Double(c.purchases.ordersIn90)
        row[.recencyDays] = c.purchases.recencyDays
        return seen
    }

    /// `30.4375 (x + r) / (T + alpha)`: a buyer of yesterday is not a monthly buyer.
    private static func ordersPerMonth(_ c: PurchaseFacts, _ p: FeaturePopulation) -> Double {
        guard let prior = p.repeatOrders else { return .nan }
        return monthDays * prior.rate(events: Double(c.gaps), exposure: c.tenureDays)
    }

    /// `1 / (1 + CV)`, with CV² drawn towards the population's by four pseudo-gaps.
    private static func gapRegularity(_ c: PurchaseFacts, _ p: FeaturePopulation) -> Double {
        guard let common = p.gapSquaredVariation else { return .nan }
        let gaps = Double(c.gaps)
        let squared = (gaps * c.gapSquaredVariation + pseudoGaps * common) / (gaps + pseudoGaps)
        return 1 / (1 + squared.squareRoot())
    }
}
