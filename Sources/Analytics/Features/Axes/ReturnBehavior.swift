internal import Domain

/// Axis 8, `return_behavior`: how much of what somebody buys comes back.
///
/// Only settled orders count, those older than nine in ten refunds take: recent ones have not come back yet. Observed from
/// the first settled order on; evidence by settled orders.
enum ReturnBehavior {
    static func lacking(_ sources: FeatureSources) -> LackingFeatures {
        var lacking = LackingFeatures()
        lacking.name(
            .refundValueRate, .refundedOrderRate, .fullRefundRate, unless: sources.showsRefunds,
            sources.has.refunds ? "refunds have no dates" : "there are no refunds")
        lacking.name(.returnedItemRate, unless: sources.showsReturnedPieces, "refunds do not name pieces")
        return lacking
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ p: FeaturePopulation) -> Observation {
        let orders = c.refunds.settledOrders
        let seen = Observation(if: orders >= 1, count: Double(orders), scale: 4)
        guard seen.isObserved else { return seen }
        row[.refundValueRate] = refundValueRate(c.refunds, p)
        row.set(.returnedItemRate, c.refunds.pieces, drawnTo: p.rates.returnedPiece)
        row.set(.refundedOrderRate, c.refunds.orders, drawnTo: p.rates.refundedOrder)
        row.set(.fullRefundRate, RateCount(successes: c.refunds.fullRefunds, trials: orders))
        return seen
    }

    /// `(refunded + m p) / (total + m)`, with m the shop's mean order total and p its refunded share.
    private static func refundValueRate(_ c: RefundFacts, _ p: FeaturePopulation) -> Double {
        guard let share = p.refundedShare, let mean = p.reference.meanOrderTotal else { return .nan }
        let total = Money.units(c.total) + mean
        return total > 0 ? (Money.units(c.refunded) + mean * share) / total : .nan
    }
}

extension ReturnBehavior: AxisDefinition {
    static let axis = Axis.returnBehavior

    static let features = [
        AxisFeature(.refundValueRate, .rate, low: "low_refund", high: "high_refund"),
        AxisFeature(.returnedItemRate, .rate, low: "few_return", high: "many_return"),
        AxisFeature(.refundedOrderRate, .rate, low: "rarely_refunded", high: "often_refunded"),
        AxisFeature(.fullRefundRate, .rate, low: "partial_refund", high: "full_refund"),
    ]

    private typealias Word = SegmentVocabulary.Word
    /// A tenth of the value came back: with fewer orders than that shows, a customer is drawn to the shop's own rate.
    private static let frequentReturner = Word(
        "frequent_returner", only: .init("refund_value_rate", 0.1...1), else: "more_returns")

    static let vocabulary = SegmentVocabulary(
        [Word("fewer_returns"), frequentReturner],
        [Word("careful_buyer"), Word("normal"), frequentReturner],
        [Word("careful_buyer"), Word("normal"), Word("returner"), frequentReturner],
        [Word("careful_buyer"), Word("rare_returner"), Word("normal"), Word("returner"), frequentReturner])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c, maker.population)
    }
}
