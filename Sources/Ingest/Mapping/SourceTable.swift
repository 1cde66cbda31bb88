/// A table that the engine reads, with the columns of its contract.
enum SourceTable: String, CaseIterable, Sendable {
    case customers
    /// Which ids of customers are one person.
    case customerIdentities = "customer_identities"
    case products, orders
    case orderLines = "order_lines"
    case refunds, tickets
    case ticketEvents = "ticket_events"
    case agents
    case agentPresence = "agent_presence"

    /// The columns without which the table says nothing.
    var required: [String] {
        switch self {
        case .customers: ["customer_id"]
        case .customerIdentities: ["customer_id", "same_as"]
        case .products: ["product_id"]
        case .orders: ["order_id", "customer_id", "ordered_at", "total"]
        case .orderLines: ["order_id", "product_id", "quantity", "unit_price"]
        case .refunds: ["order_id", "at", "amount"]
        case .tickets: ["ticket_id", "created_at"]
        case .ticketEvents: ["ticket_id", "at", "kind"]
        case .agents: ["agent_id"]
        case .agentPresence: ["agent_id", "from"]
        }
    }

    /// The columns that are read where they exist.
    var optional: [String] {
        switch self {
        case .customers: ["created_at", "email_hash", "country", "language", "marketing_opt_in", "same_as"]
        case .customerIdentities: []
        case .products: ["title", "category"]
        case .orders:
            ["status", "currency", "subtotal", "discount", "shipping", "tax", "refunded", "channel", "discount_code"]
        case .orderLines: ["line_no", "product_title", "category", "discount", "refunded_quantity"]
        case .refunds: ["line_no", "quantity"]
        case .tickets:
            [
                "customer_id", "channel", "category", "priority", "status", "assignee_id", "first_response_at",
                "resolved_at", "closed_at", "csat", "reopened_count", "reassigned_count", "sla_met", "opened_by",
                "subject",
            ]
        case .ticketEvents: ["actor", "actor_id", "from", "to", "sequence"]
        case .agents: ["name", "team", "role", "timezone", "max_concurrent_tickets", "specializations"]
        case .agentPresence: ["to", "status"]
        }
    }

    var columns: [String] { required + optional }
}
