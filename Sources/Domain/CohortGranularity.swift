/// The calendar unit in which customers are put into cohorts and their later periods are counted.
///
/// A period is known by its number on the proleptic Gregorian calendar: days since 1970-01-01, ISO weeks since the one
/// that holds that day, months and quarters since the year 0.
package enum CohortGranularity: String, CaseIterable, Codable, Sendable {
    case day, week, month, quarter

    /// The number of the period that holds a day.
    package func period(ofDay day: Int32) -> Int32 {
        switch self {
        case .day: day
        case .week: (day + 3).flooredDivision(by: 7).quotient
        case .month: Self.month(of: day)
        case .quarter: Self.month(of: day) / 3
        }
    }

    /// The first day of a period.
    package func firstDay(ofPeriod period: Int32) -> Int32 {
        switch self {
        case .day: period
        case .week: period * 7 - 3
        case .month: Self.firstDay(ofMonth: Int(period))
        case .quarter: Self.firstDay(ofMonth: Int(period) * 3)
        }
    }

    /// The text of a period: `2010-12-03`, `2010-W48` (the year of its Thursday), `2010-12`, `2010-Q4`.
    package func label(ofPeriod period: Int32) -> String {
        switch self {
        case .day: CivilDate(daysSince1970: period).description
        case .week: Self.weekLabel(thursday: period * 7)
        case .month: "\((Int(period) / 12).padded(to: 4))-\((Int(period) % 12 + 1).padded(to: 2))"
        case .quarter: "\((Int(period) / 4).padded(to: 4))-Q\(Int(period) % 4 + 1)"
        }
    }

    private static func month(of day: Int32) -> Int32 {
        let date = CivilDate(daysSince1970: day)
        return Int32(date.year * 12 + date.month - 1)
    }

    private static func firstDay(ofMonth month: Int) -> Int32 {
        CivilDate.daysSince1970(validYear: month / 12, month: month % 12 + 1, day: 1)
    }

    private static func weekLabel(thursday: Int32) -> String {
        let year = CivilDate(daysSince1970: thursday).year
        let newYear = CivilDate.daysSince1970(validYear: year, month: 1, day: 1)
        return "\(year.padded(to: 4))-W\(((thursday - newYear) / 7 + 1).padded(to: 2))"
    }
}
