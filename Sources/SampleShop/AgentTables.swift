internal import Foundation

/// Writes `agents.csv` and `agent_presence.csv`; both tables come back not yet finished.
///
/// A presence that goes on at `end`, the end of the window in seconds since 1970, has no end.
func writeAgents(_ roster: Roster, end: Int, in directory: URL) throws -> [OrderedTable] {
    let agents = try OrderedTable(
        "agents",
        columns: ["agent_id", "name", "team", "role", "timezone", "max_concurrent_tickets", "specializations"],
        in: directory)
    let presence = try OrderedTable("agent_presence", columns: ["agent_id", "from", "to", "status"], in: directory)
    for (index, agent) in roster.agents.enumerated() {
        try writeAgent(index, agent, to: agents)
        for day in roster.days {
            guard let shift = roster.shift(index, day: day) else { continue }
            try writeShift(shift, of: index, end: end, to: presence)
        }
    }
    return [agents, presence]
}

private func writeAgent(_ index: Int, _ agent: Roster.Agent, to table: OrderedTable) throws {
    let special = ShopVocabulary.ticketCategories.indices.filter { ShopVocabulary.teamOfCategory[$0] == agent.team }
    table.row.identifier(.agent(index))
    table.row.text(ShopVocabulary.agentNames[index])
    table.row.text(ShopVocabulary.teams[agent.team])
    table.row.text(agent.supervisor ? "supervisor" : "agent")
    table.row.text(ShopVocabulary.timezones[index % ShopVocabulary.timezones.count])
    table.row.integer(agent.capacity)
    table.row.text(special.map { ShopVocabulary.ticketCategories[$0] }.joined(separator: ";"))
    table.endRow()
    try table.endRecord()
}

/// Online, away for half an hour in the middle, online again, and busy with the handover at the end.
private func writeShift(_ shift: Range<Int>, of agent: Int, end: Int, to table: OrderedTable) throws {
    let middle = (shift.lowerBound + shift.upperBound) / 2
    let handover = shift.upperBound - 1_800
    let parts = [
        (shift.lowerBound, middle, "online"), (middle, middle + 1_800, "away"), (middle + 1_800, handover, "online"),
        (handover, shift.upperBound, "busy"),
    ]
    for (from, to, status) in parts where from < end {
        table.row.identifier(.agent(agent))
        table.row.instant(from)
        table.row.instant(to < end ? to : nil)
        table.row.text(status)
        table.endRow()
        try table.endRecord(at: from)
    }
}
