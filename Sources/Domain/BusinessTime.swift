/// Business seconds between instants: a calendar's open intervals over a span of time, added up once.
///
/// With `worked(t)` the open seconds before `t`, `elapsed(a, b)` is `worked(b) - worked(a)`, and `due(a, d)` is the earliest
/// instant at which `worked` has grown by `d`: so `elapsed(a, due(a, d)) == d` for every `d > 0`. Instants are whole UTC
/// seconds. A look-up finds the day in a table and looks at that day's few intervals, whatever the length of the span.
package struct BusinessTime: Sendable {
    private static let day: Int64 = 86_400

    /// The span that is known; nothing is open outside of it.
    package let span: Range<Int64>
    private let opens: [Int64]
    private let closes: [Int64]
    /// Open seconds before each interval, and after the last one.
    private let before: [Int64]
    /// By UTC day of the span: the first interval that ends after the day's begin.
    private let firstOfDay: [Int32]
    private let firstDay: Int64

    /// - Complexity: O(days of the span).
    package init(_ calendar: BusinessCalendar, over span: Range<Int64>) {
        let open = calendar.openIntervals(in: span)
        self.span = span
        opens = open.map(\.lowerBound)
        closes = open.map(\.upperBound)
        before = open.reduce(into: [0]) { $0.append($0[$0.count - 1] + Int64($1.count)) }
        firstDay = span.lowerBound.flooredDivision(by: Self.day).quotient
        let days = span.upperBound.flooredDivision(by: Self.day).quotient - firstDay + 1
        var index = 0
        firstOfDay = (0..<days).map { [firstDay] day in
            while index < open.count, open[index].upperBound <= (firstDay + day) * Self.day { index += 1 }
            return Int32(index)
        }
    }

    /// The open seconds of the span before an instant.
    @inline(__always)
    package func worked(before instant: Int64) -> Int64 {
        let index = firstInterval(endingAfter: instant)
        guard index < opens.count else { return before[index] }
        return before[index] + max(0, instant - opens[index])
    }

    /// Open seconds from one instant to another; negative where they stand the other way round.
    @inline(__always)
    package func elapsed(from: Int64, to: Int64) -> Int64 {
        worked(before: to) - worked(before: from)
    }

    package func isOpen(at instant: Int64) -> Bool {
        let index = firstInterval(endingAfter: instant)
        return index < opens.count && opens[index] <= instant
    }

    /// The earliest instant by which `seconds` open seconds have passed since `from`.
    ///
    /// `seconds` is more than 0; `nil` where the span ends before.
    package func due(from: Int64, seconds: Int64) -> Int64? {
        precondition(seconds > 0, "a target needs more than \(seconds) seconds")
        let target = worked(before: from) + seconds
        guard let all = before.last, target <= all else { return nil }
        // The first interval by whose end the target is reached.
        var (low, high) = (0, opens.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if before[middle + 1] >= target { high = middle } else { low = middle + 1 }
        }
        return opens[low] + target - before[low]
    }

    /// Cuts a stretch of time where the desk opens or closes; calls `body` with each piece and whether it is open.
    package func forEachPiece(of range: Range<Int64>, _ body: (_ piece: Range<Int64>, _ isOpen: Bool) -> Void) {
        var (at, index) = (range.lowerBound, firstInterval(endingAfter: range.lowerBound))
        while at < range.upperBound {
            let opening = index < opens.count ? min(max(opens[index], at), range.upperBound) : range.upperBound
            if at < opening { body(at..<opening, false) }
            guard opening < range.upperBound else { return }
            let closing = min(closes[index], range.upperBound)
            body(opening..<closing, true)
            (at, index) = (closing, index + 1)
        }
    }

    @inline(__always)
    private func firstInterval(endingAfter instant: Int64) -> Int {
        let day = min(max(instant.flooredDivision(by: Self.day).quotient - firstDay, 0), Int64(firstOfDay.count - 1))
        var index = instant < span.lowerBound ? 0 : Int(firstOfDay[Int(day)])
        while index < closes.count, closes[index] <= instant { index += 1 }
        return index
    }
}

extension Instant {
    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 {
        microseconds.flooredDivision(by: Self.microsecondsPerSecond).quotient
    }
}
