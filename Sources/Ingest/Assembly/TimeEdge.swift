internal import Domain

/// Between which instants the records of a source lie, a few far outside left out.
///
/// A pre-order, a typo in the year or an epoch 0 lies alone behind a gap that the rest of the source does not know. Such
/// records move neither the instant as of which everything holds nor the beginning of the observation.
struct TimeEdge: Equatable, Sendable {
    /// The first instant that is not too early, and the first that is too late.
    private(set) var from: Int64 = .min
    private(set) var to: Int64 = .max

    static let open = TimeEdge()

    /// The same where nothing lies too late, or what does is bounded otherwise.
    var withoutEnd: TimeEdge {
        var edge = self
        edge.to = .max
        return edge
    }

    /// How many records lie on each day since 1970.
    struct Days {
        private(set) var counts = [Int32](repeating: 0, count: 47_900)

        @inline(__always)
        mutating func add(_ microseconds: Int64) {
            let day = Int(microseconds / Instant.microsecondsPerDay)
            if counts.indices.contains(day) { counts[day] += 1 }
        }
    }

    private enum Limits {
        /// Fewer records show no habit.
        static let records = 20
        /// The share of records that may lie outside is one of so many, and one record in any case.
        static let shareOfRecords = 100
        /// Days without a record that part what is outside from the rest, behind and before it.
        static let gapBehind = 60
        static let gapBefore = 180
        /// How many times the longest gap within the rest it must be, behind and before.
        static let timesBehind = 5
        static let timesBefore = 10
    }

    private init() {}

    init(_ days: Days) {
        let used = days.counts.indices.filter { days.counts[$0] > 0 }
        let total = used.reduce(0) { $0 + Int(days.counts[$1]) }
        guard total >= Limits.records, used.count > 2 else { return }
        let allowed = max(1, total / Limits.shareOfRecords)
        let last = Self.cut(used.reversed(), days, allowed: allowed, gap: Limits.gapBehind) ?? used[used.count - 1]
        let first = Self.cut(used, days, allowed: allowed, gap: Limits.gapBefore) ?? used[0]
        guard first < last else { return }
        let body = used.filter { first...last ~= $0 }
        let longest = zip(body, body.dropFirst()).map { $1 - $0 }.max() ?? 0
        if last < used[used.count - 1], let next = used.first(where: { $0 > last }),
            next - last >= Limits.timesBehind * longest
        {
            to = Int64(next) * Instant.microsecondsPerDay
        }
        if first > used[0], let before = used.last(where: { $0 < first }),
            first - before >= Limits.timesBefore * longest
        {
            from = Int64(first) * Instant.microsecondsPerDay
        }
    }

    /// Walking in from an end, the day behind the innermost long gap that so few records lie outside of.
    private static func cut(_ used: some Sequence<Int>, _ days: Days, allowed: Int, gap: Int) -> Int? {
        var outside = 0
        var previous: Int?
        var found: Int?
        for day in used {
            if let previous, abs(day - previous) >= gap { found = day }
            outside += Int(days.counts[day])
            guard outside <= allowed else { break }
            previous = day
        }
        return found
    }
}
