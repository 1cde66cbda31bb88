internal import Domain
internal import Store

/// The cohort table, a metric at a time.
struct CohortRoutes: Sendable {
    /// The metrics of the table.
    private static let metrics = [
        "retention", "rolling_retention", "orders", "revenue", "cumulative_ltv", "aov", "refund_rate",
    ]

    var routes: [Route] {
        [
            Route(
                method: .post, path: "/api/analytics/cohorts",
                summary: "One metric of the cohorts that begin in a stretch of days, by period.",
                body: [
                    .required("start_date", .date, "The cohort that holds this day is the first one."),
                    .required("end_date", .date, "The cohort that holds this day is the last one."),
                    .required("metric", .choice(Self.metrics), "What is told of each period."),
                    .required("granularity", .choice(CohortUnit.allCases.map(\.rawValue)), "The length of a period."),
                    .optional("breakdown", .text(maxBytes: 255), "A part of each cohort, as the run broke it down."),
                ],
                handler: .published(cohorts))
        ]
    }

    /// 422 where the days are the wrong way round, or where the run has no such breakdown.
    @Sendable private func cohorts(_ call: Call, run: PublishedRun) throws -> Answer {
        let metric = try call.body.requiredText("metric")
        let granularity = try call.body.requiredText("granularity")
        let breakdown = call.body.text("breakdown")
        guard let unit = CohortUnit(rawValue: granularity), let first = call.body.day("start_date"),
            let last = call.body.day("end_date"), first <= last
        else { throw APIError.invalid("end_date", "is before start_date") }
        let rows = try run.snapshot.readBlocking { reader in
            try reader.cohorts(
                granularity: granularity, metric: metric, breakdown: breakdown ?? "", from: unit.label(ofDay: first),
                to: unit.label(ofDay: last))
        }
        guard breakdown == nil || !rows.isEmpty else {
            throw APIError.invalid("breakdown", "names no part of these cohorts that the run broke them down by")
        }
        return run.answer([
            "metric": .text(metric), "granularity": .text(granularity), "breakdown": JSON(breakdown),
            "cohorts": .array(Self.lines(rows).map { JSON.cohort($0, CohortUnits(metric: metric)) }),
            "insights": nil, "reasons": ["insights": "the run made no tests on cohorts"],
        ])
    }

    /// The rows of each cohort, which stand together.
    private static func lines(_ rows: [CohortRow]) -> [ArraySlice<CohortRow>] {
        var lines: [ArraySlice<CohortRow>] = []
        var start = 0
        for index in rows.indices where index + 1 == rows.count || rows[index + 1].cohort != rows[index].cohort {
            lines.append(rows[start...index])
            start = index + 1
        }
        return lines
    }
}

/// Which figures of a metric are money.
private struct CohortUnits {
    let isValueMoney, isNumeratorMoney, isDenominatorMoney: Bool

    init(metric: String) {
        isValueMoney = ["revenue", "cumulative_ltv", "aov"].contains(metric)
        isNumeratorMoney = isValueMoney || metric == "refund_rate"
        isDenominatorMoney = metric == "refund_rate"
    }
}

/// The unit of a cohort table, as far as its labels go; they sort as time does.
private enum CohortUnit: String, CaseIterable {
    case day, week, month, quarter

    /// The label of the cohort that holds a day: `2010-12-03`, `2010-W48` (the year of its Thursday), `2010-12`, `2010-Q4`.
    func label(ofDay day: Int32) -> String {
        let date = CivilDate(daysSince1970: day)
        switch self {
        case .day: return date.description
        case .week:
            let thursday = day - Int32(CivilDate.weekday(ofDay: day)) + 3
            let year = CivilDate(daysSince1970: thursday).year
            let newYear = CivilDate.daysSince1970(validYear: year, month: 1, day: 1)
            return "\(year.padded(to: 4))-W\(((thursday - newYear) / 7 + 1).padded(to: 2))"
        case .month: return "\(date.year.padded(to: 4))-\(date.month.padded(to: 2))"
        case .quarter: return "\(date.year.padded(to: 4))-Q\((date.month - 1) / 3 + 1)"
        }
    }
}

extension JSON {
    fileprivate static func cohort(_ rows: ArraySlice<CohortRow>, _ units: CohortUnits) -> JSON {
        [
            "cohort": JSON(rows.first?.cohort), "customers": JSON(rows.first?.customers),
            "left_truncated": JSON(rows.first?.isLeftTruncated),
            "periods": .array(rows.map { period($0, units) }),
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
