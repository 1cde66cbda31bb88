internal import Domain

/// What happened to one ticket before an instant, in the order in which it happened.
///
/// A state machine over the ticket's events: it starts from what stood there before the first change, and every change
/// ends a stretch. Where a ticket has no events of a kind, its summary columns speak. An event that says what is so already
/// (a duplicate, a late copy) changes nothing; one from before the creation counts at the creation. Robots are no agents:
/// their messages are no replies.
///
/// Made once and read again for every ticket, so that its memory is used again.
struct TicketStory {
    /// A time in which nothing about the ticket changed; all stretches together are the ticket's life until `end`.
    struct Stretch: Equatable {
        var range: Range<Int64>
        var status: TicketStatus
        /// The raw value of a ``TicketPriority``.
        var priority: UInt8
        /// Whether the customer has answered since the ticket began to wait.
        var isAnswered: Bool
    }

    /// Somebody asked, or an agent answered in public.
    struct Contact: Equatable {
        let at: Int64
        let isReply: Bool
        /// Index of the agent, or -1.
        let agent: Int32
    }

    struct Assignment: Equatable {
        let at: Int64
        /// Indices of agents, or -1.
        let from, to: Int32
    }

    /// The ticket entered or left the resolved states.
    struct Turn: Equatable {
        let at: Int64
        let isResolution: Bool
        /// Who had the ticket then, also if it was taken from them in the same second: index of an agent, or -1.
        let assignee: Int32
        /// The agent who resolved it, else who had it: index of an agent, or -1.
        let resolver: Int32
    }

    /// UTC seconds.
    private(set) var created: Int64 = 0
    private(set) var end: Int64 = 0
    private(set) var stretches: [Stretch] = []
    /// Customers' messages and reopenings, and agents' public messages.
    private(set) var contacts: [Contact] = []
    /// Internal notes of agents.
    private(set) var notes: [Contact] = []
    private(set) var assignments: [Assignment] = []
    private(set) var turns: [Turn] = []
    private(set) var customerMessages: Int32 = 0
    /// Where the ticket stands at the end.
    private(set) var status = TicketStatus.open
    private(set) var priority: UInt8 = 0
    private(set) var assignee: Int32 = -1
    private(set) var isOpenedByAgent = false
    /// Whether it is resolved and nobody knows since when: then it stands as open until the end, and no clock is read.
    private(set) var isResolutionUndated = false
    private(set) var hasStatusEvents = false
    private(set) var hasMessageEvents = false
    private(set) var hasPriorityEvents = false
    private(set) var hasAssignEvents = false

    /// Who opened the ticket, where the source says so.
    private var opener: TicketActor?
    private var since: Int64 = 0
    private var isAnswered = false

    var isResolved: Bool { status.isResolved }
}

extension TicketStatus {
    /// Nothing is left to do.
    var isResolved: Bool { self == .resolved || self == .closed }
}

extension TicketStory {
    /// Reads the story of a ticket, in place of the one that was here.
    mutating func read(_ ticket: Int, in frame: ClockFrame) {
        begin(ticket, in: frame)
        for event in frame.shop.tickets.events(of: ticket) {
            guard frame.shop.ticketEvents.at[event] < frame.limit else { break }
            take(event, after: event > Int(frame.shop.tickets.eventStart[ticket]) ? event - 1 : nil, in: frame)
        }
        if !hasStatusEvents { readStates(of: ticket, in: frame) }
        if !hasMessageEvents { readFirstResponse(of: ticket, in: frame) }
        if since < end { stretches.append(stretch(until: end)) }
    }

    private mutating func begin(_ ticket: Int, in frame: ClockFrame) {
        stretches.removeAll(keepingCapacity: true)
        contacts.removeAll(keepingCapacity: true)
        notes.removeAll(keepingCapacity: true)
        assignments.removeAll(keepingCapacity: true)
        turns.removeAll(keepingCapacity: true)
        created = Instant(microseconds: frame.shop.tickets.createdAt[ticket]).seconds
        (end, since) = (max(created, frame.asOf), created)
        (customerMessages, isAnswered, isOpenedByAgent, isResolutionUndated) = (0, false, false, false)
        opener = frame.shop.tickets.openedBy.isEmpty ? nil : TicketActor(code: frame.shop.tickets.openedBy[ticket])
        isOpenedByAgent = opener == .agent
        status = .open
        priority = frame.shop.tickets.priority[ticket]
        assignee = -1
        (hasStatusEvents, hasMessageEvents, hasPriorityEvents, hasAssignEvents) = (false, false, false, false)
        readBeginning(of: ticket, in: frame)
        if !hasAssignEvents { assign(to: frame.shop.tickets.assignee[ticket], at: created) }
        if status.isResolved { turn(isResolution: true, at: created, by: -1) }
    }

