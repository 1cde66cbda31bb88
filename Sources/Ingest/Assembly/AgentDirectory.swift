internal import Domain

/// Who works at the desk: the agents table, and everyone whom the history shows at work.
///
/// A former agent who is not listed any more has assigned, answered and resolved all the same. So an agent is also whoever a
/// ticket was assigned to, whoever acted as `agent`, and whoever was present. Agents whose role is that of a robot are left
/// out: what they did, the system did.
struct AgentDirectory {
    private var ids = StringInterner()
    private var robots = StringInterner()
    /// The row of each listed agent, by code of ``ids``.
    private var listedRows: [Int] = []
    /// By code of the tickets' assignees and of the agents present: codes of ``ids``, or missing.
    private var assignees: [Int32] = []
    private var present: [Int32] = []

    /// The agents in the order of their ids' bytes.
    struct Assembly {
        var agents = Agents()
        let ofAssignees, ofPresence: [Int32]
    }

    mutating func takeListed(_ columns: AgentColumns, _ fates: inout RowFates) {
        for row in 0..<columns.count where fates[row] == .live {
            columns.id.interner.table.withBytes(Int(columns.id.codes[row])) { id in
                if columns.isRobot(row) {
                    fates[row] = .leftOut
                    _ = robots.code(of: id)
                } else {
                    _ = ids.code(of: id)
                    listedRows.append(row)
                }
            }
        }
    }

    mutating func take(_ presence: PresenceColumns, _ fates: inout RowFates) {
        let table = presence.agent.interner.table
        present = (0..<table.count).map { code in table.withBytes(code) { self.code(of: $0) } }
        for row in 0..<presence.count where fates[row] == .live && present[Int(presence.agent.codes[row])] < 0 {
            fates[row] = .leftOut
        }
    }

    mutating func take(_ tickets: TicketColumns, _ fates: RowFates) {
        let table = tickets.assignee.interner.table
        assignees = [Int32](repeating: StringTable.missing, count: table.count)
        for row in 0..<tickets.count where fates[row] == .live && tickets.assignee.codes[row] >= 0 {
            let code = Int(tickets.assignee.codes[row])
            if assignees[code] < 0 { assignees[code] = table.withBytes(code) { self.code(of: $0) } }
        }
    }

    /// - Returns: the code of an agent's id, missing for a robot.
    private mutating func code(of id: UnsafeBufferPointer<UInt8>) -> Int32 {
        robots.count > 0 && robots.existingCode(of: id) != nil ? StringTable.missing : ids.code(of: id)
    }

    func assembled(_ listed: AgentColumns?) -> Assembly {
        let order = ids.table.sortedCodes()
        var rank = [Int32](repeating: 0, count: order.count)
        for (new, old) in order.enumerated() { rank[Int(old)] = Int32(new) }
        func indices(_ codes: [Int32]) -> [Int32] { codes.map { $0 < 0 ? $0 : rank[Int($0)] } }
        var assembly = Assembly(ofAssignees: indices(assignees), ofPresence: indices(present))
        assembly.agents.ids = ids.table.gathered(order)
        for old in order {
            let row = Int(old) < listedRows.count ? listedRows[Int(old)] : nil
            assembly.agents.append(row.map { ($0, listed) })
        }
        return assembly
    }
}

// What the history shows.
extension AgentDirectory {
    /// Takes in everyone who worked on a ticket, and settles who acted where the source did not say.
    ///
    /// - Parameters:
    ///   - events: the events; their actors are known afterwards.
    ///   - ticketRow: the row of the ticket by code of the events' tickets, below 0 for none.
    ///   - tickets: the tickets, which name their customers.
    ///   - bound: what happened at or after it is not known yet.
    mutating func take(
        _ events: inout TicketEventColumns, ticketRow: [Int32], of tickets: TicketColumns?, _ bound: TimeBound
    ) {
        settleRobots(&events)
        let rows = events.at.indices.filter {
            ticketRow[Int(events.ticket.codes[$0])] >= 0 && events.at[$0] < bound.asOf
        }
        takeAssigned(events, rows)
        settleUnknownActors(&events, rows, ticketRow, tickets)
        for row in rows where events.actor[row] == TicketActor.agent.rawValue { take(events.actorID[row], of: events) }
    }

