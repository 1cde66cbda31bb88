internal import Domain

/// Who could take a ticket: agents below their capacity, by free slots and by what they specialize in.
///
/// The score adds the weights of every free slot, of a specialization in the ticket's category, and of a supervisor where the
/// customer is worth enough; ties go to whoever has rested longest, then to the first id. Whoever is at capacity, or has
/// none that is known, is not suggested. Where the source tells of presence, an agent has to be online or away; where it
/// does not, nobody's presence is known, and the reasons say nothing of it.
struct SuggestedAgents {
    struct Suggestion {
        let agent: Int
        /// `{"free_slots", "score", "specialized", "supervisor"}`, and `presence` where it is known.
        let reasons: String
    }

    private let clocks: TicketClocks
    private let free: [Int]
    private let specializations: [[Substring]]
    private let isSupervisor: [Bool]
    /// When an agent last did anything, in UTC seconds.
    private let lastActive: [Int64]
    /// `nil` where the source does not tell of presence.
    private let presence: [PresenceStatus?]?
    private let weights: QueueWeights.Suggestion

    init(_ clocks: TicketClocks, _ weights: QueueWeights.Suggestion) {
        (self.clocks, self.weights) = (clocks, weights)
        let online = OnlineTime(clocks.frame.shop)
        presence =
            clocks.frame.shop.has.presence
            ? (0..<clocks.frame.shop.agents.count).map { online.status(of: $0) } : nil
        let agents = clocks.frame.shop.agents
        var load = [Int](repeating: 0, count: agents.count)
        var last = [Int64](repeating: .min, count: agents.count)
        for record in clocks.records where record.assignee >= 0 {
            let agent = Int(record.assignee)
            if !record.isResolved { load[agent] += 1 }
            guard !clocks.frame.shop.has.ticketEvents else { continue }
            last[agent] = max(last[agent], record.firstReplyAt, record.resolvedAt)
        }
        clocks.frame.forEachAct { agent, at in last[agent] = max(last[agent], at) }
        free = load.indices.map { agent in
            let capacity = agent < agents.capacity.count ? Int(agents.capacity[agent]) : -1
            return capacity < 0 ? 0 : max(0, capacity - load[agent])
        }
        specializations = load.indices.map { agent in
            agent < agents.specializations.count ? agents.specializations[agent].split(separator: ";") : []
        }
        isSupervisor = load.indices.map { $0 < agents.roles.count && agents.roles[$0] == "supervisor" }
        lastActive = last
    }

    /// The best agent for a ticket whose customer is worth so much, NaN where unknown; `nil` where nobody is free.
    func suggestion(for ticket: Int, worth: Double) -> Suggestion? {
        let code = clocks.frame.shop.tickets.category[ticket]
        let category = clocks.frame.shop.tickets.categories.string(code)
        var best: (agent: Int, score: Double)?
        func isSpecialized(_ agent: Int) -> Bool {
            category.map { specializations[agent].contains(Substring($0)) } ?? false
        }
        func isNeeded(_ agent: Int) -> Bool { worth > weights.supervisorAbove && isSupervisor[agent] }
        for agent in free.indices where free[agent] > 0 && isThere(agent) {
            let score =
                weights.freeSlot * Double(free[agent]) + (isSpecialized(agent) ? weights.specialization : 0)
                + (isNeeded(agent) ? weights.supervisor : 0)
            guard let known = best else {
                best = (agent, score)
                continue
            }
            if score > known.score || (score == known.score && lastActive[agent] < lastActive[known.agent]) {
                best = (agent, score)
            }
        }
        return best.map { best in
            var json = JSONText()
            json.beginObject()
            json.key("free_slots")
            json.value(free[best.agent])
            if let status = presence?[best.agent] {
                json.key("presence")
                json.value(status.name)
            }
            json.key("score")
            json.value(best.score)
            json.key("specialized")
            json.value(isSpecialized(best.agent))
            json.key("supervisor")
            json.value(isNeeded(best.agent))
            json.endObject()
            return Suggestion(agent: best.agent, reasons: json.string)
        }
    }

    /// Online or away; everyone where nobody's presence is known.
    private func isThere(_ agent: Int) -> Bool {
        guard let presence else { return true }
        return presence[agent] == .online || presence[agent] == .away
    }
}
