internal import Domain

/// Who could take a ticket: agents below their capacity, by free slots and by what they specialize in.
///
/// The score is 10 for each free slot, 30 for a matching specialization, and 50 for a supervisor where the customer is
/// worth more than 1,000; ties go to whoever has rested longest, then to the first id. Whoever is at capacity, or has none that is known, is not suggested. The source's presence is not looked
/// at: an agent's being online is unknown here, and the reasons say nothing of it.
struct SuggestedAgents {
    struct Suggestion {
        let agent: Int
        /// `{"free_slots", "score", "specialized"}`.
        let reasons: String
    }

    private let clocks: TicketClocks
    private let free: [Int]
    private let specializations: [[Substring]]
    private let isSupervisor: [Bool]
    /// The last answer of an agent, in UTC seconds.
    private let lastActive: [Int64]

    init(_ clocks: TicketClocks) {
        self.clocks = clocks
        let agents = clocks.frame.shop.agents
        var load = [Int](repeating: 0, count: agents.count)
        var last = [Int64](repeating: .min, count: agents.count)
        for record in clocks.records where record.assignee >= 0 {
            let agent = Int(record.assignee)
            if !record.isResolved { load[agent] += 1 }
            last[agent] = max(last[agent], record.firstReplyAt, record.resolvedAt)
        }
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
        var best: (agent: Int, score: Int, isSpecialized: Bool)?
        for agent in free.indices where free[agent] > 0 {
            let isSpecialized = category.map { specializations[agent].contains(Substring($0)) } ?? false
            let score = 10 * free[agent] + (isSpecialized ? 30 : 0) + (worth > 1_000 && isSupervisor[agent] ? 50 : 0)
            guard let known = best else {
                best = (agent, score, isSpecialized)
                continue
            }
            if score > known.score || (score == known.score && lastActive[agent] < lastActive[known.agent]) {
                best = (agent, score, isSpecialized)
            }
        }
        return best.map { best in
            let slots = "{\"free_slots\":\(free[best.agent]),\"score\":\(best.score),"
            return Suggestion(agent: best.agent, reasons: slots + "\"specialized\":\(best.isSpecialized)}")
        }
    }
}
