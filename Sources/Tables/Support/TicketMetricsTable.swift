/// `ticket_metrics`: the durations and counts of a ticket.
package struct TicketMetricsTable: Sendable {
    /// A duration on the wall clock and within business hours.
    package struct Duration: Sendable {
        package let seconds, businessSeconds: Column<Int?>

        fileprivate init(_ name: String, _ meaning: String, null: String) {
            seconds = Column("\(name)_seconds", "calendar seconds", meaning, null: null)
            businessSeconds = Column(
                "\(name)_business_seconds", .businessSeconds, "The same within the hours of the policy's calendar.",
                null: "\(null), or without a calendar")
        }
    }

    package let ticketID = Column<String>("ticket_id", "The ticket's id in the source.")
    package let customerID = Column<String?>(
        "customer_id", "The customer who asked.", null: "where the source names none, or one that it does not have")
    package let channel = Column<String?>("channel", "The channel.", null: "where the source names none")
    package let category = Column<String?>("category", "The category.", null: "where the source names none")
    package let priority = Column<String>("priority", "`low`, `normal`, `high` or `urgent`, as of `as_of`.")
    package let status = Column<String>(
        "status", "`open`, `pending`, `on_hold`, `resolved` or `closed`, as of `as_of`.")
    package let assigneeID = Column<String?>(
        "assignee_id", "The agent who has the ticket.", null: "where no agent has it")
    package let createdAt = Column<String>("created_at", .instant, "Creation.")
    package let firstReplyAt = Column<String?>(
        "first_reply_at", .instant, "The first public reply of an agent.", null: "without one")
    package let resolvedAt = Column<String?>(
        "resolved_at", .instant, "The last resolution.", null: "while the ticket is not resolved")
    /// In the order of `TicketDuration`.
    package let durations = [
        Duration("first_reply", "From creation to the first public reply of an agent.", null: "without one"),
        Duration(
            "first_reply_sla", "The same without the time in which the ticket was resolved, as SLA clocks count.",
            null: "without a reply"),
        Duration(
            "next_reply_worst",
            "The longest wait of the customer that a reply after the first one ended, without resolved time.",
            null: "without such a wait"),
        Duration(
            "next_reply_mean", "The mean of these waits, rounded to a second.", null: "without such a wait"),
        Duration("first_resolution", "From creation to the first resolution.", null: "without one"),
        Duration(
            "full_resolution", "From creation to the resolution in which the ticket now is.",
            null: "while the ticket is not resolved"),
        Duration(
            "requester_wait", "Time in which the ticket was open or on hold: the customer waited.",
            null: "where the source has no history of states"),
        Duration(
            "agent_work", "Time in which the ticket was open: with the desk.",
            null: "where the source has no history of states"),
        Duration(
            "agent_wait", "Time in which the ticket was pending: the desk waited for the customer.",
            null: "where the source has no history of states"),
        Duration(
            "on_hold", "Time in which the ticket was on hold: the desk waited for a third party.",
            null: "where the source has no history of states"),
    ]
    package let replies = Column<Int>("replies", "messages", "Public replies of agents.")
    package let customerMessages = Column<Int>("customer_messages", "messages", "Messages of the customer.")
    package let notes = Column<Int>("notes", "messages", "Internal notes.")
    package let reassignments = Column<Int>("reassignments", "times", "Changes from one agent to another.")
    package let reopens = Column<Int>("reopens", "times", "Returns from a resolved state to an unresolved one.")
    package let oneTouch = Column<Bool?>(
        "one_touch", .flag, "1 where one public reply resolved the ticket.", null: "where that cannot be said")
    package let timeline = Column<JSONDocument>(
        "timeline", "`[[from, to, state, business seconds], ...]`: the ticket's life by its states.")
    package let slices = Column<JSONDocument>(
        "slices",
        "`{duration: [[from, to, why], ...]}` without gaps: how every duration comes about. `counted` alone adds up to the business seconds, `closed_hours` with it to the calendar seconds; `open`, `waiting_for_customer`, `on_hold` and `resolved` do not count. `next_replies` has a list for every wait."
    )

    package static let table = TypedTable(
        "ticket_metrics", TicketMetricsTable(), rows: "One row a ticket, by id.", stages: [.clocks],
        key: { [$0.ticketID] })
}
