internal import Domain

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

extension PurchaseFrequency: AxisDefinition {
    static let axis = Axis.purchaseFrequency

    static let features = [
        AxisFeature(.ordersPerMonth, .count, low: "slow", high: "frequent"),
        AxisFeature(.meanGapDays, .count, low: "short_gap", high: "long_gap"),
        AxisFeature(.gapRegularity, .plain, weight: 0.25, low: "irregular", high: "clockwork"),
        AxisFeature(.orders90d, .count, low: "quiet", high: "active"),
        // Recency is the point within a gap, not how often a customer buys: with a full weight it blurs the habit.
        AxisFeature(.recencyDays, .plain, weight: 0.25, low: "recent", high: "long_silent"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        literal: [Word("one_time", only: .init("order_count", 1...1))],
        [Word("occasional"), Word("regular")],
        [Word("occasional"), Word("regular"), Word("power_buyer")],
        [Word("rare"), Word("occasional"), Word("regular"), Word("power_buyer")],
        [Word("rare"), Word("occasional"), Word("regular"), Word("frequent"), Word("power_buyer")])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c, maker.population)
    }
}
