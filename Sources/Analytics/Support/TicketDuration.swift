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
        /// Seconds of a part of the story whose state fulfils a condition.
        func passed(_ range: Range<Int64>, where counts: (TicketStatus) -> Bool) -> Int64 {
            story.stretches.reduce(0) { sum, stretch in
                counts(stretch.status) && stretch.range.overlaps(range)
                    ? sum + passed(stretch.range.clamped(to: range)) : sum
            }
        }
        let isUnresolved: (TicketStatus) -> Bool = { !$0.isResolved }
        if let reply = story.firstReply {
            let range = story.created..<max(story.created, reply.at)
            set(.firstReply, passed(range))
            set(.firstReplyClock, passed(range, where: isUnresolved))
        }
        let waits = story.nextReplyWaits.compactMap { wait in
            wait.until.map { passed(wait.from..<$0, where: isUnresolved) }
        }
        if let worst = waits.max() {
            set(.nextReplyWorst, worst)
            set(.nextReplyMean, (waits.reduce(0, +) + Int64(waits.count) / 2) / Int64(waits.count))
        }
        guard !story.isResolutionUndated else { return }
        let resolutions = story.turns.lazy.filter(\.isResolution)
        if let first = resolutions.first { set(.firstResolution, passed(story.created..<first.at)) }
        if story.isResolved, let last = resolutions.last { set(.fullResolution, passed(story.created..<last.at)) }
        let life = story.created..<max(story.created, story.end)
        let open = passed(life) { $0 == .open }
        let held = passed(life) { $0 == .onHold }
        set(.requesterWait, open + held)
        set(.agentWork, open)
        set(.agentWait, passed(life) { $0 == .pending })
        set(.onHold, held)
    }

    private mutating func set(_ duration: TicketDuration, _ value: Int64) {
        self[duration] = Int32(clamping: value)
    }
}
