internal import Domain

/// Axis 2, `purchase_value`: how much an order is worth after refunds, and where that is going.
///
/// Observed from the first order on; evidence by orders.
enum PurchaseValue {
    static func lacking(_ sources: FeatureSources) -> LackingFeatures { LackingFeatures() }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts) -> Observation {
        let orders = Double(c.purchases.orders)
        let seen = Observation(if: c.purchases.orders >= 1, count: orders, scale: 3)
        guard seen.isObserved else { return seen }
        let net = Money.units(c.values.net)
        row[.netLifetimeValue] = net
        row[.avgOrderValue] = net / orders
        row[.medianOrderValue] = c.values.median
        row[.maxOrderValue] = c.values.highest
        // From three orders on, and as a part of a mean that must be positive.
        guard c.purchases.orders >= 3, net > 0 else { return seen }
        row[.valueTrend] = c.values.slope / (net / orders)
        row[.valueConsistency] = 1 / (1 + c.values.deviation / (net / orders))
        return seen
    }
}

extension PurchaseValue: AxisDefinition {
    static let axis = Axis.purchaseValue

    static let features = [
        AxisFeature(.netLifetimeValue, .amount, low: "low_value", high: "high_value"),
        AxisFeature(.avgOrderValue, .amount, low: "small_basket", high: "big_basket"),
        AxisFeature(.medianOrderValue, .amount, low: "small_order", high: "big_order"),
        AxisFeature(.maxOrderValue, .amount, low: "modest_peak", high: "high_peak"),
        AxisFeature(.valueTrend, .plain, weight: 0.25, low: "shrinking", high: "growing"),
        AxisFeature(.valueConsistency, .plain, weight: 0.25, low: "uneven", high: "even"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        [Word("budget"), Word("premium")],
        [Word("budget"), Word("mid"), Word("premium")],
        [Word("budget"), Word("mid"), Word("premium"), Word("vip")],
        [Word("entry"), Word("budget"), Word("mid"), Word("premium"), Word("vip")])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c)
    }
}
