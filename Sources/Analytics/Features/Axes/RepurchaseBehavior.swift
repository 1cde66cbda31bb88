internal import Domain

/// Axis 7, `repurchase_behavior`: whether somebody buys the same things again.
///
/// Observed from two order days on; evidence by orders.
enum RepurchaseBehavior {
    static func lacking(_ sources: FeatureSources) -> LackingFeatures {
        var lacking = LackingFeatures()
        lacking.name(
            .repeatProductRate, .repeatOrderRate, .topProductShare, .meanRepeatIntervalDays, .meanRepeatCount,
            unless: sources.has.orderLines, "orders have no lines")
        return lacking
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts) -> Observation {
        let seen = Observation(if: c.purchases.orderDays >= 2, count: Double(c.purchases.orders), scale: 4)
        guard seen.isObserved, c.basket.lines > 0 else { return seen }
        row.set(.repeatProductRate, RateCount(successes: c.basket.repeatedProducts, trials: c.basket.products))
        row.set(.repeatOrderRate, RateCount(successes: c.basket.repeatOrders, trials: c.purchases.orders - 1))
        row.set(.topProductShare, RateCount(successes: c.basket.topLines, trials: c.basket.lines))
        guard c.basket.repeatedProducts > 0 else { return seen }
        let (products, days) = (Double(c.basket.repeatedProducts), Double(c.basket.repeatDays))
        row[.meanRepeatIntervalDays] = Double(c.basket.repeatSpan) / (days - products)
        row[.meanRepeatCount] = days / products
        return seen
    }
}

extension RepurchaseBehavior: AxisDefinition {
    static let axis = Axis.repurchaseBehavior

    static let features = [
        AxisFeature(.repeatProductRate, .rate, low: "exploring", high: "repeating"),
        AxisFeature(.repeatOrderRate, .rate, low: "rarely_repeating", high: "often_repeating"),
        AxisFeature(.topProductShare, .rate, low: "broad", high: "one_product"),
        AxisFeature(.meanRepeatIntervalDays, .count, low: "quick_repeat", high: "slow_repeat"),
        AxisFeature(.meanRepeatCount, .count, low: "light_repeat", high: "heavy_repeat"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        literal: [Word("never_repeats", only: .init("repeat_product_rate", 0...0))],
        [Word("variety_seeker"), Word("repeater")],
        [Word("variety_seeker"), Word("mixed"), Word("repeater")],
        [Word("variety_seeker"), Word("occasional_repeater"), Word("repeater"), Word("staple_buyer")],
        [
            Word("variety_seeker"), Word("occasional_repeater"), Word("mixed"), Word("repeater"),
            Word("staple_buyer"),
        ])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c)
    }
}
