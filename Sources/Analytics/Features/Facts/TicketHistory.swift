internal import Domain

/// What happened to one ticket before an instant, from dated sources as far as there are any.
struct TicketHistory {
    private(set) var customerMessages: Int32 = 0
    private(set) var agentMessages: Int32 = 0
    /// Moves from one agent to another; the first assignment is none.
    private(set) var reassignments: Int32 = 0
    /// Whether its priority ever rose.
    private(set) var wasRaised = false
    /// Whether it was taken up again after a resolution; `nil` where the frame cannot tell.
    private(set) var wasReopened: Bool?
    /// Whether it stood resolved or closed; `nil` where the frame cannot tell.
    private(set) var isResolved: Bool?
    /// The beginning of the resolution in which it stood, in microseconds; `nil` if unresolved or without a date.
    private(set) var resolvedAt: Int64?

    private var hasStatusChange = false
    private var agent = StringTable.missing
    private var rank: Int8 = -1

    init(of ticket: Int, in frame: ShopFrame) {
        if frame.shop.has.ticketEvents {
            for event in frame.shop.tickets.events(of: ticket) {
                guard frame.shop.ticketEvents.at[event] < frame.asOf else { break }
                read(event, in: frame)
            }
        }
        if !hasStatusChange { readResolution(of: ticket, in: frame) }
        if wasReopened == nil { readReopening(of: ticket, in: frame) }
    }

    private mutating func read(_ event: Int, in frame: ShopFrame) {
        let (from, to) = (frame.shop.ticketEvents.from[event], frame.shop.ticketEvents.to[event])
        switch TicketEventKind(rawValue: frame.shop.ticketEvents.kind[event]) {
        case .message: countMessage(by: frame.shop.ticketEvents.actor[event])
        case .assign: assign(from: from, to: to)
        case .priority: setPriority(from: from, to: to, frame.ticketWords.priorityRank)
        case .status: setStatus(from: from, to: to, at: frame.shop.ticketEvents.at[event], frame.ticketWords.isResolved)
        case .note, nil: break
        }
    }

    private mutating func countMessage(by actor: UInt8) {
        if actor == TicketActor.customer.rawValue { customerMessages += 1 }
        if actor == TicketActor.agent.rawValue { agentMessages += 1 }
    }

    private mutating func assign(from: Int32, to: Int32) {
        if from >= 0 { agent = from }
        guard to >= 0 else { return }
        if agent >= 0, to != agent { reassignments += 1 }
        agent = to
    }

    private mutating func setPriority(from: Int32, to: Int32, _ ranks: [Int8]) {
        if from >= 0 { rank = ranks[Int(from)] }
        guard to >= 0, ranks[Int(to)] >= 0 else { return }
        if rank >= 0, ranks[Int(to)] > rank { wasRaised = true }
        rank = ranks[Int(to)]
    }

    private mutating func setStatus(from: Int32, to: Int32, at: Int64, _ resolves: [Bool]) {
        guard to >= 0 else { return }
        let wasResolved = isResolved ?? (from >= 0 && resolves[Int(from)])
        hasStatusChange = true
        isResolved = resolves[Int(to)]
        wasReopened = wasReopened == true || (wasResolved && isResolved == false)
        if isResolved == false { resolvedAt = nil }
        if isResolved == true, !wasResolved { resolvedAt = at }
    }

    /// Without a change of status, by the moments of resolution and closing, else by the status itself.
    private mutating func readResolution(of ticket: Int, in frame: ShopFrame) {
        let (resolvedAt, closedAt) = (frame.shop.tickets.resolvedAt[ticket], frame.shop.tickets.closedAt[ticket])
        for at in [resolvedAt, closedAt] where at != Instant.missing && at < frame.asOf {
            isResolved = true
            self.resolvedAt = at
            return
        }
        if frame.reference.tickets.dateResolutions || frame.reference.tickets.listStatusChanges {
            isResolved = false
        } else if frame.isTonight {
            isResolved = frame.shop.tickets.status[ticket] >= TicketStatus.resolved.rawValue
        }
    }

    /// Without a change of status: not reopened where changes are listed, else by the count.
    private mutating func readReopening(of ticket: Int, in frame: ShopFrame) {
        if frame.reference.tickets.listStatusChanges {
            wasReopened = false
        } else if frame.isTonight, frame.shop.has.reopenedCount {
            let count = frame.shop.tickets.reopenedCount[ticket]
            wasReopened = count < 0 ? nil : count > 0
        }
    }
}
