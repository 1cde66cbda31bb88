/// A time in which a customer waited for an answer.
struct Wait: Equatable {
    let from: Int64
    /// `nil` while nobody has answered.
    let until: Int64?
    /// Who answered: index of an agent, or -1.
    let agent: Int32
}

extension TicketStory {
    /// The first public answer of an agent, by which the customer stops waiting for the first time.
    ///
    /// Where an agent opened the ticket with a message, it is the agents' second one.
    var firstReply: Contact? {
        let replies = contacts.lazy.filter(\.isReply)
        return isOpenedByAgent ? replies.dropFirst().first : replies.first
    }

    /// The waits for a next reply, each from the oldest message that nobody has answered.
    ///
    /// As long as a new ticket has had no answer, the customer's further messages belong to the wait for the first one;
    /// a ticket that was resolved meanwhile and comes back has a wait of its own.
    var nextReplyWaits: [Wait] {
        var waits: [Wait] = []
        var (from, hasReply): (Int64?, Bool) = (nil, false)
        let resolved = turns.first { $0.isResolution }?.at
        for contact in contacts {
            if contact.isReply {
                if let from { waits.append(Wait(from: from, until: contact.at, agent: contact.agent)) }
                (from, hasReply) = (nil, true)
            } else if from == nil, hasReply || resolved.map({ $0 <= contact.at && $0 > created }) ?? false {
                from = contact.at
            }
        }
        if let from { waits.append(Wait(from: from, until: nil, agent: -1)) }
        return waits
    }
}

extension ServiceClock {
    /// The clock of the first response; `nil` where nothing is promised, for a ticket that an agent opened, and where the
    /// source shows no first responses.
    var firstResponse: ClockReading? {
        guard frame.sees.firstReplies, !story.isOpenedByAgent, !story.isResolutionUndated else { return nil }
        return read(.firstResponse, from: story.created, to: story.firstReply?.at)
    }

    /// The clocks of the next responses, one a wait for which something is promised.
    var nextResponses: [(wait: Wait, reading: ClockReading)] {
        guard frame.sees.messages, !story.isResolutionUndated else { return [] }
        return story.nextReplyWaits.compactMap { wait in
            read(.nextResponse, from: wait.from, to: wait.until).map { (wait, $0) }
        }
    }

    /// The clock of each target as `sla_status` shows it: of next responses the open wait, else the longest.
    var shown: [ClockReading] {
        let waits = nextResponses.map(\.reading)
        let next = waits.last?.ended == nil ? waits.last : waits.max { $0.elapsed < $1.elapsed }
        return [firstResponse, next, resolution].compactMap(\.self)
    }

    var resolution: ClockReading? {
        guard !story.isResolutionUndated else { return nil }
        return read(.resolution, from: story.created, to: story.isResolved ? story.turns.last?.at : nil)
    }
}
