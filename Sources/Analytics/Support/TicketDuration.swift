internal import Domain

/// The durations of a ticket, as support desks share their definitions.
package enum TicketDuration: Int, CaseIterable, Sendable {
    /// From creation to the first public answer of an agent.
    case firstReply
    /// The same without the time in which the ticket was resolved.
    case firstReplyClock
    /// The longest and the mean wait that an answer ended, without the time in which the ticket was resolved.
    case nextReplyWorst, nextReplyMean
    /// From creation to the first resolution, and to the one in which it stands.
    case firstResolution, fullResolution
    /// Open or on hold, open, pending, on hold.
    case requesterWait, agentWork, agentWait, onHold

    /// The name in tables, without a unit.
    package var name: String {
        [
            "first_reply", "first_reply_sla", "next_reply_worst", "next_reply_mean", "first_resolution",
            "full_resolution", "requester_wait", "agent_work", "agent_wait", "on_hold",
        ][rawValue]
    }

    /// Whether it counts whatever state the ticket is in.
    var countsAlways: Bool {
        switch self {
        case .firstReply, .firstResolution, .fullResolution: true
        default: false
        }
    }

    /// Whether it is made of the waits for next replies.
    var isOfWaits: Bool { self == .nextReplyWorst || self == .nextReplyMean }

    /// Whether the time that a ticket spends in a state counts.
    @inline(__always)
    func counts(_ status: TicketStatus) -> Bool {
        switch self {
        case .firstReply, .firstResolution, .fullResolution: true
        case .firstReplyClock, .nextReplyWorst, .nextReplyMean: !status.isResolved
        case .requesterWait: status == .open || status == .onHold
        case .agentWork: status == .open
        case .agentWait: status == .pending
        case .onHold: status == .onHold
        }
    }
}

extension TicketStory {
    /// The stretch of time that a duration is measured over; `nil` where the ticket has none, and for next replies, which
    /// have one a wait.
    func span(of duration: TicketDuration) -> Range<Int64>? {
        switch duration {
        case .firstReply, .firstReplyClock: firstReply.map { created..<max(created, $0.at) }
        case .nextReplyWorst, .nextReplyMean: nil
        case .firstResolution: isResolutionUndated ? nil : turns.first(where: \.isResolution).map { created..<$0.at }
        case .fullResolution:
            isResolutionUndated || !isResolved ? nil : turns.last(where: \.isResolution).map { created..<$0.at }
        case .requesterWait, .agentWork, .agentWait, .onHold: isResolutionUndated ? nil : created..<end
        }
    }
}

/// Seconds of every ``TicketDuration`` of a ticket; -1 where there is none.
package struct TicketDurations: Equatable, Sendable {
    private var seconds = InlineArray<10, Int32>(repeating: -1)

    package subscript(duration: TicketDuration) -> Int32 {
        get { seconds[duration.rawValue] }
        set { seconds[duration.rawValue] = newValue }
    }

    package static func == (left: Self, right: Self) -> Bool {
        TicketDuration.allCases.allSatisfy { left[$0] == right[$0] }
    }

    /// Adds up a story by the seconds of a business time; `nil` counts them all.
    init(of story: TicketStory, by time: BusinessTime?) {
        func passed(_ range: Range<Int64>) -> Int64 {
            time.map { $0.elapsed(from: range.lowerBound, to: range.upperBound) } ?? Int64(range.count)
        }
        func passed(_ span: Range<Int64>, _ duration: TicketDuration) -> Int64 {
            guard !duration.countsAlways else { return passed(span) }
            return story.stretches.reduce(0) { sum, stretch in
                duration.counts(stretch.status) && stretch.range.overlaps(span)
                    ? sum + passed(stretch.range.clamped(to: span)) : sum
            }
        }
        for duration in TicketDuration.allCases {
            if let span = story.span(of: duration) { self[duration] = Int32(clamping: passed(span, duration)) }
        }
        let waits = story.nextReplyWaits.compactMap { wait in
            wait.until.map { passed(wait.from..<$0, .nextReplyWorst) }
        }
        guard let worst = waits.max() else { return }
        self[.nextReplyWorst] = Int32(clamping: worst)
        let mean = (waits.reduce(0, +) + Int64(waits.count) / 2) / Int64(waits.count)
        self[.nextReplyMean] = Int32(clamping: mean)
    }
}
