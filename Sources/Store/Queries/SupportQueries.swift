package import Tables

extension SnapshotReader {
    /// How a ticket stands to each of its targets; empty where it has none or does not exist.
    package func serviceStatus(ofTicket id: String) throws(StoreError) -> [TableRow<SLAStatusTable>] {
        let t = SLAStatusTable.table.column
        return try rows(of: SLAStatusTable.table, "WHERE \(t.ticketID) = ? ORDER BY \(t.target)", [id])
    }

    /// The durations of a ticket; `nil` where there is no such ticket.
    package func ticketMetrics(_ id: String) throws(StoreError) -> TableRow<TicketMetricsTable>? {
        let t = TicketMetricsTable.table.column
        return try row(of: TicketMetricsTable.table, "WHERE \(t.ticketID) = ?", [id])
    }

    /// The days of an agent from `first` to `last`, both included; `nil` is no limit.
    package func agentDays(
        _ agent: String, from first: String?, to last: String?
    ) throws(StoreError) -> [TableRow<AgentMetricsTable>] {
        let t = AgentMetricsTable.daily.column
        return try rows(
            of: AgentMetricsTable.daily,
            """
            WHERE \(t.agentID) = ? AND \(t.period) >= coalesce(?, '') AND (? IS NULL OR \(t.period) <= ?)
            ORDER BY \(t.period)
            """, [agent, first, last, last])
    }

    /// The last day that an agent has.
    package func lastAgentDay(_ agent: String) throws(StoreError) -> TableRow<AgentMetricsTable>? {
        let t = AgentMetricsTable.daily.column
        return try row(
            of: AgentMetricsTable.daily, "WHERE \(t.agentID) = ? ORDER BY \(t.period) DESC LIMIT 1", [agent])
    }

    /// Unresolved tickets behind a rank, at most so many.
    ///
    /// Of an agent, these are the agent's own and those without an assignee that are suggested to that agent; `nil` is for
    /// all.
    package func queue(
        agent: String?, after rank: Int, limit: Int
    ) throws(StoreError) -> [TableRow<TicketQueueTable>] {
        let t = TicketQueueTable.table.column
        return try rows(
            of: TicketQueueTable.table,
            """
            WHERE \(t.rank) > ?
            AND (? IS NULL OR \(t.assigneeID) = ? OR (\(t.assigneeID) IS NULL AND \(t.suggestedAgentID) = ?))
            ORDER BY \(t.rank) LIMIT ?
            """, [rank, agent, agent, agent, limit])
    }

    /// Open tickets without an assignee, by rank, behind a rank.
    package func unassignedQueue(after rank: Int, limit: Int) throws(StoreError) -> [TableRow<TicketQueueTable>] {
        let t = TicketQueueTable.table.column
        return try rows(
            of: TicketQueueTable.table, "WHERE \(t.rank) > ? AND \(t.assigneeID) IS NULL ORDER BY \(t.rank) LIMIT ?",
            [rank, limit])
    }

    /// Targets with a status, the least time left first, then by ticket and target.
    ///
    /// - Parameters:
    ///   - status: a status as the table has it.
    ///   - place: the last row that is not asked for any more; `nil` begins at the first.
    ///   - limit: the most rows.
    /// - Returns: rows of `sla_status`.
    /// - Throws: what keeps the run from being read.
    package func targets(
        _ status: String, after place: (remaining: Int, ticket: String, target: String)?, limit: Int
    ) throws(StoreError) -> [TableRow<SLAStatusTable>] {
        let (table, t) = (SLAStatusTable.table, SLAStatusTable.table.column)
        let order = "\(t.remainingSeconds), \(t.ticketID), \(t.target)"
        guard let place else {
            return try rows(of: table, "WHERE \(t.status) = ? ORDER BY \(order) LIMIT ?", [status, limit])
        }
        return try rows(
            of: table, "WHERE \(t.status) = ? AND (\(order)) > (?, ?, ?) ORDER BY \(order) LIMIT ?",
            [status, place.remaining, place.ticket, place.target, limit])
    }
}
