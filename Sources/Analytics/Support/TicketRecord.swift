package import Domain

/// What the clocks of one ticket amount to.
package struct TicketRecord: Sendable {
    /// How one target stands, over all its waits.
    package struct Target: Equatable, Sendable {
        /// `nil` where nothing is promised.
        package var status: ServiceStatus?
        /// Index of the policy, or -1.
        package var policy: Int16 = -1
        /// Waits of which it can be said if the target was kept, and those where it was not.
        package var judged: Int16 = 0
        package var late: Int16 = 0
        /// Of the last judgement, in UTC seconds: when the target was used up, else when it was fulfilled;
        /// ``Instant/missing`` without one.
        package var judgedAt = Instant.missing
        /// The agent who answered or resolved, or has the ticket while nobody has; -1 for none.
        package var agent: Int32 = -1
        /// The share of the target that is used.
        package var used = 0.0
        /// UTC seconds; ``Instant/missing`` while the clock stands.
        package var dueAt = Instant.missing
    }

    package let calendarSeconds: TicketDurations
    /// `nil` where there is no calendar.
    package let businessSeconds: TicketDurations?
    package private(set) var firstResponse = Target()
    package private(set) var nextResponse = Target()
    package private(set) var resolution = Target()
    /// Public messages of agents and of customers, internal notes.
    package let replies, customerMessages, notes: Int32
    /// Moves from one agent to another; resolutions taken back.
    package let reassignments, reopens: Int32
    /// Resolved with one public answer and never reopened; `nil` while unresolved, for a ticket that an agent opened, and
    /// where the source shows no messages or no reopenings.
    package let isOneTouch: Bool?
    /// An agent opened the ticket: nobody waits for a first answer to it.
    package let isOpenedByAgent: Bool
    /// It was resolved at least once.
    package let wasResolved: Bool
    /// Who resolved it last: index of the agent, or -1.
    package let resolver: Int32
    package let status: TicketStatus
    /// The raw value of a ``TicketPriority``.
    package let priority: UInt8
    /// Index of the agent, or -1.
    package let assignee: Int32
    /// UTC seconds, ``Instant/missing`` where it has not happened.
    package let created, firstReplyAt, resolvedAt: Int64
    /// Where the summary columns say otherwise than the events; one bit a ``Disagreement``.
    package let disagreements: UInt8

    package var isResolved: Bool { status.isResolved }

    /// In the order of ``ServiceTarget``.
    var targets: [Target] { [firstResponse, nextResponse, resolution] }

    package func target(_ target: ServiceTarget) -> Target {
        switch target {
        case .firstResponse: firstResponse
        case .nextResponse: nextResponse
        case .resolution: resolution
        }
    }

    init(of ticket: Int, _ story: TicketStory, in frame: ClockFrame) {
        let clock = ServiceClock(story, of: ticket, in: frame)
        calendarSeconds = TicketDurations(of: story, by: nil)
        businessSeconds = frame.deskTime(ofPolicy: clock.policy(story.priority)).map {
            TicketDurations(of: story, by: $0)
        }
        let answers = story.contacts.count(where: \.isReply)
        (replies, customerMessages) = (Int32(answers), story.customerMessages)
        notes = Int32(story.notes.count)
        reassignments = Int32(story.assignments.count { $0.from >= 0 && $0.to >= 0 })
        let counted = frame.shop.tickets.reopenedCount[ticket]
        reopens = story.hasStatusEvents || counted < 0 ? Int32(story.turns.count { !$0.isResolution }) : counted
        let isTouchKnown = frame.sees.messages && frame.sees.reopenings && !story.isOpenedByAgent
        isOneTouch = story.isResolved && isTouchKnown ? answers == 1 && reopens == 0 : nil
        isOpenedByAgent = story.isOpenedByAgent
        let resolution = story.turns.last(where: \.isResolution)
        (wasResolved, resolver) = (resolution != nil, resolution?.resolver ?? -1)
        (status, priority, assignee) = (story.status, story.priority, story.assignee)
        created = story.created
        firstReplyAt = story.firstReply?.at ?? Instant.missing
        let isDated = story.isResolved && !story.isResolutionUndated
        resolvedAt = isDated ? story.turns.last?.at ?? Instant.missing : Instant.missing
        disagreements = Disagreement.bits(ticket, story, in: frame)
        if let reading = clock.firstResponse { firstResponse.add(reading, by: story.firstReply?.agent ?? -1, story) }
        for (wait, reading) in clock.nextResponses { nextResponse.add(reading, by: wait.agent, story) }
        if let reading = clock.resolution {
            self.resolution.add(reading, by: story.turns.last?.resolver ?? -1, story)
        }
    }
}

