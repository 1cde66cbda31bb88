internal import Domain

/// Axis 12, `product_knowledge`: how well somebody knows a part of the catalogue.
///
/// Observed from three lines on; evidence by lines.
enum ProductKnowledge {
    static func lacking(_ sources: FeatureSources) -> LackingFeatures {
        var lacking = LackingFeatures()
        lacking.name(
            .productConcentration, .firstTimeProductShare, unless: sources.has.orderLines, "orders have no lines")
        lacking.name(
            .masteredCategories, unless: sources.has.orderLines && sources.has.categories,
            "products have no categories")
        lacking.name(
            .questionTicketRate, unless: showsQuestions(sources), "no ticket category is known to hold questions")
        return lacking
    }

    private static func showsQuestions(_ sources: FeatureSources) -> Bool {
        sources.showsTickets && sources.has.ticketCategory && sources.hasQuestionCategories
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ sources: FeatureSources) -> Observation {
        let seen = Observation(if: c.basket.lines >= 3, count: Double(c.basket.lines), scale: 10)
        guard seen.isObserved else { return seen }
        row[.productConcentration] = c.basket.concentration
        if c.categories.lines > 0 { row[.masteredCategories] = Double(c.categories.masteredCategories) }
        row.set(.firstTimeProductShare, c.basket.firstTimeLines)
        if showsQuestions(sources) {
            row[.questionTicketRate] = Double(c.tickets.questions) / Double(max(c.purchases.orders, 1))
        }
        return seen
    }
}

extension ProductKnowledge: AxisDefinition {
    static let axis = Axis.productKnowledge

    static let features = [
        AxisFeature(.productConcentration, .rate, low: "spread", high: "concentrated"),
        AxisFeature(.masteredCategories, .count, low: "few_mastered", high: "many_mastered"),
        AxisFeature(.firstTimeProductShare, .rate, low: "known_product", high: "new_product"),
        AxisFeature(.questionTicketRate, .count, low: "few_question", high: "many_question"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        [Word("sampler"), Word("specialist")],
        [Word("sampler"), Word("familiar"), Word("specialist")],
        [Word("sampler"), Word("learner"), Word("familiar"), Word("specialist")],
        [Word("sampler"), Word("learner"), Word("familiar"), Word("expert"), Word("specialist")])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c, maker.facts.sources)
    }
}
