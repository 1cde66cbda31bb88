internal import Domain

/// A shop's tickets as of one instant, with what is needed to read their clocks.
///
/// A class for the reason that ``ShopFrame`` is one: it goes to every reader of every ticket.
final class ClockFrame: Sendable {
    let shop: Shop
    let agreement: ServiceAgreement
    let matcher: PolicyMatcher
    /// UTC seconds; events of that second and before have happened.
    let asOf: Int64
    /// Microseconds: records at or after it do not exist.
    let limit: Int64
    /// Whether state without a date may be used.
    let isTonight: Bool
    /// The business time of each calendar of the agreement.
    let times: [BusinessTime]
    /// By policy: an index into ``times``, or -1 for calendar time.
    let calendarOfPolicy: [Int]
    /// By code of an event's value: the raw value of a state, of a priority, the index of an agent; -1 for none.
    let status, priority: [Int8]
    let agent: [Int32]
    /// What the source shows of tickets; what it does not show is not known, and no metric counts it as zero.
    let sees: TicketObservables
    /// Whether every time stamp of an event is a whole minute: then two alike can be two events.
    let isCutToMinutes: Bool

    /// Years beyond `asOf` in which something may fall due.
    private static let horizonYears: Int64 = 3

    init(_ shop: Shop, _ agreement: ServiceAgreement, frame: FeatureFrame = .tonight) {
        (self.shop, self.agreement) = (shop, agreement)
        matcher = PolicyMatcher(agreement, shop)
        limit = frame.asOf(in: shop).microseconds
        asOf = Instant(microseconds: limit).seconds
        isTonight = frame == .tonight
        let first = shop.tickets.createdAt.min().map { Instant(microseconds: $0).seconds } ?? asOf
        let span = min(first, asOf) - 86_400..<asOf + Self.horizonYears * 366 * 86_400
        times = agreement.calendars.map { BusinessTime($0, over: span) }
        calendarOfPolicy = agreement.policies.map { policy in
            agreement.calendars.firstIndex { $0.name == policy.calendar } ?? -1
        }
        let values = shop.ticketEvents.values.strings
        status = values.map { value in TicketStatus.allCases.first { $0.name == value }.map { Int8($0.rawValue) } ?? -1
        }
        priority = values.map { value in
            let name = value.lowercased()
            return TicketPriority.allCases.first { $0.name == name }.map { Int8($0.rawValue) } ?? -1
        }
        agent = values.map { Int32(shop.agents.ids.sortedIndex(of: $0) ?? -1) }
        sees = TicketObservables(shop, before: limit)
        isCutToMinutes = shop.ticketEvents.at.allSatisfy { $0 % (60 * Instant.microsecondsPerSecond) == 0 }
    }

    /// Calls `body` with everything that an agent did, by whom (an index) and when (UTC seconds), ticket by ticket.
    func forEachAct(_ body: (_ agent: Int, _ at: Int64) -> Void) {
        let events = shop.ticketEvents
        for event in 0..<events.count
        where events.actor[event] == TicketActor.agent.rawValue && events.at[event] < limit {
            guard events.actorID[event] >= 0, agent[Int(events.actorID[event])] >= 0 else { continue }
            body(Int(agent[Int(events.actorID[event])]), Instant(microseconds: events.at[event]).seconds)
        }
    }
}
