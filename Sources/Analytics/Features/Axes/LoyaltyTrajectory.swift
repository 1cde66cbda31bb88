internal import Domain
internal import Foundation

/// Axis 11, `loyalty_trajectory`: whether somebody comes more or less often than before.
///
/// Observed from two order days and 60 days of tenure on; evidence by orders.
enum LoyaltyTrajectory {
    static let tenureDays = 60.0
    /// Below this many days of tenure there is no window of 180 days to compare the last one with.
    static let ratioTenureDays = 360.0

    static func lacking(_ sources: FeatureSources, hasProbabilityAlive: Bool) -> LackingFeatures {
        var lacking = LackingFeatures()
        lacking.name(.pAlive, unless: hasProbabilityAlive, "there is no lifetime model")
        return lacking
    }

    static func fill(
        _ row: FeatureRow, _ c: CustomerFacts, _ p: FeaturePopulation, probabilityAlive: Double?
    ) -> Observation {
        let isObserved = c.purchases.orderDays >= 2 && c.purchases.tenureDays >= tenureDays
        let seen = Observation(if: isObserved, count: Double(c.purchases.orders), scale: 5)
        guard seen.isObserved else { return seen }
        row[.frequencyLogRatio] = frequencyRatio(c) - (p.frequencyShift ?? .nan)
        row[.valueLogRatio] = valueRatio(c, offset: valueOffset(p.reference)) - (p.valueShift ?? .nan)
        if c.purchases.gaps >= 3 {
            row[.gapTrend] = c.purchases.gapSlope / (Double(c.purchases.gapSum) / Double(c.purchases.gaps))
        }
        row[.pAlive] = probabilityAlive ?? .nan
        row[.overdueRatio] = overdueRatio(c.purchases, p.reference)
        return seen
    }

    /// `ln((orders of the last 180 days + 0.5) / (orders of the 180 days before + 0.5))`; NaN below 360 days of tenure.
    static func frequencyRatio(_ c: CustomerFacts) -> Double {
        guard c.purchases.tenureDays >= ratioTenureDays else { return .nan }
        return log((Double(c.purchases.ordersIn180) + 0.5) / (Double(c.purchases.ordersIn180Before) + 0.5))
    }

    /// `ln((max(v1, 0) + c) / (max(v2, 0) + c))` of the net value in the same windows; NaN below 360 days of tenure.
    static func valueRatio(_ c: CustomerFacts, offset: Double?) -> Double {
        guard c.purchases.tenureDays >= ratioTenureDays, let offset else { return .nan }
        let (late, early) = (Money.units(c.values.netIn180), Money.units(c.values.netIn180Before))
        return log((max(late, 0) + offset) / (max(early, 0) + offset))
    }

    /// Half the shop's median order value; `nil` where that is not positive.
    static func valueOffset(_ reference: ShopReference) -> Double? {
        reference.medianOrderValue.flatMap { $0 > 0 ? $0 / 2 : nil }
    }

    /// Recency by the gap within which nine of ten of the customer's own gaps should lie.
    ///
    /// That gap is the customer's mean gap, drawn towards the population's by four pseudo-gaps, times the population's
    /// 90 % quantile by its mean.
    private static func overdueRatio(_ c: PurchaseFacts, _ reference: ShopReference) -> Double {
        guard let mean = reference.meanGapDays, let quantile = reference.gapDays90 else { return .nan }
        let pseudo = PurchaseFrequency.pseudoGaps
        let own = (Double(c.gapSum) + pseudo * mean) / (Double(c.gaps) + pseudo)
        return c.recencyDays / (own * quantile / mean)
    }
}

extension LoyaltyTrajectory: AxisDefinition {
    static let axis = Axis.loyaltyTrajectory

    static let features = [
        AxisFeature(.frequencyLogRatio, .plain, low: "slowing", high: "speeding"),
        AxisFeature(.valueLogRatio, .plain, low: "spending_less", high: "spending_more"),
        AxisFeature(.gapTrend, .plain, weight: 0.25, low: "closing_gap", high: "widening_gap"),
        AxisFeature(.pAlive, .rate, low: "doubtful", high: "active"),
        AxisFeature(.overdueRatio, .count, low: "on_time", high: "overdue"),
    ]

    private typealias Word = SegmentVocabulary.Word
    private static let lapsing = Word("lapsing", only: .init("frequency_log_ratio", -100...0), else: "slower")
    private static let rising = Word("rising", only: .init("frequency_log_ratio", 0...100), else: "livelier")

    static let vocabulary = SegmentVocabulary(
        [Word("cooling"), Word("steady")],
        [lapsing, Word("steady"), rising],
        [lapsing, Word("cooling"), Word("steady"), rising],
        [lapsing, Word("cooling"), Word("steady"), Word("warming"), rising])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures {
        lacking(maker.facts.sources, hasProbabilityAlive: maker.probabilityAlive != nil)
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c, maker.population, probabilityAlive: maker.probabilityAlive?[customer])
    }
}
