import Analytics
import Domain

/// A desk with random tickets over 21 days in which the clock changes: events in any order of kinds, copies,
/// robots, tickets that agents open, and some that nobody touches.
struct RandomDesk {
    private(set) var shop: Shop
    private var state: UInt64

    static let agreement: ServiceAgreement = {
        var policies = ServiceAgreement.defaultPolicies
        for index in policies.indices { policies[index].targets[1] = Int64(index + 1) * 3_600 }
        (policies[1].calendar, policies[2].calendar) = ("office", "office")
        policies[2].pause = [.pending]
        policies[3].pause = []
        return ServiceAgreement(calendars: [.office()], policies: policies)
    }()

    /// Makes tickets around the end of March or October, when the clocks of Berlin change.
    init(tickets: Int, month: Int = 3) {
        state = UInt64(month)
        let begin = Int64(CivilDate.daysSince1970(validYear: 2025, month: month, day: 18)) * 86_400
        let asOf = begin + 21 * 86_400
        shop = Shop(
            asOf: Instant(microseconds: Instant(secondsSince1970: asOf).microseconds + 1), zone: SupportShop.zone,
            currency: "EUR")
        shop.has.tickets = true
        shop.has.ticketEvents = true
        shop.has.ticketPriority = true
        shop.agents.ids = StringTable(["anna", "ben", "cleo"])
        shop.tickets.channels = StringTable(["email", "chat"])
        shop.tickets.categories = StringTable(["billing", "delivery"])
        let values = TicketStatus.allCases.map(\.name) + TicketPriority.allCases.map(\.name) + ["anna", "ben", "cleo"]
        shop.ticketEvents.values = StringTable(values)
        shop.customers.ids = StringTable(["c"])
        // A customer's tickets stand in the order in which they were created.
        let created = (0..<tickets).map { _ in begin + draw(20 * 86_400) }.sorted()
        for ticket in 0..<tickets { add(ticket, created: created[ticket], until: asOf) }
        shop.customers.ticketStart = [0, Int32(tickets)]
    }

    mutating func draw(_ bound: Int64) -> Int64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int64(state >> 33) % bound
    }

    private mutating func add(_ ticket: Int, created: Int64, until: Int64) {
        shop.tickets.ids.append("T\(ticket)")
        shop.tickets.customer.append(0)
        shop.tickets.createdAt.append(created * Instant.microsecondsPerSecond)
        shop.tickets.firstResponseAt.append(draw(3) == 0 ? (created + draw(9_000)) * 1_000_000 : Instant.missing)
        shop.tickets.resolvedAt.append(draw(3) == 0 ? (created + draw(900_000)) * 1_000_000 : Instant.missing)
        shop.tickets.closedAt.append(Instant.missing)
        shop.tickets.channel.append(Int32(draw(3)) - 1)
        shop.tickets.category.append(Int32(draw(3)) - 1)
        shop.tickets.priority.append(UInt8(draw(4)))
        shop.tickets.status.append(UInt8(draw(5)))
        shop.tickets.assignee.append(Int32(draw(4)) - 1)
        shop.tickets.csat.append(UInt8(draw(6)))
        shop.tickets.reopenedCount.append(Int32(draw(3)) - 1)
        var at = created
        for _ in 0..<draw(9) {
            at += draw(4) == 0 ? 0 : draw(200_000)
            guard at <= until else { break }
            addEvent(at: at)
            if draw(10) == 0 { copyEvent() }
        }
        shop.tickets.eventStart.append(Int32(shop.ticketEvents.count))
    }

    private mutating func addEvent(at: Int64) {
        let kind = TicketEventKind.allCases[Int(draw(5))]
        let actor = UInt8(draw(3))
        let to: Int64 =
            switch kind {
            case .status: draw(5)
            case .priority: 5 + draw(4)
            case .assign: 9 + draw(3)
            case .message, .note: -1
            }
        shop.ticketEvents.at.append(at * Instant.microsecondsPerSecond)
        shop.ticketEvents.kind.append(kind.rawValue)
        shop.ticketEvents.actor.append(actor)
        shop.ticketEvents.actorID.append(actor == TicketActor.agent.rawValue ? 9 + Int32(draw(3)) : -1)
        shop.ticketEvents.from.append(-1)
        shop.ticketEvents.to.append(Int32(to))
    }

    private mutating func copyEvent() {
        let last = shop.ticketEvents.count - 1
        shop.ticketEvents.at.append(shop.ticketEvents.at[last])
        shop.ticketEvents.kind.append(shop.ticketEvents.kind[last])
        shop.ticketEvents.actor.append(shop.ticketEvents.actor[last])
        shop.ticketEvents.actorID.append(shop.ticketEvents.actorID[last])
        shop.ticketEvents.from.append(shop.ticketEvents.from[last])
        shop.ticketEvents.to.append(shop.ticketEvents.to[last])
    }
}
