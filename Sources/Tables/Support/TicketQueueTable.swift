/// `ticket_queue`: in what order to take the unresolved tickets.
package struct TicketQueueTable: Sendable {
    package let rank = Column<Int>("rank", "From 1, the highest `score` first; ties by age, then id.")
    package let ticketID = Column<String>("ticket_id", "The ticket's id in the source.")
    package let customerID = Column<String?>("customer_id", "The customer who asked.", null: "where none is known")
    package let assigneeID = Column<String?>(
        "assignee_id", "The agent who has the ticket.", null: "where no agent has it")
    package let score = Column<Double>(
        "score", "points", "The sum of the parts that follow; a part that is NULL adds nothing.")
    package let priorityScore = Column<Double>("priority_score", "points", "By the ticket's priority.")
    package let valueScore = Column<Double?>(
        "value_score", "points", "By the customer's `ltv_12m`.", null: "where it is unknown")
    package let churnScore = Column<Double?>(
        "churn_score", "points", "By the customer's churn probability.", null: "where it is unknown")
    package let ageScore = Column<Double>("age_score", "points", "By the hours since creation.")
    package let slaScore = Column<Double?>(
        "sla_score", "points",
        "By the used share of the open target that is used most; a breached one counts for more.",
        null: "without an open target")
    package let keywordScore = Column<Double?>(
        "keyword_score", "points", "The boosts of the keyword rules that the subject matches.",
        null: "where subjects are not known")
    package let keywords = Column<JSONDocument>("keywords", "An array of the names of these rules.")
    package let dueAt = Column<String?>(
        "due_at", .instant, "The earliest due time of an open target whose clock runs.", null: "without one")
    package let suggestedAgentID = Column<String?>(
        "suggested_agent_id", "The agent whom the pipeline suggests for the ticket.", null: "where no agent fits")
    package let suggestion = Column<JSONDocument?>(
        "suggestion", "Why that agent.", null: "where no agent fits")

    package static let table = TypedTable(
        "ticket_queue", TicketQueueTable(), rows: "One row an unresolved ticket, by rank.", stages: [.support],
        key: { [$0.ticketID] }, indexes: { [[$0.rank], [$0.suggestedAgentID, $0.rank]] })
}
