import Domain
import Testing

private let hour: Int32 = 3_600

private func zone(_ name: String) -> ShopZone {
    guard let zone = ShopZone(identifier: name) else { preconditionFailure("no zone \(name)") }
    return zone
}

/// A calendar open from `open` to `close` o'clock on the given days, Monday being 0.
private func calendar(
    _ open: Int32, _ close: Int32, days: [Int] = [0, 1, 2, 3, 4], in name: String = "UTC", holidays: Set<Int32> = []
) -> BusinessCalendar {
    let hours = (0..<7).map { days.contains($0) ? [open * hour..<close * hour] : [] }
    return BusinessCalendar(name: "office", versions: [.init(zone: zone(name), hours: hours, holidays: holidays)])
}

/// A weekday at a time in the week of Monday 2026-03-02, weeks later by `week`, in UTC seconds.
private func at(_ weekday: Int, _ hours: Int64, _ minutes: Int64 = 0, week: Int64 = 0) -> Int64 {
    let monday = Int64(CivilDate.daysSince1970(validYear: 2026, month: 3, day: 2))
    return (monday + Int64(weekday) + 7 * week) * 86_400 + hours * 3_600 + minutes * 60
}

private let spring = at(0, 0, week: -4)..<at(0, 0, week: 60)

struct BusinessTimeTests {
    /// The examples of the design: due times worked by hand.
    @Test(arguments: [
        (9 as Int32, 17 as Int32, at(4, 16, 30), 1 as Int64, at(0, 9, 30, week: 1)),
        (9, 17, at(4, 17), 8, at(0, 17, week: 1)),
        (8, 17, at(4, 16), 4, at(0, 11, week: 1)),
        (8, 18, at(0, 17), 4, at(1, 11)),
        (0, 24, at(4, 16), 10, at(0, 2, week: 1)),
    ])
    func `a target falls due in opening hours`(open: Int32, close: Int32, from: Int64, hours: Int64, due: Int64) {
        let time = BusinessTime(calendar(open, close), over: spring)
        #expect(time.due(from: from, seconds: hours * 3_600) == due)
        #expect(time.elapsed(from: from, to: due) == hours * 3_600)
    }

    @Test func `a desk that opens on Tuesdays alone works from week to week`() {
        let time = BusinessTime(calendar(10, 12, days: [1]), over: spring)
        #expect(time.due(from: at(2, 9), seconds: 3 * 3_600) == at(1, 11, week: 2))
        #expect(time.elapsed(from: at(0, 0), to: at(0, 0, week: 3)) == 6 * 3_600)
    }

    @Test func `a desk that never opens has no due time`() {
        let time = BusinessTime(calendar(9, 17, days: []), over: spring)
        #expect(time.due(from: at(0, 9), seconds: 1) == nil)
        #expect(time.elapsed(from: at(0, 0), to: at(4, 0)) == 0)
    }

    @Test func `a holiday is closed`() {
        let tuesday = CivilDate.daysSince1970(validYear: 2026, month: 3, day: 3)
        let time = BusinessTime(calendar(9, 17, holidays: [tuesday]), over: spring)
        #expect(time.due(from: at(0, 16), seconds: 2 * 3_600) == at(2, 10))
    }

    @Test func `a later version of a calendar leaves the days before it alone`() {
        let longer = calendar(8, 20).versions[0]
        let wednesday = CivilDate.daysSince1970(validYear: 2026, month: 3, day: 4)
        let versions =
            calendar(9, 17).versions + [
                .init(zone: longer.zone, hours: longer.hours, validFrom: wednesday)
            ]
        let time = BusinessTime(BusinessCalendar(name: "office", versions: versions), over: spring)
        #expect(time.elapsed(from: at(1, 0), to: at(2, 0)) == 8 * 3_600)
        #expect(time.elapsed(from: at(2, 0), to: at(3, 0)) == 12 * 3_600)
    }

