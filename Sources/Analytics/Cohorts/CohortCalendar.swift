internal import Domain

/// The periods of one granularity over the days of one shop.
struct CohortCalendar: Sendable {
    let granularity: CohortGranularity
    /// The period that holds the last instant before `asOf`.
    let last: Int32
    /// Every period before this one had ended by `asOf`.
    let firstOpen: Int32
    private let firstDay: Int32
    /// By day from ``firstDay`` on: a look-up is far cheaper than the calendar's arithmetic.
    private let periods: [Int32]

    /// - Parameters:
    ///   - granularity: the unit.
    ///   - days: the first and the last local day with an order or a beginning.
    ///   - asOf: the instant as of which periods are complete or not.
    ///   - zone: the shop's.
    init(_ granularity: CohortGranularity, days: ClosedRange<Int32>, asOf: Instant, zone: ShopZone) {
        let final = granularity.period(ofDay: zone.local(asOf.microseconds - 1).day)
        let open = granularity.period(ofDay: zone.local(asOf.microseconds).day)
        let hasBegun = zone.startOfDay(granularity.firstDay(ofPeriod: open)) <= asOf
        self.granularity = granularity
        self.last = max(final, granularity.period(ofDay: days.upperBound))
        self.firstOpen = hasBegun ? open : open - 1
        self.firstDay = days.lowerBound
        self.periods = days.map { granularity.period(ofDay: $0) }
    }

    /// - Precondition: the day lies within the days that the calendar was made for.
    @inline(__always)
    func period(ofDay day: Int32) -> Int32 {
        periods[Int(day - firstDay)]
    }
}
