internal import Domain

/// Which customer belongs to which cohort, by the period of the day on which it begins.
struct CohortMembership: Sendable {
    /// The periods in which somebody's cohort begins, ascending.
    let starts: [Int32]
    /// Customers by cohort, ascending within each.
    let members: [Int32]
    /// `members` of cohort `c` are `memberStart[c]..<memberStart[c + 1]`.
    let memberStart: [Int]

    init(_ beginnings: CohortBeginnings, _ calendar: CohortCalendar) {
        self.init(
            firstPeriods: beginnings.days.map { $0 == CohortBeginnings.none ? Self.none : calendar.period(ofDay: $0) })
    }

    /// Puts customers together by their periods, as a counting sort.
    private init(firstPeriods: [Int32]) {
        let starts = Set(firstPeriods).subtracting([Self.none]).sorted()
        let cohorts = Dictionary(uniqueKeysWithValues: zip(starts, 0...))
        var ends = [Int](repeating: 0, count: starts.count + 1)
        var members = [Int32](repeating: 0, count: firstPeriods.count)
        for case let cohort? in firstPeriods.lazy.map({ cohorts[$0] }) { ends[cohort + 1] += 1 }
        for cohort in starts.indices { ends[cohort + 1] += ends[cohort] }
        self.memberStart = ends
        for (customer, period) in firstPeriods.enumerated() {
            guard let cohort = cohorts[period] else { continue }
            members[ends[cohort]] = Int32(customer)
            ends[cohort] += 1
        }
        self.starts = starts
        self.members = Array(members.prefix(memberStart[starts.count]))
    }

    /// The period of a customer who belongs to no cohort.
    private static let none = Int32.min

    /// The same cohorts with some of their customers; cohorts without any are left out.
    func filtered(_ isMember: (Int32) -> Bool) -> CohortMembership {
        var (starts, members, memberStart): ([Int32], [Int32], [Int]) = ([], [], [0])
        for cohort in self.starts.indices {
            let kept = customers(of: cohort).filter(isMember)
            guard !kept.isEmpty else { continue }
            starts.append(self.starts[cohort])
            members += kept
            memberStart.append(members.count)
        }
        return CohortMembership(starts: starts, members: members, memberStart: memberStart)
    }

    private init(starts: [Int32], members: [Int32], memberStart: [Int]) {
        (self.starts, self.members, self.memberStart) = (starts, members, memberStart)
    }

    func customers(of cohort: Int) -> ArraySlice<Int32> {
        members[memberStart[cohort]..<memberStart[cohort + 1]]
    }
}
