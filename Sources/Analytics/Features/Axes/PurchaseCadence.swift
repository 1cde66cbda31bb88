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
