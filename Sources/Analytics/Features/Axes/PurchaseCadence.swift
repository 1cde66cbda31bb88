internal import Domain

/// Axis 5, `purchase_cadence`: on what days and at what hours somebody buys, on the shop's clock.
///
/// Observed from two orders on; evidence by orders.
enum PurchaseCadence {
    static func lacking(_ sources: FeatureSources) -> LackingFeatures {
        var lacking = LackingFeatures()
        lacking.name(
            .businessHoursRate, .hourCos, .hourSin, .hourConcentration, unless: sources.reference.hasOrderHours,
            "orders carry dates without times of day")
        lacking.name(
            .peakSeasonRate, unless: sources.reference.peakMonths != nil, "the orders cover less than 12 months")
        return lacking
    }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ p: FeaturePopulation) -> Observation {
        let orders = Double(c.purchases.orders)
        let seen = Observation(if: c.purchases.orders >= 2, count: orders, scale: 5)
        guard seen.isObserved else { return seen }
        row.set(.weekendRate, c.clock.weekend, drawnTo: p.rates.weekend)
        row.set(.businessHoursRate, c.clock.businessHours, drawnTo: p.rates.businessHours)
        if c.clock.businessHours.trials > 0 {
            row[.hourCos] = c.clock.cosine / orders
            row[.hourSin] = c.clock.sine / orders
            row[.hourConcentration] = concentration(c.clock, orders: orders)
        }
        // Against the customer's own calendar: a year of orders meets these months more often than three do.
        row[.peakSeasonRate] = c.clock.peakSeason.drawn(to: p.rates.peakSeason) - c.clock.peakTenureShare
        return seen
    }

    /// The length R of the mean vector without what n alone gives it: `sqrt(max(0, (n R² - 1) / (n - 1)))`.
    private static func concentration(_ clock: ClockFacts, orders n: Double) -> Double {
        let squared = (clock.cosine * clock.cosine + clock.sine * clock.sine) / (n * n)
        return max(0, (n * squared - 1) / (n - 1)).squareRoot()
    }
}

extension PurchaseCadence: AxisDefinition {
    static let axis = Axis.purchaseCadence

    static let features = [
        AxisFeature(.weekendRate, .rate, low: "weekday", high: "weekend"),
        AxisFeature(.businessHoursRate, .rate, low: "off_hours", high: "office_hours"),
        AxisFeature(.hourCos, .plain, low: "midday", high: "night"),
        AxisFeature(.hourSin, .plain, low: "evening", high: "morning"),
        // A function of the mean cosine and sine, which are clustered themselves.
        AxisFeature(.hourConcentration, nil, low: "any_hour", high: "fixed_hour"),
        AxisFeature(.peakSeasonRate, .plain, low: "off_season", high: "peak_season"),
    ]

    private typealias Word = SegmentVocabulary.Word
    /// Two days of seven: who buys less than that at weekends leans to weekdays.
    private static let evenWeekendRate = 2.0 / 7
    private static let weekdayLeaning = Word("weekday_leaning", only: .init("weekend_rate", 0...evenWeekendRate))
    private static let weekendLeaning = Word("weekend_leaning", only: .init("weekend_rate", evenWeekendRate...1))
    private static let mostlyWeekday = Word("mostly_weekday", only: .init("weekend_rate", 0...evenWeekendRate))
    private static let mostlyWeekend = Word("mostly_weekend", only: .init("weekend_rate", evenWeekendRate...1))
    private static let wholeWeek = Word("whole_week")

    static let vocabulary = SegmentVocabulary(
        literal: [
            Word("weekday_shopper", only: .init("weekend_rate", 0...0.15)),
            Word("weekend_shopper", only: .init("weekend_rate", 0.5...1)),
        ],
        noun: "shopper",
        [weekdayLeaning, weekendLeaning],
        [weekdayLeaning, wholeWeek, weekendLeaning],
        [weekdayLeaning, mostlyWeekday, mostlyWeekend, weekendLeaning])

    static func lacking(in maker: FeatureMaker) -> LackingFeatures { lacking(maker.facts.sources) }

    static func fill(_ row: FeatureRow, _ c: CustomerFacts, _ customer: Int, of maker: FeatureMaker) -> Observation {
        fill(row, c, maker.population)
    }
}
