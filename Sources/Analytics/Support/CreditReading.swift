internal import Domain

/// Writes down what a ticket's story credits to agents and counts on the shop's days.
struct CreditReading {
    private let clocks: TicketClocks
    /// The time zone of each agent: an index into `zones`.
    private let zoneOfAgent: [Int]
    private let zones: [ShopZone]
    private(set) var agents: [Credit] = []
    private(set) var cells: [Credit] = []

    init(_ clocks: TicketClocks) {
        self.clocks = clocks
        var (zones, indices): ([ShopZone], [String: Int]) = ([clocks.frame.shop.zone], [:])
        let table = clocks.frame.shop.agents
        zoneOfAgent = (0..<table.count).map { agent in
            let name = agent < table.timezones.count ? table.timezones[agent] : ""
            if let known = indices[name] { return known }
            guard !name.isEmpty, let zone = ShopZone(identifier: name) else { return 0 }
            zones.append(zone)
            indices[name] = zones.count - 1
            return zones.count - 1
        }
        self.zones = zones
    }

    /// Settles what was read, see ``Credit/settle(_:)``.
    mutating func settle() {
        Credit.settle(&agents)
        Credit.settle(&cells)
    }

    mutating func read(_ ticket: Int, _ story: TicketStory) {
        let record = clocks.records[ticket]
        let cell = clocks.cell(of: ticket)
        let policy = ServiceClock(story, of: ticket, in: clocks.frame).policy(story.priority)
        let time = clocks.frame.deskTime(ofPolicy: policy)
        func business(_ until: Int64) -> Int32 {
            time.map { Int32(clamping: $0.elapsed(from: story.created, to: until)) } ?? -1
        }
        count(.created, cell, story.created)
        for assignment in story.assignments {
            credit(.assigned, assignment.to, assignment.at)
            guard assignment.from >= 0, assignment.to >= 0 else { continue }
            credit(.transferredIn, assignment.to, assignment.at)
            credit(.transferredOut, assignment.from, assignment.at)
        }
        if let reply = story.firstReply, !story.isOpenedByAgent {
            let seconds = Int32(clamping: max(0, reply.at - story.created))
            credit(.firstResponse, reply.agent, reply.at, seconds, business(reply.at))
            count(.firstResponse, cell, reply.at, seconds)
        }
        for contact in story.contacts where contact.isReply { credit(.message, contact.agent, contact.at) }
        for note in story.notes { credit(.note, note.agent, note.at) }
        readTurns(story, cell, business)
        if let last = story.turns.last(where: \.isResolution) {
            if record.isOneTouch == true { credit(.oneTouch, last.resolver, last.at) }
            // A ticket that came back keeps its rating: those that do are the ones rated badly.
            let rating = Int32(clocks.frame.shop.tickets.csat[ticket])
            if rating > 0 { credit(.rating, last.assignee >= 0 ? last.assignee : last.resolver, last.at, rating) }
        }
        for span in story.unresolvedSpans {
            credit(.arrived, span.agent, span.from)
            if let until = span.until { credit(.left, span.agent, until) }
        }
        for judgment in clocks.judgments(of: ticket, story) {
            credit(judgment.isLate ? .late : .kept, judgment.agent, judgment.at)
            if judgment.isLate { count(.late, cell, judgment.at) }
        }
    }

    /// The agents' times at work, day by day.
    mutating func readPresence() {
        let online = OnlineTime(clocks.frame.shop)
        for agent in zoneOfAgent.indices {
            let zone = zones[zoneOfAgent[agent]]
            for hours in online.workingHours(of: agent) {
                var from = hours.lowerBound
                while from < hours.upperBound {
                    let day = zone.local(from * Instant.microsecondsPerSecond).day
                    let until = min(hours.upperBound, zone.startOfDay(day + 1).seconds)
                    credit(.online, Int32(agent), from, Int32(clamping: until - from))
                    from = until
                }
            }
        }
    }

    private mutating func readTurns(_ story: TicketStory, _ cell: Int32, _ business: (Int64) -> Int32) {
        var resolver: Int32 = -1
        count(.arrived, cell, story.created)
        for turn in story.turns {
            if turn.isResolution {
                resolver = turn.resolver
                let seconds = story.isResolutionUndated ? -1 : Int32(clamping: turn.at - story.created)
                credit(.resolved, resolver, turn.at, seconds, seconds < 0 ? -1 : business(turn.at))
                count(.resolved, cell, turn.at, seconds)
                count(.left, cell, turn.at)
            } else {
                credit(.reopened, resolver, turn.at)
                count(.reopened, cell, turn.at)
                count(.arrived, cell, turn.at)
            }
        }
    }

    private mutating func credit(
        _ kind: CreditKind, _ agent: Int32, _ at: Int64, _ seconds: Int32 = -1, _ business: Int32 = -1
    ) {
        guard agent >= 0 else { return }
        let day = zones[zoneOfAgent[Int(agent)]].local(at * Instant.microsecondsPerSecond).day
        agents.append(Credit(subject: agent, day: day, kind: kind, seconds: seconds, business: business))
    }

    private mutating func count(_ kind: CreditKind, _ cell: Int32, _ at: Int64, _ seconds: Int32 = -1) {
        let day = zones[0].local(at * Instant.microsecondsPerSecond).day
        cells.append(Credit(subject: cell, day: day, kind: kind, seconds: seconds))
    }
}

extension TicketClocks {
    /// The number of a ticket's channel, category and priority, see ``cellName(_:)``.
    func cell(of ticket: Int) -> Int32 {
        let categories = Int32(frame.shop.tickets.categories.count + 1)
        let (channel, category) = (frame.shop.tickets.channel[ticket] + 1, frame.shop.tickets.category[ticket] + 1)
        return (channel * categories + category) * 4 + Int32(records[ticket].priority)
    }

    /// Channel, category and priority of a cell; empty texts where a ticket has none.
    func cellName(_ cell: Int32) -> (channel: String, category: String, priority: TicketPriority) {
        let tickets = frame.shop.tickets
        let categories = Int32(tickets.categories.count + 1)
        let (rest, priority) = cell.quotientAndRemainder(dividingBy: 4)
        let (channel, category) = rest.quotientAndRemainder(dividingBy: categories)
        return (
            tickets.channels.string(channel - 1) ?? "", tickets.categories.string(category - 1) ?? "",
            TicketPriority(rawValue: UInt8(priority)) ?? .normal
        )
    }
}
