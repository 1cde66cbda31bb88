internal import Domain
internal import Store
internal import Tables

/// The cohort table, a metric at a time.
struct CohortRoutes: Sendable {
    var routes: [Route] {
        [
            Route(
                method: .post, path: "/api/analytics/cohorts",
                summary: "One metric of the cohorts that begin in a stretch of days, by period.",
                body: [
                    .required("start_date", .date, "The cohort that holds this day is the first one."),
                    .required("end_date", .date, "The cohort that holds this day is the last one."),
                    .required(
                        "metric", .choice(CohortMetric.allCases.map(\.rawValue) + ["ltv"]),
                        "The figure of each period; `ltv` is cumulative_ltv."),
                    .optional(
                        "granularity", .choice(CohortGranularity.allCases.map(\.rawValue)),
                        "The length of a period; `month` where left out."),
                    .optional(
                        "breakdown", .text(maxLength: 255),
                        "`channel` for the parts of each cohort, `channel=web` for one."),
                ],
                answer: .cohortTable, handler: .published(cohorts))
        ]
    }

    /// 422 where the days are the wrong way round, or where the run has no such breakdown.
    @Sendable private func cohorts(_ call: Call, run: PublishedRun) throws -> Answer {
        let (metric, granularity) = try (Self.metric(call), Self.granularity(call))
        let breakdown = call.body.text("breakdown")
        guard let first = call.body.day("start_date"), let last = call.body.day("end_date"), first <= last
        else { throw APIError.invalid("end_date", "is before start_date") }
        let labels = [first, last].map { granularity.label(ofPeriod: granularity.period(ofDay: $0)) }
        let (rows, insights, changes) = try run.snapshot.readBlocking { reader in
            (
                try reader.cohorts(
                    granularity: granularity, metric: metric, breakdown: breakdown ?? "", from: labels[0],
                    to: labels[1]),
                try reader.cohortInsights(granularity: granularity, metric: metric, from: labels[0], to: labels[1]),
                try reader.cohortChanges(granularity: granularity, from: labels[0], to: labels[1])
            )
        }
        guard breakdown == nil || !rows.isEmpty else {
            throw APIError.invalid("breakdown", "names no part of these cohorts that the run broke them down by")
        }
        return run.answer([
            "metric": .text(metric.rawValue), "granularity": .text(granularity.rawValue), "breakdown": JSON(breakdown),
            "cohorts": .array(Self.lines(rows).map { JSON.cohort($0, CohortUnits(metric)) }),
            "insights": .array(insights.map(JSON.init)), "changes": JSON(changes: changes),
        ])
    }

    private static func metric(_ call: Call) throws -> CohortMetric {
        let name = try call.body.requiredText("metric")
        guard let metric = CohortMetric(rawValue: name == "ltv" ? "cumulative_ltv" : name) else {
            throw APIError.invalid("metric", "is none of the metrics")
        }
        return metric
    }

    private static func granularity(_ call: Call) throws -> CohortGranularity {
        guard let granularity = CohortGranularity(rawValue: call.body.text("granularity") ?? "month") else {
            throw APIError.invalid("granularity", "is none of the granularities")
        }
        return granularity
    }

    /// The rows of each cohort, which stand together.
    private static func lines(_ rows: [CohortRow]) -> [ArraySlice<CohortRow>] {
        var lines: [ArraySlice<CohortRow>] = []
        var start = 0
        for index in rows.indices where index + 1 == rows.count || !rows[index].isBeside(rows[index + 1]) {
            lines.append(rows[start...index])
            start = index + 1
        }
        return lines
    }
}

extension CohortRow {
    /// Whether two rows are of one line: the same cohort, and the same part of it.
    fileprivate func isBeside(_ other: CohortRow) -> Bool {
        self.cohort == other.cohort && self.breakdown == other.breakdown
    }
}

/// Which figures of a metric are money.
private struct CohortUnits {
    let isValueMoney, isNumeratorMoney, isDenominatorMoney: Bool

