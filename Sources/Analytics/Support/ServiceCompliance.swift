package import Domain
internal import Kernels
internal import Tables

/// How a target of a policy was met.
package struct TargetCompliance: Codable, Equatable, Sendable {
    package let name, target: String
    package let targetSeconds: Int64
    package let calendar: String?
    package private(set) var met = 0
    package private(set) var metLate = 0
    package private(set) var breached = 0
    package private(set) var within = 0
    package private(set) var atRisk = 0
    package private(set) var judged = 0
    package private(set) var late = 0
    package private(set) var compliance: Double?
    package private(set) var complianceLower: Double?
    package private(set) var complianceUpper: Double?

    private enum CodingKeys: String, CodingKey {
        case name, target, calendar, met, breached, within, judged, late, compliance
        case targetSeconds = "target_seconds"
        case metLate = "met_late"
        case atRisk = "at_risk"
        case complianceLower = "compliance_lower"
        case complianceUpper = "compliance_upper"
    }
}

/// Targets decided on one local day.
package struct DayCompliance: Codable, Equatable, Sendable {
    package let day: String
    package let judged, kept: Int
    package let compliance: Double?
}

/// How targets were met that are attributed to one agent, or to one team.
package struct AgentCompliance: Codable, Equatable, Sendable {
    /// `nil` of a team.
    package let agentID, name: String?
    /// `nil` of an agent without one.
    package let team: String?
    package let judged, kept: Int
    package let compliance: Double
    /// At 95 %, by Wilson.
    package let lower, upper: Double?

    private enum CodingKeys: String, CodingKey {
        case name, team, judged, kept, compliance, lower, upper
        case agentID = "agent_id"
    }
}

extension TicketClocks {
    /// One entry a policy and target that it sets, in the order of the policies.
    package var targetCompliance: [TargetCompliance] {
        var found: [TargetCompliance] = []
        for (index, policy) in agreement.policies.enumerated() {
            for target in ServiceTarget.allCases {
                guard let seconds = policy.targets[Int(target.rawValue)] else { continue }
                var line = TargetCompliance(
                    name: policy.name, target: target.name, targetSeconds: seconds, calendar: policy.calendar)
                for record in records where Int(record.target(target).policy) == index {
                    line.add(record.target(target))
                }
                line.finish()
                found.append(line)
            }
        }
        return found
    }
}

/// Decided targets counted by local day, and by the agent and the team to whom they are attributed.
package struct Compliance {
    private struct Count {
        var judged = 0
        var late = 0

        mutating func add(_ other: Count) { (judged, late) = (judged + other.judged, late + other.late) }
    }

    private var days: [Int32: Count] = [:]
    private var ofAgent: [Count]
    private let shop: Shop

    package init(_ clocks: TicketClocks) {
        shop = clocks.frame.shop
        var (days, ofAgent) = ([Int32: Count](), [Count](repeating: Count(), count: shop.agents.count))
        clocks.forEachJudgment { judgment in
            let one = Count(judged: 1, late: judgment.isLate ? 1 : 0)
            days[clocks.frame.shop.zone.local(judgment.at * Instant.microsecondsPerSecond).day, default: Count()].add(
                one)
            if judgment.agent >= 0 { ofAgent[Int(judgment.agent)].add(one) }
        }
        (self.days, self.ofAgent) = (days, ofAgent)
    }

    package var trend: [DayCompliance] {
        days.sorted { $0.key < $1.key }.map { day, count in
            let kept = count.judged - count.late
            return DayCompliance(
                day: CivilDate(daysSince1970: day).description, judged: count.judged, kept: kept,
                compliance: Double(kept) / Double(count.judged))
        }
    }

    package var agents: [AgentCompliance] {
        ofAgent.indices.filter { ofAgent[$0].judged > 0 }.map { agent in
            keeper(ofAgent[agent], id: shop.agents.ids[agent], name: text(shop.agents.names, agent), team: team(agent))
        }
    }

    package var teams: [AgentCompliance] {
        var counts: [String: Count] = [:]
        for agent in ofAgent.indices where ofAgent[agent].judged > 0 {
            if let team = team(agent) { counts[team, default: Count()].add(ofAgent[agent]) }
        }
        return counts.sorted { $0.key < $1.key }.map { keeper($0.value, id: nil, name: nil, team: $0.key) }
    }

    private func team(_ agent: Int) -> String? { text(shop.agents.teams, agent) }

    private func text(_ strings: StringTable, _ agent: Int) -> String? {
        agent < strings.count && !strings[agent].isEmpty ? strings[agent] : nil
    }

    private func keeper(_ count: Count, id: String?, name: String?, team: String?) -> AgentCompliance {
        let kept = count.judged - count.late
        let interval = wilsonInterval(successes: kept, trials: count.judged)
        return AgentCompliance(
            agentID: id, name: name, team: team, judged: count.judged, kept: kept,
            compliance: Double(kept) / Double(count.judged), lower: interval?.lowerBound, upper: interval?.upperBound)
    }
}

extension TargetCompliance {
    fileprivate mutating func add(_ target: TicketRecord.Target) {
        switch target.status {
        case .met: met += 1
        case .metLate: metLate += 1
        case .breached: breached += 1
        case .within: within += 1
        case .atRisk: atRisk += 1
        case nil: return
        }
        judged += Int(target.judged)
        late += Int(target.late)
    }

    fileprivate mutating func finish() {
        guard let interval = wilsonInterval(successes: judged - late, trials: judged) else { return }
        compliance = Double(judged - late) / Double(judged)
        (complianceLower, complianceUpper) = (interval.lowerBound, interval.upperBound)
    }
}

extension TicketClocks {
    /// The rows of `sla_status` with a status, by the business time that remains, the least first, then id.
    package func list(_ status: ServiceStatus, limit: Int) -> TableRecords {
        let table = statusTable(tickets(status, limit: limit))
        let column = SLAStatusTable.table.column
        let (remaining, statuses) = (table[column.remainingSeconds], table[column.status])
        let rows = (0..<table.rowCount).filter { statuses[$0] == status.name }
            .sorted { remaining[$0] != remaining[$1] ? remaining[$0] < remaining[$1] : $0 < $1 }
        return TableRecords(table, rows: Array(rows.prefix(limit)), without: [column.slices])
    }

    /// The tickets with the least time left to a target of a status, in the order of their ids: enough for `limit` rows.
    private func tickets(_ status: ServiceStatus, limit: Int) -> [Int] {
        var (found, story): ([(left: Int64, place: Int, ticket: Int)], TicketStory) = ([], TicketStory())
        for (place, ticket) in order.map({ Int($0) }).enumerated() {
            // Nothing is due any more on a ticket that is resolved.
            guard !records[ticket].isResolved, records[ticket].targets.contains(where: { $0.status == status })
            else { continue }
            story.read(ticket, in: frame)
            let readings = ServiceClock(story, of: ticket, in: frame).shown.filter { $0.status == status }
            guard let left = readings.map({ $0.targetSeconds - $0.elapsed }).min() else { continue }
            found.append((left, place, ticket))
        }
        found.sort { ($0.left, $0.place) < ($1.left, $1.place) }
        return found.prefix(limit).sorted { $0.place < $1.place }.map(\.ticket)
    }
}
