/// When a desk is open: weekly hours, holidays and a time zone, in versions that follow each other.
///
/// The desk is open at an instant when the clock on its wall shows a time within the hours of that day of the week, and the
/// day is no holiday. An hour that the clock shows twice in autumn is open twice; one that it skips in spring is not there.
package struct BusinessCalendar: Codable, Equatable, Sendable {
    /// What holds from one day on.
    package struct Version: Codable, Equatable, Sendable {
        package let zone: ShopZone
        /// Seven lists from Monday to Sunday of seconds of the day, 0...86,400: sorted, and none touches another.
        package let hours: [[Range<Int32>]]
        /// Days since 1970-01-01 on which the desk is closed.
        @InOrder package private(set) var holidays: Set<Int32>
        /// The first day that it holds, since 1970-01-01 in `zone`; `nil` from the beginning.
        package let validFrom: Int32?

        /// - Precondition: `hours` has seven lists of intervals within a day.
        package init(zone: ShopZone, hours: [[Range<Int32>]], holidays: Set<Int32> = [], validFrom: Int32? = nil) {
            precondition(hours.count == 7, "hours need seven days, not \(hours.count)")
            let isWithinDay = hours.joined().allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= 86_400 }
            precondition(isWithinDay, "opening hours lie within a day")
            self.zone = zone
            self.hours = hours.map(Self.joined)
            self.holidays = holidays
            self.validFrom = validFrom
        }

        /// The intervals in their order, those that meet made one.
        private static func joined(_ intervals: [Range<Int32>]) -> [Range<Int32>] {
            intervals.filter { !$0.isEmpty }.sorted { $0.lowerBound < $1.lowerBound }.reduce(into: []) { result, next in
                guard let last = result.last, next.lowerBound <= last.upperBound else { return result.append(next) }
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, next.upperBound)
            }
        }
    }

    package let name: String
    /// By their first day.
    package let versions: [Version]

    /// - Precondition: there is a version, and no two begin on one day.
    package init(name: String, versions: [Version]) {
        precondition(!versions.isEmpty, "calendar \(name) has no version")
        let first = versions.map { $0.validFrom ?? .min }
        precondition(Set(first).count == versions.count, "two versions of calendar \(name) begin on one day")
        self.name = name
        self.versions = versions.sorted { ($0.validFrom ?? .min) < ($1.validFrom ?? .min) }
    }

    /// The open intervals within `range`, in UTC seconds and in their order; none touches another.
    package func openIntervals(in range: Range<Int64>) -> [Range<Int64>] {
        var open: [Range<Int64>] = []
        for (index, version) in versions.enumerated() {
            let from = max(range.lowerBound, version.begin)
            let until = index + 1 < versions.count ? versions[index + 1].begin : Int64.max
            guard from < min(range.upperBound, until) else { continue }
            version.appendOpenIntervals(in: from..<min(range.upperBound, until), to: &open)
        }
        return open
    }
}

extension BusinessCalendar.Version {
    /// UTC seconds at which the version begins to hold.
    fileprivate var begin: Int64 {
        guard let validFrom else { return .min }
        return zone.startOfDay(validFrom).seconds
    }

    /// Between two changes of the clock local time is UTC and a constant: each such stretch is walked day by day.
    fileprivate func appendOpenIntervals(in range: Range<Int64>, to open: inout [Range<Int64>]) {
        for stretch in zone.stretches(of: range) {
            let offset = Int64(stretch.offset)
            let local = stretch.range.lowerBound + offset..<stretch.range.upperBound + offset
            let first = local.lowerBound.flooredDivision(by: 86_400).quotient
            let last = (local.upperBound - 1).flooredDivision(by: 86_400).quotient
            for day in first...last where !holidays.contains(Int32(clamping: day)) {
                for hours in hours[CivilDate.weekday(ofDay: Int32(clamping: day))] {
                    let from = max(local.lowerBound, day * 86_400 + Int64(hours.lowerBound))
                    let until = min(local.upperBound, day * 86_400 + Int64(hours.upperBound))
                    if from < until { open.appendJoining(from - offset..<until - offset) }
                }
            }
        }
    }
}

extension [Range<Int64>] {
    /// Appends an interval that begins at the end of the last one or later; where they meet, they become one.
    fileprivate mutating func appendJoining(_ next: Range<Int64>) {
        if let last, last.upperBound == next.lowerBound {
            self[count - 1] = last.lowerBound..<next.upperBound
        } else {
            append(next)
        }
    }
}