    init(_ metric: CohortMetric) {
        isValueMoney = metric.isMoney
        isNumeratorMoney = isValueMoney || metric == .refundRate
        isDenominatorMoney = metric == .refundRate
    }
}

extension Shape {
    fileprivate static let cohortTable: Shape = [
        "metric": .text, "granularity": .text, "breakdown": .nullable(.text),
        "cohorts": .list([
            "cohort": .text, "customers": .integer, "left_truncated": .flag, "breakdown": .nullable(.text),
            "periods": .list([
                "period": .integer, "value": .nullable(.number), "lower": .nullable(.number),
                "upper": .nullable(.number), "numerator": .nullable(.number), "denominator": .nullable(.number),
                "is_complete": .flag,
            ]),
        ]),
        "insights": .list([
            "text": .text, "metric": .text, "cohort": .text, "period": .nullable(.integer), "difference": .number,
            "lower": .number, "upper": .number, "q_value": .number,
        ]),
        "changes": .nullable(.list(cohortChange)).noted(
            "cells that are not what the run before told; null where nobody looked"),
    ]

    private static let cohortChange: Shape = [
        "since": .text, "cohort": .text, "period": .integer, "cause": .text, "customers": steps(.integer),
        "active": steps(.integer), "orders": steps(.integer), "revenue": steps(.number), "text": .text,
    ]

    /// A figure as the run before told it, as tonight's records of before it give it, and as of tonight.
    private static func steps(_ figure: Shape) -> Shape {
        ["before": figure, "recounted": figure, "after": figure]
    }
}

extension JSON {
    fileprivate static func cohort(_ rows: ArraySlice<CohortRow>, _ units: CohortUnits) -> JSON {
        [
            "cohort": JSON(rows.first?.cohort), "customers": JSON(rows.first?.customers),
            "left_truncated": JSON(rows.first?.isLeftTruncated),
            "breakdown": JSON(rows.first.flatMap { $0.breakdown.isEmpty ? nil : $0.breakdown }),
            "periods": .array(rows.map { period($0, units) }),
        ]
    }

    fileprivate init(_ insight: CohortInsightRow) {
        self = [
            "text": .text(insight.text), "metric": .text(insight.metric), "cohort": .text(insight.cohort),
            "period": JSON(insight.period), "difference": .number(insight.difference),
            "lower": .number(insight.lower), "upper": .number(insight.upper), "q_value": .number(insight.qValue),
        ]
    }

    /// What is otherwise than the run before told; `null` in a run that did not look.
    fileprivate init(changes: [CohortChangeRow]?) {
        self = changes.map { .array($0.map(JSON.init)) } ?? .null
    }

    private init(_ change: CohortChangeRow) {
        func steps(_ values: [JSON]) -> JSON { ["before": values[0], "recounted": values[1], "after": values[2]] }
        self = [
            "since": .text(change.since), "cohort": .text(change.cohort), "period": JSON(change.period),
            "cause": .text(change.cause), "customers": steps(change.values(\.customers).map { JSON($0) }),
            "active": steps(change.values(\.active).map { JSON($0) }),
            "orders": steps(change.values(\.orders).map { JSON($0) }),
            "revenue": steps(change.values(\.revenue).map { JSON(money: $0) }), "text": .text(change.text),
        ]
    }

    private static func period(_ row: CohortRow, _ units: CohortUnits) -> JSON {
        let figure: (Double?) -> JSON = { units.isValueMoney ? JSON(money: $0) : JSON($0) }
        return [
            "period": JSON(row.period), "value": figure(row.value), "lower": figure(row.lower),
            "upper": figure(row.upper),
            "numerator": units.isNumeratorMoney ? JSON(money: row.numerator) : JSON(row.numerator),
            "denominator": units.isDenominatorMoney ? JSON(money: row.denominator) : JSON(row.denominator),
            "is_complete": .bool(row.isComplete),
        ]
    }
}