    /// What stood there before the first change of each kind.
    private mutating func readBeginning(of ticket: Int, in frame: ClockFrame) {
        for event in frame.shop.tickets.events(of: ticket) where frame.shop.ticketEvents.at[event] < frame.limit {
            let from = Int(frame.shop.ticketEvents.from[event])
            switch TicketEventKind(rawValue: frame.shop.ticketEvents.kind[event]) {
            case .status where !hasStatusEvents && frame.shop.ticketEvents.to[event] >= 0:
                hasStatusEvents = frame.status[Int(frame.shop.ticketEvents.to[event])] >= 0
                if from >= 0, let known = TicketStatus(code: frame.status[from]) { status = known }
            case .priority where !hasPriorityEvents:
                hasPriorityEvents = true
                if from >= 0, frame.priority[from] >= 0 { priority = UInt8(frame.priority[from]) }
            case .assign where !hasAssignEvents:
                hasAssignEvents = true
                if from >= 0 { assign(to: frame.agent[from], at: created) }
            case .message: hasMessageEvents = true
            default: break
            }
        }
    }

    private mutating func take(_ event: Int, after previous: Int?, in frame: ClockFrame) {
        let at = max(created, Instant(microseconds: frame.shop.ticketEvents.at[event]).seconds)
        let to = Int(frame.shop.ticketEvents.to[event])
        switch TicketEventKind(rawValue: frame.shop.ticketEvents.kind[event]) {
        case .status:
            guard to >= 0, let new = TicketStatus(code: frame.status[to]) else { return }
            set(new, at, by: frame.shop.ticketEvents.actor[event], frame.agent(actingIn: event))
        case .priority: if to >= 0, frame.priority[to] >= 0 { set(priority: UInt8(frame.priority[to]), at) }
        case .assign: assign(to: to >= 0 ? frame.agent[to] : -1, at: at)
        case .message, .note:
            if let previous, !frame.isCutToMinutes, frame.shop.ticketEvents.isCopy(event, of: previous) { return }
            speak(event, at, in: frame)
        case nil: break
        }
    }

    private mutating func set(_ new: TicketStatus, _ at: Int64, by actor: UInt8, _ agent: Int32 = -1) {
        guard new != status else { return }
        cut(at: at)
        isAnswered = false
        if new.isResolved != status.isResolved {
            turn(isResolution: new.isResolved, at: at, by: agent)
            // Whoever is no agent and opens a ticket again waits for an answer.
            if !new.isResolved, actor != TicketActor.agent.rawValue {
                contacts.append(Contact(at: at, isReply: false, agent: -1))
            }
        }
        status = new
    }

    private mutating func turn(isResolution: Bool, at: Int64, by agent: Int32) {
        var holder = assignee
        // An automation that takes the ticket away in the second of the resolution takes nothing from whoever had it.
        if holder < 0, let last = assignments.last, last.at == at, last.to < 0 { holder = last.from }
        turns.append(
            Turn(at: at, isResolution: isResolution, assignee: holder, resolver: agent >= 0 ? agent : holder))
    }

    private mutating func set(priority new: UInt8, _ at: Int64) {
        guard new != priority else { return }
        cut(at: at)
        priority = new
    }

    private mutating func assign(to agent: Int32, at: Int64) {
        guard agent != assignee else { return }
        assignments.append(Assignment(at: at, from: assignee, to: agent))
        assignee = agent
    }

