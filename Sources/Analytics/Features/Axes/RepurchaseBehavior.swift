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