extension TicketRecord.Target {
    /// Takes in one wait: the open one says where the ticket stands, else the longest.
    fileprivate mutating func add(_ reading: ClockReading, by agent: Int32, _ story: TicketStory) {
        let share = Double(reading.elapsed) / Double(reading.targetSeconds)
        if status == nil || reading.ended == nil || share > used {
            (status, policy, used) = (reading.status, Int16(clamping: reading.policy), share)
            dueAt = reading.dueAt ?? Instant.missing
        }
        guard let judgment = reading.judgment(endedBy: agent, in: story) else { return }
        judged += 1
        if judgment.isLate { late += 1 }
        (judgedAt, self.agent) = (judgment.at, judgment.agent)
    }
}

extension ClockFrame {
    /// The business time of a policy, else the desk's own; `nil` without a calendar.
    func deskTime(ofPolicy policy: Int) -> BusinessTime? {
        let calendar = policy >= 0 ? calendarOfPolicy[policy] : -1
        return calendar >= 0 ? times[calendar] : times.first
    }
}

/// A summary column of a ticket that says otherwise than its events, which win.
package enum Disagreement: UInt8, CaseIterable, Sendable {
    case firstResponse, resolution, status, reopenings, priority, assignee

    /// The column.
    package var name: String {
        ["first_response_at", "resolved_at", "status", "reopened_count", "priority", "assignee_id"][Int(rawValue)]
    }

    /// Present state has no date, so it is held against the events of tonight alone.
    static func bits(_ ticket: Int, _ story: TicketStory, in frame: ClockFrame) -> UInt8 {
        guard frame.isTonight else { return 0 }
        return allCases.reduce(0) { $1.isFound(ticket, story, in: frame) ? $0 | 1 << $1.rawValue : $0 }
    }

    private func isFound(_ ticket: Int, _ story: TicketStory, in frame: ClockFrame) -> Bool {
        switch self {
        case .firstResponse:
            return story.hasMessageEvents
                && Self.differs(
                    frame.shop.tickets.firstResponseAt[ticket], [story.contacts.first(where: \.isReply)?.at])
        case .resolution:
            let ends = [story.turns.last { $0.isResolution }?.at, story.turns.first { $0.isResolution }?.at]
            return story.hasStatusEvents && story.isResolved
                && Self.differs(frame.shop.tickets.resolvedAt[ticket], ends)
        case .status: return story.hasStatusEvents && frame.shop.tickets.status[ticket] != story.status.rawValue
        case .reopenings:
            let counted = frame.shop.tickets.reopenedCount[ticket]
            return story.hasStatusEvents && counted >= 0 && Int(counted) != story.turns.count { !$0.isResolution }
        case .priority: return story.hasPriorityEvents && frame.shop.tickets.priority[ticket] != story.priority
        case .assignee: return story.hasAssignEvents && frame.shop.tickets.assignee[ticket] != story.assignee
        }
    }

    /// A stamp that is given and is none of the moments that the events know.
    private static func differs(_ stamp: Int64, _ moments: [Int64?]) -> Bool {
        stamp != Instant.missing && !moments.contains(Instant(microseconds: stamp).seconds)
    }
}