    private mutating func speak(_ event: Int, _ at: Int64, in frame: ClockFrame) {
        let agent = frame.agent(named: event)
        let isNote = frame.shop.ticketEvents.kind[event] == TicketEventKind.note.rawValue
        switch TicketActor(rawValue: frame.shop.ticketEvents.actor[event]) {
        case .agent where isNote:
            noteOpening(at)
            notes.append(Contact(at: at, isReply: false, agent: agent))
        case .agent:
            noteOpening(at)
            contacts.append(Contact(at: at, isReply: true, agent: agent))
        case .customer where !isNote:
            contacts.append(Contact(at: at, isReply: false, agent: -1))
            customerMessages += 1
            guard status == .pending || status == .onHold, !isAnswered else { return }
            cut(at: at)
            isAnswered = true
        default: break
        }
    }

    /// Where the source does not say who opened the ticket: an agent did whose message or note is the first of all and
    /// came with the ticket.
    private mutating func noteOpening(_ at: Int64) {
        guard opener == nil, contacts.isEmpty, notes.isEmpty else { return }
        isOpenedByAgent = at - created <= Self.openingSeconds
    }

    /// Desks that write the ticket first and its message next stamp them some seconds apart.
    private static let openingSeconds: Int64 = 10

    /// Ends the stretch at hand, unless it has no length.
    private mutating func cut(at: Int64) {
        guard at > since else { return }
        stretches.append(stretch(until: at))
        since = at
    }

    private func stretch(until: Int64) -> Stretch {
        Stretch(range: since..<until, status: status, priority: priority, isAnswered: isAnswered)
    }
}

// Summary columns.
extension TicketStory {
    /// Without a change of state, by the stamps of resolution and closing; tonight the status says where it stands.
    private mutating func readStates(of ticket: Int, in frame: ClockFrame) {
        let tickets = frame.shop.tickets
        let stamp = [tickets.resolvedAt[ticket], tickets.closedAt[ticket]].first {
            $0 != Instant.missing && $0 < frame.limit
        }
        let now = frame.isTonight ? TicketStatus(rawValue: tickets.status[ticket]) : nil
        if let stamp {
            set(.resolved, max(since, Instant(microseconds: stamp).seconds), by: TicketActor.agent.rawValue)
        }
        guard let now, now.isResolved != status.isResolved || !now.isResolved else {
            if now == .closed { status = .closed }
            return
        }
        if now.isResolved {
            isResolutionUndated = true
            turn(isResolution: true, at: end, by: -1)
        } else if status.isResolved {
            // Taken up again, nobody knows when: its clocks stand until the end.
            set(now, end, by: TicketActor.agent.rawValue)
        }
        // Waiting since nobody knows when: up to the end it counts as open.
        cut(at: end)
        status = now
    }

    private mutating func readFirstResponse(of ticket: Int, in frame: ClockFrame) {
        let stamp = frame.shop.tickets.firstResponseAt[ticket]
        guard stamp != Instant.missing, stamp < frame.limit else { return }
        contacts.insert(
            Contact(
                at: Instant(microseconds: stamp).seconds, isReply: true, agent: frame.shop.tickets.assignee[ticket]),
            at: 0)
        contacts.sort { $0.at < $1.at }
    }
}

extension TicketActor {
    /// From a column that has -1 where nothing is known.
    fileprivate init?(code: Int8) {
        guard code >= 0 else { return nil }
        self.init(rawValue: UInt8(code))
    }
}

extension ClockFrame {
    /// The agent whom an event names as the one who acted: an index, or -1.
    fileprivate func agent(named event: Int) -> Int32 {
        let id = shop.ticketEvents.actorID[event]
        return id >= 0 ? agent[Int(id)] : -1
    }

    /// The same where an agent acted; -1 for customers and programs.
    fileprivate func agent(actingIn event: Int) -> Int32 {
        shop.ticketEvents.actor[event] == TicketActor.agent.rawValue ? agent(named: event) : -1
    }
}

extension TicketStatus {
    /// From a table that has -1 for what is no state.
    fileprivate init?(code: Int8) {
        guard code >= 0 else { return nil }
        self.init(rawValue: UInt8(code))
    }
}

extension TicketEvents {
    /// Whether an event says again what the one before it said.
    fileprivate func isCopy(_ event: Int, of other: Int) -> Bool {
        at[event] == at[other] && kind[event] == kind[other] && actor[event] == actor[other]
            && actorID[event] == actorID[other]
    }
}
