internal import Domain

/// The credits of one subject in one period, added up.
struct PeriodTotals {
    let subject: Int32
    /// The number of the period, in its own calendar.
    let period: Int32
    /// By raw value of a ``CreditKind``.
    private var counts = InlineArray<16, Int64>(repeating: 0)
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

    /// All subjects of one period together, as subject -1; `nil` where there are none.
    static func joined(_ totals: [PeriodTotals]) -> PeriodTotals? {
        guard let first = totals.first else { return nil }
        return totals.reduce(into: PeriodTotals(-1, first.period, backlog: 0)) { $0.add($1) }
    }

    private mutating func add(_ other: PeriodTotals) {
        for kind in CreditKind.allCases { counts[Int(kind.rawValue)] += other[kind] }
        backlog += other.backlog
        firstResponses += other.firstResponses
        firstResponsesBusiness += other.firstResponsesBusiness
        resolutions += other.resolutions
        resolutionsBusiness += other.resolutionsBusiness
        ratings += other.ratings
        onlineSeconds += other.onlineSeconds
    }

    private mutating func add(_ credit: Credit) {
        let times = Int(credit.count)
        counts[Int(credit.kind.rawValue)] += Int64(times)
        switch credit.kind {
        case .arrived: backlog += Int64(times)
        case .left: backlog -= Int64(times)
        case .rating: ratings.append(contentsOf: repeatElement(UInt8(clamping: credit.seconds), count: times))
        case .online: onlineSeconds += Int64(credit.seconds) * Int64(times)
        case .firstResponse: Self.add(credit, &firstResponses, &firstResponsesBusiness)
        case .resolved: Self.add(credit, &resolutions, &resolutionsBusiness)
        default: break
        }
    }

    private static func add(_ credit: Credit, _ seconds: inout [Double], _ business: inout [Double]) {
        for _ in 0..<credit.count {
            if credit.seconds >= 0 { seconds.append(Double(credit.seconds)) }
            if credit.business >= 0 { business.append(Double(credit.business)) }
        }
    }
}
