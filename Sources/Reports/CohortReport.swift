package import Analytics
package import Domain

/// The report `cohorts`: how customers of one beginning hold over the periods after it.
///
/// Money is rounded to 1/10000 of the currency unit, rates to six decimals; what could not be observed is `null`. Members
/// are declared in the order of their keys, since the report has a million of them.
package struct CohortReport: Report, Equatable {
    package static let name = ReportName.cohorts

    /// Cohorts cut by a property of the first order or of the customer.
    package let breakdowns: [Lines]
    package let granularities: [Lines]
    package let insights: [Insight]
    /// When a cohort begins.
    package let start: CohortStart

    package static let meanings = [
        "breakdowns": "Cohorts of the first granularity cut by a property: one entry a part.",
        "granularities": "One entry a granularity.",
        "insights": "Cells that differ from what age and calendar explain, at a false discovery rate of 5 %.",
        "start": "When a customer's cohort begins: with the first order, or with the account.",
    ]

    package struct Lines: Codable, Sendable, Equatable, Documented {
        /// The property, and which of its parts; `nil` of the cohorts as a whole.
        package let breakdown: String?
        package let cohorts: LazyList<Cohort>
        package let granularity: CohortGranularity
        package let overall: LazyList<Overall>
        package let part, partKnownBy: String?

        private enum CodingKeys: String, CodingKey {
            case breakdown, cohorts, granularity, overall, part
            case partKnownBy = "part_known_by"
        }

        package static let meanings = [
            "breakdown": "Property by which the cohorts are cut; only in `breakdowns`.",
            "cohorts": "One entry a cohort, the oldest first.",
            "granularity": "Length of a cohort and of a period.",
            "overall": "All cohorts whose period had ended, weighted by size; without left-truncated ones.",
            "part": "Value of the property; only in `breakdowns`.",
            "part_known_by":
                "`first_order`: known when the cohort began; `customer`; `tonight`: follows from what customers did "
                + "since, so it describes who stayed and predicts nothing.",
        ]
    }

    package struct Cohort: Codable, Sendable, Equatable, Documented {
        package let cohort: String
        package let customers: Int
        package let isLeftTruncated: Bool
        package let periods: [Period]

        private enum CodingKeys: String, CodingKey {
            case cohort, customers
            case isLeftTruncated = "left_truncated"
            case periods
        }

        package static let meanings = [
            "cohort": "Label of the day, ISO week, month or quarter in which its customers began.",
            "customers": "Customers of the cohort.",
            "left_truncated": "Whether its customers may be older than the data.",
            "periods": "Period 0 is that of the beginning.",
        ]
    }

    package struct Period: Codable, Sendable, Equatable, Documented {
        package let isComplete: Bool
        package let metrics: Measures
        package let period: Int

        private enum CodingKeys: String, CodingKey {
            case isComplete = "is_complete"
            case metrics, period
        }

        package static let meanings = [
            "is_complete": "Whether the period had ended for the whole cohort.", "metrics": "What was measured.",
            "period": "Calendar periods since the beginning, from 0.",
        ]
    }

    package struct Overall: Codable, Sendable, Equatable, Documented {
        package let cohorts: Int
        package let customers: Int
        package let metrics: Measures
        package let period: Int

        package static let meanings = [
            "cohorts": "Cohorts whose period had ended.", "customers": "Their customers.",
            "metrics": "What was measured of all of them together.", "period": "Calendar periods since the beginning.",
        ]
    }

    package struct Measures: Codable, Sendable, Equatable, Documented {
        package let averageOrderValue, cumulativeLTV, orders, refundRate, retention, revenue, rollingRetention: Figure

        private enum CodingKeys: String, CodingKey {
            case averageOrderValue = "aov"
            case cumulativeLTV = "cumulative_ltv"
            case orders
            case refundRate = "refund_rate"
            case retention, revenue
            case rollingRetention = "rolling_retention"
        }

        package static let meanings = [
            "aov": "Net revenue / orders, both of the period; in the currency.",
            "cumulative_ltv": "Net revenue from the beginning to the end of the period / customers of the cohort.",
            "orders": "Orders in the period; the denominator is the customers of the cohort.",
            "refund_rate": "Refunded money / order totals, both of the period's orders.",
            "retention": "Customers who ordered in the period / customers of the cohort.",
            "revenue":
                "Order totals less refunds of the period's orders; the denominator is the customers of the cohort.",
            "rolling_retention":
                "Customers who ordered in the period or later, by `as_of` / customers of the cohort; depends on "
                + "how long the cohort was followed.",
        ]

        package subscript(metric: CohortMetric) -> Figure {
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

    /// An estimate and its interval; all keys are always there.
    package struct Figure: Codable, Sendable, Equatable, Documented {
        package let denominator: Double?
        package let lower: Double?
        package let numerator: Double?
        package let upper: Double?
        package let value: Double?

        private enum CodingKeys: String, CodingKey { case denominator, lower, numerator, upper, value }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            // Money has four decimals already.
            try container.encode(FixedDecimal(denominator, decimals: 6), forKey: .denominator)
            try container.encode(FixedDecimal(lower, decimals: 6), forKey: .lower)
            try container.encode(FixedDecimal(numerator, decimals: 6), forKey: .numerator)
            try container.encode(FixedDecimal(upper, decimals: 6), forKey: .upper)
            try container.encode(FixedDecimal(value, decimals: 6), forKey: .value)
        }

        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            denominator = try container.decode(OrNull<Double>.self, forKey: .denominator).wrappedValue
            lower = try container.decode(OrNull<Double>.self, forKey: .lower).wrappedValue
            numerator = try container.decode(OrNull<Double>.self, forKey: .numerator).wrappedValue
            upper = try container.decode(OrNull<Double>.self, forKey: .upper).wrappedValue
            value = try container.decode(OrNull<Double>.self, forKey: .value).wrappedValue
        }

        package static let meanings = [
            "denominator": "What the numerator is divided by.",
            "lower":
                "Lower end of the 95 % interval: Wilson for retention, bootstrap over customers for other metrics.",
            "numerator": "What is counted or summed.", "upper": "Upper end of the interval.",
            "value": "The metric; null where the denominator is 0 or nothing was observed.",
        ]
    }

    /// A sentence with a test behind it.
    package struct Insight: Codable, Sendable, Equatable, Documented {
        package let cohort: String
        package let difference: Double
        package let granularity: CohortGranularity
        package let lower: Double
        package let metric: CohortMetric
        package let period: Int
        package let qValue: Double
        package let text: String
        package let upper: Double

        private enum CodingKeys: String, CodingKey {
            case cohort, difference, granularity, lower, metric, period
            case qValue = "q_value"
            case text, upper
        }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(cohort, forKey: .cohort)
            try container.encode(FixedDecimal(difference, decimals: 6), forKey: .difference)
            try container.encode(granularity, forKey: .granularity)
            try container.encode(FixedDecimal(lower, decimals: 6), forKey: .lower)
            try container.encode(metric, forKey: .metric)
            try container.encode(period, forKey: .period)
            try container.encode(qValue, forKey: .qValue)
            try container.encode(text, forKey: .text)
            try container.encode(FixedDecimal(upper, decimals: 6), forKey: .upper)
        }

        package static let meanings = [
            "cohort": "Label of the cohort.", "difference": "Observed less expected of the cell.",
            "granularity": "Granularity of the cohort.", "lower": "Lower end of the difference's 95 % interval.",
            "metric": "What differs: retention or average order value.", "period": "Period of the cell.",
            "q_value": "Benjamini-Hochberg q value over all tests.", "text": "The finding in one sentence.",
            "upper": "Upper end of the interval.",
        ]
    }
}

