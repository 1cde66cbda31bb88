/// An instant as a server keeps it: `timestamptz`, or `timestamp` read on a clock that somebody else knows.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Since 1970-01-01 00:00 UTC; the extremes of `Int64` stand for the infinities.
    package let microseconds: Int64

    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    package static let infinity = Timestamp(microseconds: .max)
    package static let minusInfinity = Timestamp(microseconds: .min)

    package var isFinite: Bool { self != .infinity && self != .minusInfinity }

    /// Microseconds from 1970 to 2000, where the server's own count begins.
    private static let serverEpoch: Int64 = 946_684_800_000_000

    /// From the server's own count; beyond what fits since 1970, which no server holds, it is infinite.
    init(onTheWire value: Int64) {
        guard value != .max, value != .min else {
            self.init(microseconds: value)
            return
        }
        let (sum, overflows) = value.addingReportingOverflow(Self.serverEpoch)
        self.init(microseconds: overflows ? .max : sum)
    }

    var onTheWire: Int64 {
        guard isFinite else { return microseconds }
        let (difference, overflows) = microseconds.subtractingReportingOverflow(Self.serverEpoch)
        return overflows ? .min : difference
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }
}

/// A day as a server keeps it.
package struct Day: Sendable, Hashable, Comparable {
    /// Since 1970-01-01; the extremes of `Int32` stand for the infinities.
    package let daysSince1970: Int32

    package init(daysSince1970: Int32) {
        self.daysSince1970 = daysSince1970
    }

    package var isFinite: Bool { daysSince1970 != .max && daysSince1970 != .min }

    /// Days from 1970 to 2000.
    private static let serverEpoch: Int32 = 10_957

    init(onTheWire value: Int32) {
        let isInfinite = value == .max || value == .min
        self.init(daysSince1970: isInfinite ? value : Int32(clamping: Int64(value) + Int64(Self.serverEpoch)))
    }

    var onTheWire: Int32 {
        isFinite ? Int32(clamping: Int64(daysSince1970) - Int64(Self.serverEpoch)) : daysSince1970
    }

    package static func < (left: Day, right: Day) -> Bool { left.daysSince1970 < right.daysSince1970 }
}
