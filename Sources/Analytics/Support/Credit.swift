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

/// One thing that happened on one day: the unit that every table of days, weeks and months adds up.
///
/// Sorted, they stand by subject, day and kind, and durations in their order: sums and quantiles are read off one pass.
struct Credit: Comparable, Sendable {
    /// An agent, or a cell of ``SupportCells``.
    var subject: Int32
    /// Days since 1970-01-01 in the subject's own time zone.
    var day: Int32
    var kind: UInt8
    /// A duration by the calendar and in business time, or a rating and nothing; -1 where there is none.
    var seconds: Int32 = -1
    var business: Int32 = -1

    static func < (left: Self, right: Self) -> Bool {
        (left.subject, left.day, left.kind, left.seconds, left.business)
            < (right.subject, right.day, right.kind, right.seconds, right.business)
    }
}

/// The credits of one subject in one period, added up.
struct PeriodTotals {
    let subject: Int32
    /// The number of the period, in its own calendar.
    let period: Int32
    private(set) var counts = [Int64](repeating: 0, count: CreditKind.allCases.count)
    /// Unresolved at the end of the period.
    private(set) var backlog: Int64 = 0
    private(set) var firstResponses: [Double] = []
    private(set) var firstResponsesBusiness: [Double] = []
    private(set) var resolutions: [Double] = []
    private(set) var resolutionsBusiness: [Double] = []
    private(set) var ratings: [UInt8] = []
    private(set) var onlineSeconds: Int64 = 0

    subscript(kind: CreditKind) -> Int64 { counts[Int(kind.rawValue)] }

    private init(_ subject: Int32, _ period: Int32, backlog: Int64) {
        (self.subject, self.period, self.backlog) = (subject, period, backlog)
    }

    /// Adds up sorted credits by subject and period; `period` numbers the period of a day and does not fall as days rise.
    static func of(_ credits: [Credit], period: (Int32) -> Int32) -> [PeriodTotals] {
        var totals: [PeriodTotals] = []
        for credit in credits {
            let number = period(credit.day)
            if let last = totals.last, last.subject == credit.subject, last.period == number {
                totals[totals.count - 1].add(credit)
                continue
            }
            let backlog = totals.last.map { $0.subject == credit.subject ? $0.backlog : 0 } ?? 0
            totals.append(PeriodTotals(credit.subject, number, backlog: backlog))
            totals[totals.count - 1].add(credit)
        }
        return totals
    }

    private mutating func add(_ credit: Credit) {
        counts[Int(credit.kind)] += 1
        switch CreditKind(rawValue: credit.kind) {
        case .arrived: backlog += 1
        case .left: backlog -= 1
        case .rating: ratings.append(UInt8(clamping: credit.seconds))
        case .online: onlineSeconds += Int64(credit.seconds)
        case .firstResponse: Self.add(credit, &firstResponses, &firstResponsesBusiness)
        case .resolved: Self.add(credit, &resolutions, &resolutionsBusiness)
        default: break
        }
    }

    private static func add(_ credit: Credit, _ seconds: inout [Double], _ business: inout [Double]) {
        if credit.seconds >= 0 { seconds.append(Double(credit.seconds)) }
        if credit.business >= 0 { business.append(Double(credit.business)) }
    }
}

extension TicketStory {
    /// When the ticket was unresolved, and with whom: index of an agent, or -1.
    var unresolvedSpans: [(from: Int64, until: Int64?, agent: Int32)] {
        var spans: [(from: Int64, until: Int64?, agent: Int32)] = []
        var (agent, isOpen, since) = (Int32(-1), true, created)
        var (assignment, turn) = (0, 0)
        func close(_ at: Int64) { if isOpen { spans.append((since, at, agent)) } }
        while assignment < assignments.count || turn < turns.count {
            let nextAssignment = assignment < assignments.count ? assignments[assignment].at : .max
            if turn >= turns.count || nextAssignment <= turns[turn].at {
                close(nextAssignment)
                (agent, since) = (assignments[assignment].to, nextAssignment)
                assignment += 1
            } else {
                close(turns[turn].at)
                (isOpen, since) = (!turns[turn].isResolution, turns[turn].at)
                turn += 1
            }
        }
        if isOpen { spans.append((since, nil, agent)) }
        return spans
    }
}
