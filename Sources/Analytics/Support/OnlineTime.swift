internal import Domain

/// When agents were at work, that is online or busy, as their presence tells.
struct OnlineTime {
    private let presence: AgentPresence
    /// UTC seconds.
    private let asOf: Int64
    /// Spans of agent `a` are `starts[a]..<starts[a + 1]`.
    private let starts: [Int]

    init(_ shop: Shop) {
        presence = shop.presence
        asOf = shop.asOf.seconds
        var starts = [Int](repeating: 0, count: shop.agents.count + 1)
        for agent in shop.presence.agent { starts[Int(agent) + 1] += 1 }
        for agent in 0..<shop.agents.count { starts[agent + 1] += starts[agent] }
        self.starts = starts
    }

    /// Whether anything is known of an agent.
    func isKnown(_ agent: Int) -> Bool { starts[agent] < starts[agent + 1] }

    /// What the agent is doing at the end; `nil` where the last span that began is over, or there is none.
    func status(of agent: Int) -> PresenceStatus? {
        guard let last = (starts[agent]..<starts[agent + 1]).last, end(of: last, agent) >= asOf else { return nil }
        return PresenceStatus(rawValue: presence.status[last])
    }

    /// The times at work in UTC seconds, in their order, joined where spans overlap or meet.
    func workingHours(of agent: Int) -> [Range<Int64>] {
        var hours: [Range<Int64>] = []
        for span in starts[agent]..<starts[agent + 1] {
            guard PresenceStatus(rawValue: presence.status[span])?.isAtWork == true else { continue }
            let (from, until) = (Instant(microseconds: presence.from[span]).seconds, end(of: span, agent))
            guard from < until else { continue }
            if let last = hours.last, from <= last.upperBound {
                hours[hours.count - 1] = last.lowerBound..<max(last.upperBound, until)
            } else {
                hours.append(from..<until)
            }
        }
        return hours
    }

    /// UTC seconds; what has not ended lasts until the agent's next span begins, or until now.
    private func end(of span: Int, _ agent: Int) -> Int64 {
        guard presence.to[span] == Instant.missing else {
            return min(asOf, Instant(microseconds: presence.to[span]).seconds)
        }
        let next = span + 1 < starts[agent + 1] ? Instant(microseconds: presence.from[span + 1]).seconds : asOf
        return min(asOf, next)
    }
}
