internal import Domain

/// Axis 3, `category_exploration`: how widely somebody looks around in the catalogue.
///
/// Observed from two lines on; evidence by lines.
enum CategoryExploration {
    static func lacking(_ sources: FeatureSources) -> LackingFeatures {
        var lacking = LackingFeatures()
        lacking.name(.productDiversity, .newProductRate, unless: sources.has.orderLines, "orders have no lines")
        lacking.name(
            .distinctCategories, .categoryEntropy, .primaryCategoryShare, .lateNewCategoryShare,
            unless: sources.has.orderLines && sources.has.categories, "products have no categories")
        lacking.name(.categoryEntropy, unless: sources.reference.soldCategories > 1, "only one category was sold")
        return lacking
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts) -> Observation {
        let seen = Observation(if: c.basket.lines >= 2, count: Double(c.basket.lines), scale: 8)
        guard seen.isObserved else { return seen }
        row[.productDiversity] = 1 - c.basket.concentration
        row.set(.newProductRate, RateCount(successes: c.basket.products, trials: c.basket.lines))
        guard c.categories.lines > 0 else { return seen }
        row[.distinctCategories] = Double(c.categories.categories)
        row[.categoryEntropy] = c.categories.entropy
        row.set(.primaryCategoryShare, RateCount(successes: c.categories.topLines, trials: c.categories.lines))
        if c.purchases.orders >= 2 {
            let late = RateCount(successes: c.categories.lateCategories, trials: c.categories.categories)
            row.set(.lateNewCategoryShare, late)
        }
        return seen
    }
}

extension CategoryExploration: AxisDefinition {
    static let axis = Axis.categoryExploration

    static let features = [
        AxisFeature(.distinctCategories, .count, low: "few_category", high: "many_category"),
        AxisFeature(.categoryEntropy, .plain, low: "concentrated", high: "spread"),
        AxisFeature(.productDiversity, .plain, low: "few_product", high: "many_product"),
        AxisFeature(.primaryCategoryShare, .rate, low: "divided", high: "devoted"),
        AxisFeature(.newProductRate, .rate, low: "repeating", high: "novelty"),
        AxisFeature(.lateNewCategoryShare, .rate, weight: 0.25, low: "settled", high: "widening"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        literal: [Word("single_category", only: .init("distinct_categories", 1...1))],
        [Word("focused"), Word("explorer")],
        [Word("focused"), Word("varied"), Word("explorer")],
        [Word("focused"), Word("mixed"), Word("varied"), Word("explorer")],
        [Word("focused"), Word("narrow"), Word("mixed"), Word("varied"), Word("explorer")])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c)
    }
}
