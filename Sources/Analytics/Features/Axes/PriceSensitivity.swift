internal import Domain

/// Axis 4, `price_sensitivity`: how much somebody waits for reductions.
///
/// Observed from the first order on; evidence by orders.
enum PriceSensitivity {
    static func lacking(_ sources: FeatureSources) -> LackingFeatures {
        var lacking = LackingFeatures()
        lacking.name(.discountedOrderRate, unless: sources.has.discount, "orders have no discount")
        lacking.name(
            .meanDiscountDepth, .discountSpendShare, unless: sources.has.discount && sources.has.subtotal,
            "orders have no discount with a subtotal")
        lacking.name(.codeRate, unless: sources.has.discountCode, "orders have no discount code")
        lacking.name(.fullPriceLineShare, unless: sources.has.lineDiscount, "lines have no discount")
        return lacking
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ p: FeaturePopulation) -> Observation {
        let seen = Observation(if: c.purchases.orders >= 1, count: Double(c.purchases.orders), scale: 3)
        guard seen.isObserved else { return seen }
        row.set(.discountedOrderRate, c.discounts.discounted, drawnTo: p.rates.discountedOrder)
        if c.discounts.depthCount > 0 {
            row[.meanDiscountDepth] = c.discounts.depthSum / Double(c.discounts.depthCount)
        }
        if c.discounts.subtotal > 0 {
            row[.discountSpendShare] = Double(c.discounts.discount) / Double(c.discounts.subtotal)
        }
        row.set(.codeRate, c.discounts.coded, drawnTo: p.rates.code)
        row.set(.fullPriceLineShare, c.discounts.fullPriceLines)
        return seen
    }
}
