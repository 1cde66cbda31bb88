internal import Domain

/// The tables about tickets, agents and service levels.
extension TableSchema {
    static let slaStatus = TableSchema(
        .slaStatus, in: [.clocks], key: ["ticket_id", "target"],
        indexes: [["status", "remaining_seconds", "ticket_id"]])

    static let ticketMetrics = TableSchema(.ticketMetrics, in: [.clocks], key: ["ticket_id"])

    static func agentMetrics(_ name: TableName) -> TableSchema {
        TableSchema(name, in: [.support], key: ["agent_id", "period"])
    }

    static let supportDaily = TableSchema(
        .supportDaily, in: [.support], key: ["day", "channel", "category", "priority"])

    static let repeatIssues = TableSchema(.repeatIssues, in: [.support], key: ["customer_id", "category"])

    static let ticketQueue = TableSchema(
        .ticketQueue, in: [.support], key: ["ticket_id"], indexes: [["rank"], ["suggested_agent_id", "rank"]])
}
