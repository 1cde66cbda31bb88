internal import Domain

/// Axis 13, `value_sophistication`: how expensive somebody buys within each category.
///
/// Observed from two lines on; evidence by lines.
enum ValueSophistication {
    static func lacking(_ sources: FeatureSources) -> LackingFeatures {
        var lacking = LackingFeatures()
        let showsTiers = sources.has.orderLines && sources.has.categories
        lacking.name(.priceTier, .priceTierSpread, unless: showsTiers, "products have no categories")
        lacking.name(
            .premiumFullPriceShare, unless: showsTiers && sources.has.lineDiscount,
            "lines have no discount with a category")
        return lacking
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ p: FeaturePopulation) -> Observation {
        let seen = Observation(if: c.basket.lines >= 2, count: Double(c.basket.lines), scale: 8)
        guard seen.isObserved else { return seen }
        row[.priceTier] = c.prices.meanPercentile
        row[.priceTierSpread] = c.prices.percentileDeviation
        row.set(.splurgeRate, c.values.countedSplurges, drawnTo: p.rates.splurge)
        row.set(.premiumFullPriceShare, c.prices.fullPricePremiumLines)
        return seen
    }
}

extension ValueSophistication: AxisDefinition {
    static let axis = Axis.valueSophistication

    static let features = [
        AxisFeature(.priceTier, .plain, low: "low_tier", high: "high_tier"),
        AxisFeature(.priceTierSpread, .plain, weight: 0.25, low: "one_tier", high: "mixed_tier"),
        AxisFeature(.splurgeRate, .rate, low: "even_spending", high: "splurging"),
        AxisFeature(.premiumFullPriceShare, .rate, low: "premium_on_sale", high: "premium_full_price"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        [Word("value_seeker"), Word("premium_seeker")],
        [Word("value_seeker"), Word("mid_tier"), Word("premium_seeker")],
        [Word("value_seeker"), Word("mid_tier"), Word("upmarket"), Word("premium_seeker")],
        [Word("bargain_tier"), Word("value_seeker"), Word("mid_tier"), Word("upmarket"), Word("premium_seeker")])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c, maker.population)
    }
}
