internal import Domain

/// What can be credited to an agent, or counted in a cell of the shop's days.
enum CreditKind: UInt8, CaseIterable, Sendable {
    case created, assigned, transferredIn, transferredOut, resolved, reopened, firstResponse, message, note, oneTouch
    case kept, late, rating
    /// A ticket became, or ceased to be, one of the unresolved.
    case arrived, left
    /// Time at work.
    case online
}

/// What happened to one subject on one day, and how often: the unit that every table of days, weeks and months adds up.
///
/// Sorted, they stand by subject, day and kind, and durations in their order: sums and quantiles are read off one pass. Both
/// halves are numbers that order as their parts do, for there are a dozen credits a ticket to sort.
struct Credit: Codable, Comparable, Sendable {
    private let key, times: UInt64
    private(set) var count: Int32 = 1

    /// - Parameters:
    ///   - subject: an agent, or a cell of ``TicketClocks/cellName(_:)``.
    ///   - day: days since 1970-01-01 in the subject's own time zone.
    ///   - kind: what happened.
    ///   - seconds: a duration by the calendar, or a rating; -1 for none.
    ///   - business: the duration in business time; -1 for none.
    init(subject: Int32, day: Int32, kind: CreditKind, seconds: Int32 = -1, business: Int32 = -1) {
        let place = UInt64(Self.ordered(subject)) << 32 | UInt64(Self.ordered(day << 8) >> 8) << 8
        key = place | UInt64(kind.rawValue)
        times = UInt64(Self.ordered(seconds)) << 32 | UInt64(Self.ordered(business))
    }

    var subject: Int32 { Self.signed(UInt32(truncatingIfNeeded: key >> 32)) }
    /// The year 9999 has day 2,932,896: three bytes hold more.
    var day: Int32 { Self.signed(UInt32(truncatingIfNeeded: key) & ~0xff) >> 8 }
    var kind: CreditKind { CreditKind(rawValue: UInt8(truncatingIfNeeded: key)) ?? .created }
    var seconds: Int32 { Self.signed(UInt32(truncatingIfNeeded: times >> 32)) }
    var business: Int32 { Self.signed(UInt32(truncatingIfNeeded: times)) }

    /// Numbers without a sign in the order of those with one.
    private static func ordered(_ number: Int32) -> UInt32 { UInt32(bitPattern: number) ^ 0x8000_0000 }
    private static func signed(_ number: UInt32) -> Int32 { Int32(bitPattern: number ^ 0x8000_0000) }

    @inline(__always)
    static func < (left: Self, right: Self) -> Bool {
        left.key != right.key ? left.key < right.key : left.times < right.times
    }

    @inline(__always)
    private func isLike(_ other: Self) -> Bool { key == other.key && times == other.times }
}

extension Credit {
    /// Puts credits in their order and makes those alike one.
    static func settle(_ credits: inout [Credit]) {
        credits.sort()
        var last = 0
        for index in credits.indices.dropFirst() {
            if credits[last].isLike(credits[index]) {
                credits[last].count += credits[index].count
            } else {
                last += 1
                credits[last] = credits[index]
            }
        }
        credits.removeLast(max(0, credits.count - last - 1))
    }

    /// Several settled lists as one.
    static func merged(_ lists: consuming [[Credit]]) -> [Credit] {
        while lists.count > 1 {
            lists = stride(from: 0, to: lists.count, by: 2).map { index in
                index + 1 < lists.count ? merged(lists[index], lists[index + 1]) : lists[index]
            }
        }
        return lists.first ?? []
    }

    private static func merged(_ left: [Credit], _ right: [Credit]) -> [Credit] {
        guard !left.isEmpty else { return right }
        var merged: [Credit] = []
        merged.reserveCapacity(left.count + right.count)
        var (a, b) = (0, 0)
        while a < left.count, b < right.count {
            if left[a].isLike(right[b]) {
                merged.append(left[a])
                merged[merged.count - 1].count += right[b].count
                (a, b) = (a + 1, b + 1)
            } else if left[a] < right[b] {
                merged.append(left[a])
                a += 1
            } else {
                merged.append(right[b])
                b += 1
            }
        }
        merged.append(contentsOf: left[a...])
        merged.append(contentsOf: right[b...])
        return merged
    }
}
