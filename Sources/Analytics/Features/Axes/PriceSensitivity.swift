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

extension PriceSensitivity: AxisDefinition {
    static let axis = Axis.priceSensitivity

    static let features = [
        AxisFeature(.discountedOrderRate, .rate, low: "rarely_discounted", high: "often_discounted"),
        AxisFeature(.meanDiscountDepth, .rate, low: "shallow_discount", high: "deep_discount"),
        AxisFeature(.discountSpendShare, .rate, low: "little_saving", high: "big_saving"),
        AxisFeature(.codeRate, .rate, low: "codeless", high: "coupon"),
        AxisFeature(.fullPriceLineShare, .rate, low: "reduced_line", high: "full_line"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        literal: [Word("full_price", only: .init("discount_spend_share", 0...0.01))],
        [Word("price_tolerant"), Word("deal_hunter")],
        [Word("price_tolerant"), Word("selective"), Word("deal_hunter")],
        [Word("price_tolerant"), Word("selective"), Word("discount_prone"), Word("deal_hunter")],
        [
            Word("price_tolerant"), Word("opportunist"), Word("selective"), Word("discount_prone"),
            Word("deal_hunter"),
        ])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c, maker.population)
    }
}
