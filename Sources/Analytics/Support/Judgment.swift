internal import Domain

/// A wait of which it can be said whether its target was kept.
struct Judgment: Equatable {
    let isLate: Bool
    /// UTC seconds: when the target was used up, else when it was fulfilled.
    ///
    /// A late answer moves nothing to a later day.
    let at: Int64
    /// Who answered or resolved; while nobody has, who has the ticket: index of the agent, or -1.
    let agent: Int32
}

extension ClockReading {
    /// What can be said by now, of a wait that `agent` ended if anybody did; `nil` while the target may yet be kept.
    func judgment(endedBy agent: Int32, in story: TicketStory) -> Judgment? {
        guard status.isJudged else { return nil }
        return Judgment(
            isLate: status.isLate, at: (status.isLate ? breachedAt : ended) ?? story.end,
            agent: ended == nil ? story.assignee : agent)
    }
}

extension TicketClocks {
    /// The judgements of a ticket, waits for next replies one by one.
    ///
    /// A record holds one a target; the story is asked where there were more.
    func judgments(of ticket: Int, _ story: TicketStory) -> [Judgment] {
        let record = records[ticket]
        let single = record.nextResponse.judged > 1 ? [record.firstResponse, record.resolution] : record.targets
        let waits =
            record.nextResponse.judged > 1 ? ServiceClock(story, of: ticket, in: frame).nextResponses : []
        return single.filter { $0.judged > 0 }.map {
            Judgment(isLate: $0.late > 0, at: $0.judgedAt, agent: $0.agent)
        } + waits.compactMap { $0.reading.judgment(endedBy: $0.wait.agent, in: story) }
    }

    /// Calls `body` with every judgement of every ticket, in the order of the tickets.
    func forEachJudgment(_ body: (Judgment) -> Void) {
        var story = TicketStory()
        for (ticket, record) in records.enumerated() {
            if record.nextResponse.judged > 1 { story.read(ticket, in: frame) }
            for judgment in judgments(of: ticket, story) { body(judgment) }
        }
    }
}
