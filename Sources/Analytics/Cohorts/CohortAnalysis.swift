package import Domain

/// How a shop's cohorts hold, at each granularity that was asked for.
package struct CohortAnalysis: Sendable, Equatable {
    package let start: CohortStart
    package let granularities: [CohortGranularityLines]
    /// The parts of cohorts, by granularity, then breakdown, then size of the part.
    package let breakdowns: [CohortPartLines]
    /// What the whole cohorts show beyond chance, the surest first.
    package let insights: [CohortInsight]
    /// How long, in days, a customer may have been silent before the records begin; `nil` where nobody ordered on two days.
    ///
    /// See ``LeftTruncation``.
    package let leftTruncationDays: Double?
}

/// The cohorts of one granularity, and what they amount to together.
package struct CohortGranularityLines: Sendable, Equatable {
    package let granularity: CohortGranularity
    /// In the order of time.
    package let cohorts: [CohortLine]
    /// By period: the complete cells of all cohorts that are not left-truncated, weighted by size.
    package let overall: [OverallCell]
    /// The most periods that a cohort is followed for.
    package var followedPeriods = Cohorts.maximumPeriods
}

/// The cohorts of one granularity, those of their customers who are alike in something.
package struct CohortPartLines: Sendable, Equatable {
    package let breakdown: CohortBreakdown
    package let part: String
    package let lines: CohortGranularityLines

    /// As it stands in the table's column.
    package var name: String { breakdown.name(ofPart: part) }
}

/// One cohort and its periods, from its own start to the one that holds the last instant before `asOf`.
package struct CohortLine: Sendable, Equatable {
    /// As ``CohortGranularity/label(ofPeriod:)`` writes it.
    package let label: String
    package let customers: Int
    /// Whether it holds customers who may have bought before the records begin.
    package let isLeftTruncated: Bool
    package let cells: [CohortCell]
}

/// What a cohort did in one period.
package struct CohortCell: Sendable, Equatable {
    /// Calendar units since the cohort's own; 0 is the one in which it begins.
    package let period: Int
    /// Whether the period had ended by `asOf`.
    package let isComplete: Bool
    package let measures: CohortMeasures

    package subscript(metric: CohortMetric) -> CohortEstimate { measures[metric] }
}

/// What all cohorts that were watched through one period did in it.
package struct OverallCell: Sendable, Equatable {
    package let period: Int
    /// How many cohorts and customers stand behind it; fewer with every period.
    package let cohorts: Int
    package let customers: Int
    package let measures: CohortMeasures

    package subscript(metric: CohortMetric) -> CohortEstimate { measures[metric] }
}

/// One estimate a metric.
package struct CohortMeasures: Sendable, Equatable {
    package var retention = CohortEstimate.missing
    package var rollingRetention = CohortEstimate.missing
    package var orders = CohortEstimate.missing
    package var revenue = CohortEstimate.missing
    package var cumulativeLTV = CohortEstimate.missing
    package var averageOrderValue = CohortEstimate.missing
    package var refundRate = CohortEstimate.missing

    package subscript(metric: CohortMetric) -> CohortEstimate {
        switch metric {
        case .retention: retention
        case .rollingRetention: rollingRetention
        case .orders: orders
        case .revenue: revenue
        case .cumulativeLTV: cumulativeLTV
        case .averageOrderValue: averageOrderValue
        case .refundRate: refundRate
        }
    }
}

/// A figure, what it was made of, and its 95 % interval; NaN where there is none.
///
/// Money is in units of the currency, rates are 0...1.
package struct CohortEstimate: Sendable, Equatable {
    package let value: Double
    package let numerator: Double
    package let denominator: Double
    package let interval: Interval

    static let missing = CohortEstimate(value: .nan, numerator: .nan, denominator: .nan, interval: .missing)

    package static func == (left: Self, right: Self) -> Bool {
        left.value.bitPattern == right.value.bitPattern && left.numerator.bitPattern == right.numerator.bitPattern
            && left.denominator.bitPattern == right.denominator.bitPattern && left.interval == right.interval
    }
}

extension CohortEstimate {
    /// A ratio: missing where the denominator is not positive.
    init(ratio numerator: Double, _ denominator: Double, _ interval: Interval) {
        let isDefined = denominator > 0
        self.init(
            value: isDefined ? numerator / denominator : .nan, numerator: numerator, denominator: denominator,
            interval: isDefined ? interval : .missing)
    }

    /// A share of customers, with Wilson's interval.
    init(share count: Int, of total: Int) {
        self.init(ratio: Double(count), Double(total), .wilson(count, of: total))
    }

    /// A total over customers: the value is the numerator, the denominator the customers.
    init(total: Double, customers: Int, _ interval: Interval) {
        self.init(value: total, numerator: total, denominator: Double(customers), interval: interval)
    }
}