    private mutating func take(_ value: Int32, of events: TicketEventColumns) {
        guard value >= 0 else { return }
        _ = events.values.interner.table.withBytes(Int(value)) { code(of: $0) }
    }

    /// Everyone to whom a ticket was assigned or from whom it was taken, and the authors of internal notes.
    private mutating func takeAssigned(_ events: TicketEventColumns, _ rows: [Int]) {
        var isTaken = [Bool](repeating: false, count: events.values.interner.count)
        for row in rows {
            let values: [Int32]
            switch TicketEventKind(rawValue: events.kind[row]) {
            case .assign: values = [events.from[row], events.to[row]]
            case .note where events.actor[row] == TicketEventColumns.knownAgent: values = [events.actorID[row]]
            default: continue
            }
            for value in values where value >= 0 && !isTaken[Int(value)] {
                isTaken[Int(value)] = true
                take(value, of: events)
            }
        }
    }

    /// What a robot did, the system did, whatever the source said.
    private func settleRobots(_ events: inout TicketEventColumns) {
        guard robots.count > 0 else { return }
        let table = events.values.interner.table
        let isRobot = (0..<table.count).map { code in table.withBytes(code) { robots.existingCode(of: $0) } != nil }
        for row in events.actor.indices where events.actorID[row] >= 0 && isRobot[Int(events.actorID[row])] {
            events.actor[row] = TicketActor.system.rawValue
        }
    }

    /// Who acted where the source gives an id alone.
    ///
    /// An agent if it is one's; the system if it is empty; a customer if a ticket is theirs. An id of neither kind that acted on tickets of two customers or more is that of a former agent.
    private func settleUnknownActors(
        _ events: inout TicketEventColumns, _ rows: [Int], _ ticketRow: [Int32], _ tickets: TicketColumns?
    ) {
        guard events.actor.contains(TicketEventColumns.knownAgent) else { return }
        let table = events.values.interner.table
        let customers = tickets?.customer.interner
        var kinds = (0..<table.count).map { code in
            table.withBytes(code) { id -> TicketActor? in
                if ids.existingCode(of: id) != nil { return .agent }
                return customers?.existingCode(of: id) != nil ? .customer : nil
            }
        }
        var firstCustomer = [Int32](repeating: StringTable.missing, count: table.count)
        for row in rows where events.actor[row] == TicketEventColumns.knownAgent && events.actorID[row] >= 0 {
            let (id, ticket) = (Int(events.actorID[row]), Int(ticketRow[Int(events.ticket.codes[row])]))
            guard kinds[id] == nil, let customer = tickets?.customer.codes[ticket], customer >= 0 else { continue }
            if firstCustomer[id] < 0 { firstCustomer[id] = customer }
            if firstCustomer[id] != customer { kinds[id] = .agent }
        }
        for row in events.actor.indices where events.actor[row] == TicketEventColumns.knownAgent {
            let id = Int(events.actorID[row])
            events.actor[row] = (id < 0 ? .system : kinds[id] ?? .customer).rawValue
        }
    }
}

extension Agents {
    /// Adds an agent's details; all of them are unknown for somebody who is not listed.
    fileprivate mutating func append(_ listed: (row: Int, columns: AgentColumns?)?) {
        let texts = (0..<5).map { index -> String in
            guard let listed, let column = listed.columns?.texts[index] else { return "" }
            return column.interner.table.string(column[listed.row]) ?? ""
        }
        names.append(texts[0])
        teams.append(texts[1])
        roles.append(texts[2])
        timezones.append(texts[3])
        specializations.append(texts[4])
        capacity.append(listed.flatMap { $0.columns?.capacity[$0.row] } ?? -1)
    }
}
