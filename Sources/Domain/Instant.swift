/// A point in time: microseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
///
/// Columns hold the raw number, so that a column of instants is an array of `Int64`; ``missing`` is the
/// raw number of an instant that was not given.
package struct Instant: Comparable, Hashable, Sendable {
    /// The raw number of an instant that was not given.
    package static let missing = Int64.min
    package static let microsecondsPerSecond: Int64 = 1_000_000
    package static let microsecondsPerDay: Int64 = 86_400 * microsecondsPerSecond

    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package init(secondsSince1970 seconds: Int64) {
        self.microseconds = seconds * Self.microsecondsPerSecond
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.microseconds < right.microseconds
    }

    /// Days from `earlier` to this instant, with the fraction.
    package func days(since earlier: Instant) -> Double {
        Double(microseconds - earlier.microseconds) / Double(Self.microsecondsPerDay)
    }

    /// This instant `days` later; days of 86,400 seconds.
    package func adding(days: Int) -> Instant {
        Instant(microseconds: microseconds + Int64(days) * Self.microsecondsPerDay)
    }
}

extension Instant: CustomStringConvertible {
    /// ISO 8601 in UTC: `2026-11-21T07:18:24Z`, with a fraction only where there is one.
    package var description: String {
        let (day, rest) = microseconds.flooredDivision(by: Self.microsecondsPerDay)
        let (seconds, fraction) = rest.flooredDivision(by: Self.microsecondsPerSecond)
        let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0.padded(to: 2) }.joined(separator: ":")
        var tail = ""
        if fraction > 0 {
            tail = "." + fraction.padded(to: 6)
            while tail.hasSuffix("0") { tail.removeLast() }
        }
        return "\(CivilDate(daysSince1970: Int32(clamping: day)))T\(clock)\(tail)Z"
    }
}

extension Instant: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(iso8601: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(text) is no ISO 8601 instant")
        }
        self = instant
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Instant {
    /// Reads `2026-11-21`, `2026-11-21T07:18:24Z` or `2026-11-21 07:18:24.5+01:00`; without an offset, UTC.
    ///
    /// - Returns: `nil` where the text is no such date or names a day or time that does not exist.
    package init?(iso8601 text: String) {
        var text = text
        let parsed = text.withUTF8 { ISO8601.parse($0) }
        guard let parsed else { return nil }
        let offset = Int64(parsed.offsetSeconds ?? 0) * Self.microsecondsPerSecond
        self.init(microseconds: parsed.localMicroseconds - offset)
    }
}

extension FixedWidthInteger where Self: SignedInteger {
    /// Quotient rounded down and the remainder that belongs to it, so that the remainder is never negative.
    package func flooredDivision(by divisor: Self) -> (quotient: Self, remainder: Self) {
        let (q, r) = quotientAndRemainder(dividingBy: divisor)
        return r < 0 ? (q - 1, r + divisor) : (q, r)
    }

    /// The decimal digits, with zeros in front up to `width`.
    package func padded(to width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
    }
}
