internal import Foundation

/// The files `tickets.csv` and `ticket_events.csv` on their way.
struct SupportTables {
    let tickets, events: OrderedTable

    init(in directory: URL) throws {
        tickets = try OrderedTable(
            "tickets",
            columns: [
                "ticket_id", "customer_id", "channel", "category", "priority", "status", "assignee_id", "created_at",
                "first_response_at", "resolved_at", "closed_at", "csat", "reopened_count", "subject",
            ], in: directory)
        events = try OrderedTable(
            "ticket_events", columns: ["ticket_id", "at", "kind", "actor", "actor_id", "from", "to"], in: directory)
    }

    func write(_ ticket: Ticket) throws {
        try writeTicket(ticket)
        for event in ticket.walk.events { write(event, of: ticket) }
        try events.endRecord(at: ticket.created)
    }

    private func writeTicket(_ ticket: Ticket) throws {
        let walk = ticket.walk
        let status = walk.status == .new ? TicketWalk.Status.open : walk.status
        tickets.row.identifier(ticket.id)
        tickets.row.identifier(ticket.customer)
        tickets.row.text(ShopVocabulary.ticketChannels[ticket.channel])
        tickets.row.text(ShopVocabulary.ticketCategories[ticket.category])
        tickets.row.text(ShopVocabulary.priorities[walk.priority])
        tickets.row.text(ShopVocabulary.statuses[status.rawValue])
        tickets.row.identifier(walk.agent.map(Identifier.agent))
        tickets.row.instant(ticket.created)
        tickets.row.instant(walk.firstResponse)
        tickets.row.instant(walk.resolved)
        tickets.row.instant(walk.closed)
        if let csat = ticket.csat { tickets.row.integer(csat) } else { tickets.row.empty() }
        tickets.row.integer(walk.reopened)
        tickets.row.quoted(ShopVocabulary.subjects[ticket.category])
        tickets.endRow()
        try tickets.endRecord(at: ticket.created)
    }

    private func write(_ event: TicketWalk.Event, of ticket: Ticket) {
        events.row.identifier(ticket.id)
        events.row.instant(event.instant)
        events.row.text(kind(event.change))
        events.row.text(event.actor.rawValue)
        switch event.actor {
        case .agent: events.row.identifier(event.agent.map(Identifier.agent))
        case .customer: events.row.identifier(ticket.customer)
        case .system: events.row.empty()
        }
        writeFromTo(event.change)
        events.endRow()
    }

    private func kind(_ change: TicketWalk.Change) -> String {
        switch change {
        case .status: "status"
        case .assign: "assign"
        case .message: "message"
        case .note: "note"
        case .priority: "priority"
        }
    }

    private func writeFromTo(_ change: TicketWalk.Change) {
        switch change {
        case .status(let from, let to):
            events.row.text(ShopVocabulary.statuses[from.rawValue])
            events.row.text(ShopVocabulary.statuses[to.rawValue])
        case .assign(let from, let to):
            events.row.identifier(from.map(Identifier.agent))
            events.row.identifier(.agent(to))
        case .priority(let from, let to):
            events.row.text(ShopVocabulary.priorities[from])
            events.row.text(ShopVocabulary.priorities[to])
        case .message, .note:
            events.row.empty()
            events.row.empty()
        }
    }
}
