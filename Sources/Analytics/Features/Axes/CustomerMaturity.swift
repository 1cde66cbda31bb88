internal import Domain
internal import Foundation

/// Axis 6, `customer_maturity`: for how long somebody has been a customer, and how active they are of late.
///
/// Observed from the first order on; evidence by days of tenure.
enum CustomerMaturity {
    /// Below this many days of tenure, recent orders say nothing about a change.
    static let accelerationTenureDays = 180.0

    static func lacking(_ sources: FeatureSources) -> LackingFeatures { LackingFeatures() }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts) -> Observation {
        let seen = Observation(if: c.purchases.orders >= 1, count: c.purchases.tenureDays, scale: 90)
        guard seen.isObserved else { return seen }
        row[.tenureMonths] = c.purchases.tenureDays / PurchaseFrequency.monthDays
        row[.orderCount] = Double(c.purchases.orders)
        if c.purchases.orderDays >= 2 {
            row[.recencyRatio] = c.purchases.recencyDays / c.purchases.tenureDays
        }
        row.set(.activeMonthShare, c.purchases.activeMonths)
        if c.purchases.tenureDays >= accelerationTenureDays {
            row[.acceleration] = acceleration(c.purchases)
        }
        return seen
    }

    /// `ln((repeat order days of the last 90 days + 0.5) / (x 90 / T + 0.5))`.
    private static func acceleration(_ c: PurchaseFacts) -> Double {
        let expected = Double(c.gaps) * 90 / c.tenureDays
        return log((Double(c.orderDaysIn90) + 0.5) / (expected + 0.5))
    }
}

extension CustomerMaturity: AxisDefinition {
    static let axis = Axis.customerMaturity

    static let features = [
        AxisFeature(.tenureMonths, .count, low: "young", high: "old"),
        AxisFeature(.orderCount, .count, low: "few_order", high: "many_order"),
        AxisFeature(.recencyRatio, .rate, low: "current", high: "faded"),
        AxisFeature(.activeMonthShare, .rate, low: "sporadic", high: "constant"),
        AxisFeature(.acceleration, .plain, weight: 0.25, low: "slowing", high: "speeding"),
    ]

    private typealias Word = SegmentVocabulary.Word

    static let vocabulary = SegmentVocabulary(
        literal: [Word("new", only: .init("tenure_months", 0...3))],
        [Word("newer"), Word("established")],
        [Word("newer"), Word("established"), Word("veteran")],
        [Word("newer"), Word("settling"), Word("established"), Word("veteran")],
        [Word("newer"), Word("settling"), Word("established"), Word("long_standing"), Word("veteran")])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c)
    }
}
