internal import Foundation

/// The time zone of a shop as a table of its offsets: local days and hours at the cost of a short search.
///
/// The offsets come from the system's zone data, probed once a day over the years 1970...2100 with each change found to
/// the second by bisection; a zone that changes twice within one day would be missed, and none does.
package struct ShopZone: Equatable, Sendable {
    /// The IANA name, for example `Europe/Berlin`.
    package let identifier: String
    /// UTC seconds at which an offset begins; the first is the distant past.
    private let starts: [Int64]
    /// Seconds east of UTC from the start of the same index on.
    private let offsets: [Int32]

    package static let utc = ShopZone(identifier: "UTC", starts: [.min], offsets: [0])

    private init(identifier: String, starts: [Int64], offsets: [Int32]) {
        self.identifier = identifier
        self.starts = starts
        self.offsets = offsets
    }

    /// The zone of an IANA name; `nil` where the system knows none by that name.
    package init?(identifier: String) {
        guard identifier != "UTC" else {
            self = .utc
            return
        }
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        let day: Int64 = 86_400
        var (starts, offsets): ([Int64], [Int32]) = ([.min], [Self.offset(of: zone, at: 0)])
        for next in stride(from: day, through: 130 * 366 * day, by: Int(day)) {
            let offset = Self.offset(of: zone, at: next)
            guard offset != offsets[offsets.count - 1] else { continue }
            starts.append(Self.change(in: zone, after: next - day, until: next))
            offsets.append(offset)
        }
        self.init(identifier: identifier, starts: starts, offsets: offsets)
    }

    private static func offset(of zone: TimeZone, at seconds: Int64) -> Int32 {
        Int32(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    }

    /// The first second in `(early, late]` that has the offset of `late`.
    private static func change(in zone: TimeZone, after early: Int64, until late: Int64) -> Int64 {
        let target = offset(of: zone, at: late)
        var (low, high) = (early, late)
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(of: zone, at: middle) == target { high = middle } else { low = middle }
        }
        return high
    }

    /// Seconds east of UTC at an instant.
    package func offset(atUTCSeconds seconds: Int64) -> Int32 {
        offsets[lastStart(notAfter: seconds)]
    }

    /// The local wall clock at an instant: the day since 1970-01-01 and the second of that day, 0..<86,400.
    package func local(_ microseconds: Int64) -> (day: Int32, second: Int32) {
        let seconds = microseconds.flooredDivision(by: Instant.microsecondsPerSecond).quotient
        let (day, second) = (seconds + Int64(offset(atUTCSeconds: seconds))).flooredDivision(by: 86_400)
        return (Int32(clamping: day), Int32(second))
    }

    /// The local days and seconds of a whole column of instants, as ``local(_:)`` gives them one by one.
    package func locals(of microseconds: [Int64]) -> (days: [Int32], seconds: [Int32]) {
        let count = microseconds.count
        var days = [Int32](repeating: 0, count: count)
        var seconds = [Int32](repeating: 0, count: count)
        // Neighbours mostly share an offset: the last range is tried first.
        var (from, until, offset): (Int64, Int64, Int64) = (1, 0, 0)
        for index in 0..<count {
            let utc = microseconds[index].flooredDivision(by: Instant.microsecondsPerSecond).quotient
            if utc < from || utc >= until {
                let range = lastStart(notAfter: utc)
                (from, until) = (starts[range], range + 1 < starts.count ? starts[range + 1] : .max)
                offset = Int64(offsets[range])
            }
            let (day, second) = (utc + offset).flooredDivision(by: 86_400)
            days[index] = Int32(clamping: day)
            seconds[index] = Int32(truncatingIfNeeded: second)
        }
        return (days, seconds)
    }

    /// The instant at which a wall clock shows a local time.
    ///
    /// A time that the clock shows twice is its first occurrence; a time that it skips is moved on by the gap, so that
    /// 02:30 in a night that jumps from 02:00 to 03:00 is 03:30.
    ///
    /// - Parameter localMicroseconds: microseconds since 1970-01-01T00:00:00 on the wall clock.
    /// - Returns: the instant, in UTC.
    package func instant(ofLocal localMicroseconds: Int64) -> Instant {
        let seconds = localMicroseconds.flooredDivision(by: Instant.microsecondsPerSecond).quotient
        // Zones change at most once within two days, so the offsets a day before and a day after are all there is.
        let (before, after) = (offset(atUTCSeconds: seconds - 86_400), offset(atUTCSeconds: seconds + 86_400))
        let isBefore = offset(atUTCSeconds: seconds - Int64(before)) == before
        let isAfter = offset(atUTCSeconds: seconds - Int64(after)) == after
        let chosen = isBefore || !isAfter ? before : after
        return Instant(microseconds: localMicroseconds - Int64(chosen) * Instant.microsecondsPerSecond)
    }

    /// The instant at which a local day begins.
    package func startOfDay(_ day: Int32) -> Instant {
        instant(ofLocal: Int64(day) * Instant.microsecondsPerDay)
    }

    /// The stretches of one offset that make up `range`, in UTC seconds and in their order.
    package func stretches(of range: Range<Int64>) -> [(range: Range<Int64>, offset: Int32)] {
        guard !range.isEmpty else { return [] }
        var found: [(range: Range<Int64>, offset: Int32)] = []
        for index in lastStart(notAfter: range.lowerBound)..<starts.count where starts[index] < range.upperBound {
            let until = index + 1 < starts.count ? starts[index + 1] : Int64.max
            found.append((max(starts[index], range.lowerBound)..<min(until, range.upperBound), offsets[index]))
        }
        return found
    }

    private func lastStart(notAfter seconds: Int64) -> Int {
        var (low, high) = (0, starts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= seconds { low = middle } else { high = middle }
        }
        return low
    }
}

/// As its identifier; the offsets come from the system that reads it.
extension ShopZone: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let identifier = try container.decode(String.self)
        guard let zone = ShopZone(identifier: identifier) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time zone \(identifier)")
        }
        self = zone
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(identifier)
    }
}
