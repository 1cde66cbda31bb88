internal import Foundation
internal import Kernels

/// Who answers tickets, and when they are on duty.
///
/// Every team has an early, a late, a weekend and a night agent, so somebody is there around the clock. Agents stay
/// away for single days and whole weeks.
struct Roster {
    struct Agent {
        let team: Int
        let supervisor: Bool
        /// Factor on how long the agent takes; 1 is usual.
        let pace: Double
        /// Probability that a ticket the agent resolves is reopened.
        let reopenRate: Double
        let capacity: Int
    }

    /// Hours after midnight UTC, and the weekdays on which a shift begins.
    private static let shifts: [(from: Int, to: Int, weekdays: ClosedRange<Int>)] = [
        (6, 14, 0...4), (12, 20, 0...4), (9, 17, 2...6), (20, 30, 0...6),
    ]

    let agents: [Agent]
    let days: Range<Int>
    /// By agent and day: whether the shift that begins on that day takes place.
    private let present: [[Bool]]

    init(days: Range<Int>, streams: Streams) {
        let count = ShopVocabulary.agentNames.count
        var (agents, present) = ([Agent](), [[Bool]]())
        for index in 0..<count {
            var random = streams.random(.roster, index)
            agents.append(Self.agent(index, &random))
            present.append(Self.presence(Self.shifts[index % Self.shifts.count].weekdays, days, &random))
        }
        (self.agents, self.days, self.present) = (agents, days, present)
    }

    /// The shift that an agent begins on a day, in seconds since 1970; nil when there is none.
    func shift(_ agent: Int, day: Int) -> Range<Int>? {
        guard days.contains(day), present[agent][day - days.lowerBound] else { return nil }
        let shift = Self.shifts[agent % Self.shifts.count]
        return day * secondsPerDay + shift.from * 3_600..<day * secondsPerDay + shift.to * 3_600
    }

    /// The first second at or after `instant` at which the agent is on duty; `Int.max` if never within the window.
    func nextOnDuty(_ agent: Int, from instant: Int) -> Int {
        var day = instant / secondsPerDay - 1
        while day < days.upperBound {
            if let shift = shift(agent, day: day), instant < shift.upperBound { return max(instant, shift.lowerBound) }
            day += 1
        }
        return .max
    }

    /// An agent of a team: of three drawn at random, the one who is on duty soonest.
    func agent(of team: Int, at instant: Int, _ random: inout CounterRandom) -> Int {
        let size = Self.shifts.count
        var chosen = team * size + random.index(below: size)
        for _ in 0..<2 {
            let other = team * size + random.index(below: size)
            if nextOnDuty(other, from: instant) < nextOnDuty(chosen, from: instant) { chosen = other }
        }
        return chosen
    }

    private static func agent(_ index: Int, _ random: inout CounterRandom) -> Agent {
        Agent(
            team: index / shifts.count, supervisor: index % shifts.count == 0, pace: exp(0.35 * random.normal()),
            reopenRate: random.beta(4, 32), capacity: 5 + random.index(below: 6))
    }

    private static func presence(
        _ weekdays: ClosedRange<Int>, _ days: Range<Int>, _ random: inout CounterRandom
    ) -> [Bool] {
        var weekOff = false
        return days.map { day in
            if weekday(day: day) == 0 { weekOff = random.uniform() < 0.09 }
            let dayOff = random.uniform() < 0.03
            return weekdays.contains(weekday(day: day)) && !weekOff && !dayOff
        }
    }
}
