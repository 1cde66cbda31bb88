internal import Domain

/// The complete cells of cohorts, added up by period: the overall line, weighted by size.
///
/// A later period has fewer cohorts behind it, so lifetime value is not cumulative revenue over customers, which would
/// fall when a good cohort is too young to be counted: it is the sum over periods of the revenue that each customer
/// brought who was watched through that period. Rolling retention depends on how long a cohort was watched and has no
/// overall line.
struct OverallPool: PartialResult {
    private let observesRefunds: Bool
    private var cohorts: [Int] = []
    private var sums: [PeriodSums] = []
    private var replicates = BootstrapSums()

    init(observesRefunds: Bool) {
        self.observesRefunds = observesRefunds
    }

    /// Adds the complete periods of one cohort.
    mutating func add(_ complete: ArraySlice<PeriodSums>, _ replicates: BootstrapSums) {
        add(complete, cohorts: complete.map { _ in 1 }, replicates)
    }

    /// Adds what another part has seen.
    mutating func merge(_ other: OverallPool) {
        add(other.sums[...], cohorts: other.cohorts, other.replicates)
    }

    private mutating func add(_ added: ArraySlice<PeriodSums>, cohorts: [Int], _ replicates: BootstrapSums) {
        while sums.count < added.count {
            sums.append(PeriodSums())
            self.cohorts.append(0)
        }
        for (period, sum) in added.enumerated() {
            sums[period].merge(sum)
            self.cohorts[period] += cohorts[period]
        }
        self.replicates.merge(replicates, periods: added.count)
    }

    /// The estimates by period.
    func cells() -> [OverallCell] {
        var builder = MeasureBuilder(observesRefunds: observesRefunds)
        var lifetimeValue = 0.0
        return sums.indices.map { period in
            let sums = sums[period]
            lifetimeValue += Money.units(sums.net) / Double(sums.customers)
            var (measures, lifetime) = replicates.withRows(of: period) { builder.next(sums, $0) }
            measures.rollingRetention = .missing
            measures.cumulativeLTV = CohortEstimate(
                value: lifetimeValue, numerator: .nan, denominator: Double(sums.customers), interval: lifetime)
            return OverallCell(
                period: period, cohorts: cohorts[period], customers: sums.customers, measures: measures)
        }
    }
}
