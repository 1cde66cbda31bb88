import Analytics
import Domain

/// A desk as a support manager writes it down: tickets of a shop in Berlin, their events at local times of one month.
struct SupportShop {
    /// `(day and time, who, what)`: see ``SupportShop/add(_:_:_:)``.
    typealias Line = String

    var shop: Shop
    private var interner = StringInterner()
    static let zone = ShopZone(identifier: "Europe/Berlin") ?? .utc

    /// Agents are `anna` and `ben`; channels `email` and `chat`; categories `billing` and `delivery`.
    init(asOf: String) {
        let now = Self.instant(asOf).microseconds + 1  // what happened at that time has happened
        shop = Shop(asOf: Instant(microseconds: now), zone: Self.zone, currency: "EUR")
        shop.has.tickets = true
        shop.has.ticketEvents = true
        shop.has.ticketPriority = true
        shop.agents.ids = StringTable(["anna", "ben"])
        shop.customers.ids = StringTable(["c"])
        shop.customers.ticketStart = [0, 0]
        shop.tickets.channels = StringTable(["email", "chat"])
        shop.tickets.categories = StringTable(["billing", "delivery"])
    }

    /// The instant of a day of the week of Monday 2026-03-02 and a time in Berlin, as `Mon 09:00`.
    ///
    /// `Mon+1` lies a week later; a date as `2026-03-29 01:00` is one, too.
    static func instant(_ text: String) -> Instant {
        let parts = text.split(separator: " ")
        let clock = parts[1].split(separator: ":").compactMap { Int64($0) }
        let second = clock[0] * 3_600 + clock[1] * 60 + (clock.count > 2 ? clock[2] : 0)
        return zone.instant(ofLocal: (Int64(day(String(parts[0]))) * 86_400 + second) * Instant.microsecondsPerSecond)
    }

    private static func day(_ text: String) -> Int32 {
        if let date = Instant(iso8601: text) { return Int32(date.seconds / 86_400) }
        let parts = text.split(separator: "+")
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        guard let weekday = names.firstIndex(of: String(parts[0])) else { preconditionFailure("no day \(text)") }
        let week = parts.count > 1 ? Int32(parts[1]) ?? 0 : 0
        return CivilDate.daysSince1970(validYear: 2026, month: 3, day: 2) + Int32(weekday) + 7 * week
    }

    /// Adds a span of an agent's presence, in the order of agents and time.
    mutating func addPresence(_ agent: Int32, _ from: String, _ to: String?, _ status: PresenceStatus) {
        shop.presence.agent.append(agent)
        shop.presence.from.append(Self.instant(from).microseconds)
        shop.presence.to.append(Self.microseconds(to))
        shop.presence.status.append(status.rawValue)
    }

    struct Summary {
        var firstResponse: String?
        var resolved: String?
        var status = TicketStatus.open
        var csat: UInt8 = 0
        var assignee: Int32 = -1
        var channel: Int32 = -1
        var category: Int32 = -1
    }

    /// Adds a ticket.
    ///
    /// - Parameters:
    ///   - created: when, as ``instant(_:)`` reads it.
    ///   - events: lines `Mon 09:05 anna message`, `Mon 09:10 customer message`, `Mon 10:00 anna status pending`,
    ///     `Mon 10:00 robot priority urgent`, `Mon 10:00 anna note`, `Mon 10:00 robot assign ben`; in the order of time.
    ///   - priority: the present one, and the first where it never changed.
    ///   - summary: the columns of the ticket itself.
    mutating func add(
        _ created: String, _ events: [Line], priority: TicketPriority = .normal, summary: Summary = Summary()
    ) {
        shop.tickets.ids.append("T\(shop.tickets.count)")
        shop.tickets.customer.append(0)
        shop.tickets.createdAt.append(Self.instant(created).microseconds)
        shop.tickets.firstResponseAt.append(Self.microseconds(summary.firstResponse))
        shop.tickets.resolvedAt.append(Self.microseconds(summary.resolved))
        shop.tickets.closedAt.append(Instant.missing)
        shop.tickets.channel.append(summary.channel)
        shop.tickets.category.append(summary.category)
        shop.tickets.priority.append(priority.rawValue)
        shop.tickets.status.append(summary.status.rawValue)
        shop.tickets.assignee.append(summary.assignee)
        shop.tickets.csat.append(summary.csat)
        shop.tickets.reopenedCount.append(-1)
        for line in events { add(line) }
        shop.tickets.eventStart.append(Int32(shop.ticketEvents.count))
        shop.ticketEvents.values = interner.table
        shop.customers.ticketStart = [0, Int32(shop.tickets.count)]
    }

    private static func microseconds(_ text: String?) -> Int64 {
        text.map { instant($0).microseconds } ?? Instant.missing
    }

    private mutating func add(_ line: Line) {
        let words = line.split(separator: " ").map(String.init)
        let kinds: [String: TicketEventKind] = [
            "status": .status, "assign": .assign, "message": .message, "note": .note, "priority": .priority,
        ]
        guard let kind = kinds[words[3]] else { preconditionFailure("no kind \(words[3])") }
        let actor: TicketActor = words[2] == "customer" ? .customer : words[2] == "robot" ? .system : .agent
        shop.ticketEvents.at.append(Self.instant("\(words[0]) \(words[1])").microseconds)
        shop.ticketEvents.kind.append(kind.rawValue)
        shop.ticketEvents.actor.append(actor.rawValue)
        shop.ticketEvents.actorID.append(actor == .agent ? interner.code(of: words[2]) : -1)
        shop.ticketEvents.from.append(words.count > 5 ? interner.code(of: words[5]) : -1)
        shop.ticketEvents.to.append(words.count > 4 ? interner.code(of: words[4]) : -1)
    }
}

extension BusinessCalendar {
    /// Monday to Friday from one hour to another, in Berlin.
    static func office(_ from: Int32 = 9, _ to: Int32 = 17, holidays: [String] = []) -> BusinessCalendar {
        let hours = (0..<7).map { $0 < 5 ? [from * 3_600..<to * 3_600] : [] }
        let days = holidays.compactMap { Instant(iso8601: $0).map { Int32($0.seconds / 86_400) } }
        return BusinessCalendar(
            name: "office", versions: [.init(zone: SupportShop.zone, hours: hours, holidays: Set(days))])
    }
}