    /// Berlin goes from UTC+1 to UTC+2 on 2026-03-29 at 01:00Z and back on 2026-10-25: 23 and 25 hours.
    @Test(arguments: [(2026, 3, 29, 23 as Int64), (2026, 10, 25, 25), (2026, 6, 1, 24)])
    func `a day that is open all day has as many hours as the clock gives it`(
        year: Int, month: Int, day: Int, hours: Int64
    ) {
        let berlin = zone("Europe/Berlin")
        let number = CivilDate.daysSince1970(validYear: year, month: month, day: day)
        let (from, to) = (berlin.startOfDay(number).seconds, berlin.startOfDay(number + 1).seconds)
        let time = BusinessTime(calendar(0, 24, days: Array(0...6), in: "Europe/Berlin"), over: from - 1..<to + 1)
        #expect(time.elapsed(from: from, to: to) == hours * 3_600)
    }
}

/// Two years around both changes of the clock, with hours that lie across them, two intervals a day, and holidays.
private func awkward(_ name: String) -> BusinessCalendar {
    let weekday: [Range<Int32>] = [0..<2 * hour + 1_800, 9 * hour..<12 * hour, 13 * hour..<17 * hour + 900]
    let sunday: [Range<Int32>] = [hour + 900..<3 * hour, 22 * hour..<24 * hour]
    let christmas = CivilDate.daysSince1970(validYear: 2025, month: 12, day: 25)
    return BusinessCalendar(
        name: "awkward",
        versions: [
            .init(
                zone: zone(name), hours: Array(repeating: weekday, count: 5) + [[], sunday],
                holidays: [christmas, christmas + 1])
        ])
}

private let zones = [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "America/St_Johns",
]

struct BusinessTimeAgainstCountingTests {
    /// The oracle looks at the wall clock of every minute of fourteen months.
    @Test(arguments: zones)
    func `business time equals a count of open minutes`(name: String) {
        let from = Int64(CivilDate.daysSince1970(validYear: 2025, month: 9, day: 1)) * 86_400
        let minutes = 430 * 1_440
        let (local, calendar) = (zone(name), awkward(name))
        var open = [0 as Int64]
        for minute in 0..<minutes {
            let (day, second) = local.local((from + Int64(minute) * 60) * Instant.microsecondsPerSecond)
            let version = calendar.versions[0]
            let isOpen =
                !version.holidays.contains(day)
                && version.hours[CivilDate.weekday(ofDay: day)].contains { $0.contains(second) }
            open.append(open[minute] + (isOpen ? 60 : 0))
        }
        let time = BusinessTime(calendar, over: from..<from + Int64(minutes) * 60)
        let differing = (0...minutes).count { time.worked(before: from + Int64($0) * 60) != open[$0] }
        #expect(differing == 0)
    }

    @Test(arguments: zones)
    func `what is due has elapsed, and nothing earlier has`(name: String) {
        let from = Int64(CivilDate.daysSince1970(validYear: 2025, month: 9, day: 1)) * 86_400
        let time = BusinessTime(awkward(name), over: from..<from + 430 * 86_400)
        var state: UInt64 = 42
        func draw(_ bound: Int64) -> Int64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int64(state >> 33) % bound
        }
        for _ in 0..<20_000 {
            let (begin, seconds) = (from + draw(300 * 86_400), 1 + draw(200 * 3_600))
            guard let due = time.due(from: begin, seconds: seconds) else {
                Issue.record("nothing is due within the span")
                continue
            }
            #expect(time.elapsed(from: begin, to: due) == seconds)
            #expect(time.elapsed(from: begin, to: due - 1) == seconds - 1)
            let end = begin + draw(40 * 86_400)
            let passed = time.elapsed(from: begin, to: end)
            var pieces: (open: Int64, all: Int64) = (0, 0)
            time.forEachPiece(of: begin..<max(begin, end)) { piece, isOpen in
                pieces.all += Int64(piece.count)
                if isOpen { pieces.open += Int64(piece.count) }
            }
            #expect(pieces.open == passed && pieces.all == end - begin)
            // The converse holds for an end inside of hours after their opening.
            if passed > 0, time.isOpen(at: end), time.isOpen(at: end - 1) {
                #expect(time.due(from: begin, seconds: passed) == end)
            }
        }
    }
}