extension CohortReport {
    package init(_ analysis: CohortAnalysis) {
        self.init(
            breakdowns: analysis.breakdowns.map { Lines($0.lines, part: $0) },
            granularities: analysis.granularities.map { Lines($0, part: nil) },
            insights: analysis.insights.map(Insight.init), start: analysis.start)
    }
}

extension CohortReport.Insight {
    fileprivate init(_ insight: CohortInsight) {
        self.init(
            cohort: insight.cohort, difference: rounded(insight.difference, 1e6), granularity: insight.granularity,
            lower: rounded(insight.lower, 1e6), metric: insight.metric, period: insight.period, qValue: insight.qValue,
            text: insight.text, upper: rounded(insight.upper, 1e6))
    }
}

extension CohortReport.Lines {
    fileprivate init(_ lines: CohortGranularityLines, part: CohortPartLines?) {
        let (cohorts, overall) = (lines.cohorts, lines.overall)
        self.init(
            breakdown: part?.breakdown.rawValue,
            cohorts: LazyList(cohorts.count) { CohortReport.Cohort(cohorts[$0]) }, granularity: lines.granularity,
            overall: LazyList(overall.count) { CohortReport.Overall(overall[$0]) }, part: part?.part,
            partKnownBy: part?.breakdown.knowledge.rawValue)
    }
}

extension CohortReport.Cohort {
    fileprivate init(_ line: CohortLine) {
        self.init(
            cohort: line.label, customers: line.customers, isLeftTruncated: line.isLeftTruncated,
            periods: line.cells.map {
                CohortReport.Period(
                    isComplete: $0.isComplete, metrics: CohortReport.Measures($0.measures), period: $0.period)
            })
    }
}

extension CohortReport.Overall {
    fileprivate init(_ cell: OverallCell) {
        self.init(
            cohorts: cell.cohorts, customers: cell.customers, metrics: CohortReport.Measures(cell.measures),
            period: cell.period)
    }
}

extension CohortReport.Measures {
    fileprivate init(_ measures: CohortMeasures) {
        func figure(_ metric: CohortMetric) -> CohortReport.Figure {
            CohortReport.Figure(measures[metric], scale: metric.isRate ? 1e6 : 1e4)
        }
        self.init(
            averageOrderValue: figure(.averageOrderValue), cumulativeLTV: figure(.cumulativeLTV),
            orders: figure(.orders), refundRate: figure(.refundRate), retention: figure(.retention),
            revenue: figure(.revenue), rollingRetention: figure(.rollingRetention))
    }
}

extension CohortReport.Figure {
    fileprivate init(_ estimate: CohortEstimate, scale: Double) {
        func known(_ number: Double) -> Double? { number.isNaN ? nil : rounded(number, scale) }
        denominator = known(estimate.denominator)
        lower = known(estimate.interval.lower)
        numerator = known(estimate.numerator)
        upper = known(estimate.interval.upper)
        value = known(estimate.value)
    }
}

private func rounded(_ number: Double, _ scale: Double) -> Double { (number * scale).rounded() / scale }

extension CohortReport {
    package func text(_ style: TextStyle) -> String {
        let triangles = granularities.map { RetentionTriangle($0, start, isColoured: style.isColoured).text }
        let found = insights.isEmpty ? "" : "\n" + insights.map { "! \($0.text.printableLine)\n" }.joined()
        return triangles.joined(separator: "\n") + found
    }
}
