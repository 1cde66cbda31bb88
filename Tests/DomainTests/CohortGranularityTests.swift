import Domain
import Testing

struct CohortGranularityTests {
    /// ISO 8601's own edge cases, as Wikipedia's "ISO week date" lists them.
    @Test(arguments: [
        ("1977-01-01", "1976-W53"), ("1977-12-31", "1977-W52"), ("1978-01-01", "1977-W52"), ("1978-01-02", "1978-W01"),
        ("1979-12-30", "1979-W52"), ("1979-12-31", "1980-W01"), ("1980-12-28", "1980-W52"), ("1980-12-29", "1981-W01"),
        ("1981-12-31", "1981-W53"), ("1982-01-03", "1981-W53"), ("2010-12-03", "2010-W48"), ("0001-01-01", "0001-W01"),
        ("9999-12-31", "9999-W52"),
    ])
    func `weeks belong to the year of their Thursday`(day: String, week: String) throws {
        let number = try #require(dayNumber(day))
        #expect(CohortGranularity.week.label(ofPeriod: CohortGranularity.week.period(ofDay: number)) == week)
    }

    @Test func `labels name the period`() throws {
        let day = try #require(dayNumber("2010-12-03"))
        let labels = CohortGranularity.allCases.map { $0.label(ofPeriod: $0.period(ofDay: day)) }
        #expect(labels == ["2010-12-03", "2010-W48", "2010-12", "2010-Q4"])
    }

    @Test(arguments: CohortGranularity.allCases)
    func `every period begins on its first day and the one before ends there`(granularity: CohortGranularity) throws {
        let first = try #require(dayNumber("0001-02-01"))
        let wrong = stride(from: first, to: 40_000, by: 13).filter { day in
            let period = granularity.period(ofDay: day)
            let start = granularity.firstDay(ofPeriod: period)
            let isWithin = start <= day && day < granularity.firstDay(ofPeriod: period + 1)
            let isTight =
                granularity.period(ofDay: start) == period && granularity.period(ofDay: start - 1) == period - 1
            return !isWithin || !isTight
        }
        #expect(wrong.isEmpty)
    }

    private func dayNumber(_ text: String) -> Int32? {
        Instant(iso8601: text).map { ShopZone.utc.local($0.microseconds).day }
    }
}
