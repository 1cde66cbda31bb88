package import Domain

/// What the report `cohorts` holds beside its header.
///
/// Money is rounded to 1/10000 of the currency unit, rates to six decimals; what could not be observed is `null`.
package struct CohortReport: Codable, Sendable, Equatable {
    /// When a cohort begins.
    package let start: CohortStart
    package let granularities: [Lines]
    /// Cohorts cut by a property of the first order or of the customer.
    package let breakdowns: [Lines]
    package let insights: [Insight]

    package struct Lines: Codable, Sendable, Equatable {
        package let granularity: CohortGranularity
        package let cohorts: [Cohort]
        package let overall: [Overall]
    }

    package struct Cohort: Codable, Sendable, Equatable {
        package let cohort: String
        package let customers: Int
        package let isLeftTruncated: Bool
        package let periods: [Period]

        enum CodingKeys: String, CodingKey {
            case cohort, customers, periods
            case isLeftTruncated = "left_truncated"
        }
    }

    package struct Period: Codable, Sendable, Equatable {
        package let period: Int
        package let isComplete: Bool
        package let metrics: [CohortMetric: Figure]

        enum CodingKeys: String, CodingKey {
            case period, metrics
            case isComplete = "is_complete"
        }
    }

    package struct Overall: Codable, Sendable, Equatable {
        package let period: Int
        package let cohorts: Int
        package let customers: Int
        package let metrics: [CohortMetric: Figure]
    }

    /// A sentence with a test behind it.
    package struct Insight: Codable, Sendable, Equatable {
        package let text: String
        package let metric: CohortMetric
        package let cohort: String
        package let period: Int
        package let difference: Double
        package let lower: Double
        package let upper: Double
        package let qValue: Double

        enum CodingKeys: String, CodingKey {
            case text, metric, cohort, period, difference, lower, upper
            case qValue = "q_value"
        }
    }

    /// An estimate and its interval; all keys are always there.
    package struct Figure: Codable, Sendable, Equatable {
        package let value: Double?
        package let numerator: Double?
        package let denominator: Double?
        package let lower: Double?
        package let upper: Double?

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(value, forKey: .value)
            try container.encode(numerator, forKey: .numerator)
            try container.encode(denominator, forKey: .denominator)
            try container.encode(lower, forKey: .lower)
            try container.encode(upper, forKey: .upper)
        }
    }
}

extension CohortReport {
    package init(_ analysis: CohortAnalysis) {
        self.init(
            start: analysis.start, granularities: analysis.granularities.map(Lines.init),
            breakdowns: analysis.breakdowns.map { Lines($0.lines) }, insights: analysis.insights.map(Insight.init))
    }
}

extension CohortReport.Insight {
    fileprivate init(_ insight: CohortInsight) {
        func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
        self.init(
            text: insight.text, metric: insight.metric, cohort: insight.cohort, period: insight.period,
            difference: rounded(insight.difference), lower: rounded(insight.lower), upper: rounded(insight.upper),
            qValue: insight.qValue)
    }
}

extension CohortReport.Lines {
    fileprivate init(_ lines: CohortGranularityLines) {
        self.init(
            granularity: lines.granularity, cohorts: lines.cohorts.map(CohortReport.Cohort.init),
            overall: lines.overall.map(CohortReport.Overall.init))
    }
}

extension CohortReport.Cohort {
    fileprivate init(_ line: CohortLine) {
        self.init(
            cohort: line.label, customers: line.customers, isLeftTruncated: line.isLeftTruncated,
            periods: line.cells.map(CohortReport.Period.init))
    }
}

extension CohortReport.Period {
    fileprivate init(_ cell: CohortCell) {
        self.init(period: cell.period, isComplete: cell.isComplete, metrics: figures(cell.measures))
    }
}

extension CohortReport.Overall {
    fileprivate init(_ cell: OverallCell) {
        self.init(
            period: cell.period, cohorts: cell.cohorts, customers: cell.customers, metrics: figures(cell.measures))
    }
}

extension CohortReport.Figure {
    fileprivate init(_ estimate: CohortEstimate, decimals: Double) {
        func rounded(_ number: Double) -> Double? {
            number.isNaN ? nil : (number * decimals).rounded() / decimals
        }
        self.init(
            value: rounded(estimate.value), numerator: rounded(estimate.numerator),
            denominator: rounded(estimate.denominator), lower: rounded(estimate.interval.lower),
            upper: rounded(estimate.interval.upper))
    }
}

private func figures(_ measures: CohortMeasures) -> [CohortMetric: CohortReport.Figure] {
    Dictionary(
        uniqueKeysWithValues: CohortMetric.allCases.map { metric in
            (metric, CohortReport.Figure(measures[metric], decimals: metric.isRate ? 1e6 : 1e4))
        })
}
