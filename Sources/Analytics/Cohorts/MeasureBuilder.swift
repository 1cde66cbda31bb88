internal import Domain

/// Turns the sums of the periods of a cohort, or of all of them, into estimates; one period after the other from 0 on.
struct MeasureBuilder {
    /// Without it the refund rate is missing, which is not 0.
    let observesRefunds: Bool
    /// The lifetime value up to the period before, by replicate.
    private var lifetimeValues = [Double](repeating: 0, count: BootstrapSums.replicates)
    private var values = [Double](repeating: 0, count: BootstrapSums.replicates)

    init(observesRefunds: Bool) {
        self.observesRefunds = observesRefunds
    }

    /// Starts again with period 0.
    mutating func reset() {
        for index in lifetimeValues.indices { lifetimeValues[index] = 0 }
    }

    /// The estimates of the next period, but for the cumulative value, of which only the interval is known here.
    ///
    /// - Parameters:
    ///   - sums: the period's own sums.
    ///   - replicates: the same, drawn again.
    /// - Returns: the estimates, and the interval of the lifetime value up to and with this period.
    mutating func next(_ sums: PeriodSums, _ replicates: PeriodReplicates) -> (CohortMeasures, lifetime: Interval) {
        var measures = CohortMeasures()
        measures.retention = CohortEstimate(share: sums.active, of: sums.customers)
        measures.rollingRetention = CohortEstimate(share: sums.activeOrLater, of: sums.customers)
        measures.orders = orders(sums, replicates)
        measures.revenue = revenue(sums, replicates)
        measures.averageOrderValue = averageOrderValue(sums, replicates)
        if observesRefunds { measures.refundRate = refundRate(sums, replicates) }
        return (measures, lifetime(sums, replicates))
    }

    private mutating func orders(_ sums: PeriodSums, _ replicates: PeriodReplicates) -> CohortEstimate {
        let scale = Double(sums.customers)
        for index in values.indices {
            values[index] = scale * (replicates.orders[index] / replicates.customers[index])
        }
        return CohortEstimate(
            total: Double(sums.orders), customers: sums.customers, interval(active: sums.active, of: sums.customers))
    }

    private mutating func revenue(_ sums: PeriodSums, _ replicates: PeriodReplicates) -> CohortEstimate {
        let scale = Double(sums.customers) / Double(Money.scale)
        for index in values.indices {
            let net = replicates.gross[index] - replicates.refunded[index]
            values[index] = scale * (net / replicates.customers[index])
        }
        return CohortEstimate(
            total: Money.units(sums.net), customers: sums.customers, interval(active: sums.active, of: sums.customers))
    }

    private mutating func averageOrderValue(_ sums: PeriodSums, _ replicates: PeriodReplicates) -> CohortEstimate {
        for index in values.indices {
            let net = replicates.gross[index] - replicates.refunded[index]
            values[index] = net / replicates.orders[index] / Double(Money.scale)
        }
        return CohortEstimate(
            ratio: Money.units(sums.net), Double(sums.orders), interval(active: sums.active, of: sums.active))
    }

    private mutating func refundRate(_ sums: PeriodSums, _ replicates: PeriodReplicates) -> CohortEstimate {
        for index in values.indices { values[index] = replicates.refunded[index] / replicates.gross[index] }
        return CohortEstimate(
            ratio: Money.units(sums.refunded), Money.units(sums.gross),
            interval(active: sums.refunded == 0 ? 0 : sums.active, of: sums.active))
    }

    private mutating func lifetime(_ sums: PeriodSums, _ replicates: PeriodReplicates) -> Interval {
        for index in values.indices {
            let net = replicates.gross[index] - replicates.refunded[index]
            lifetimeValues[index] += net / replicates.customers[index] / Double(Money.scale)
        }
        return lifetimeValues.withUnsafeBufferPointer { Interval.percentiles(of: $0, customers: sums.customers) }
    }

    /// The interval of ``values``; missing where nobody did anything, which shows no spread.
    private func interval(active: Int, of customers: Int) -> Interval {
        guard active > 0 else { return .missing }
        return values.withUnsafeBufferPointer { Interval.percentiles(of: $0, customers: customers) }
    }
}
