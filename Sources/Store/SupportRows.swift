package import Domain

/// A row of a table with all its columns, for answers that show it as it stands.
package struct TableRow: Equatable, Sendable {
    package enum Cell: Equatable, Sendable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
    }

    /// The names of the columns.
    package let columns: [String]
    /// In the order of the columns.
    package let cells: [Cell]

    package subscript(column: String) -> Cell? {
        columns.firstIndex(of: column).map { cells[$0] }
    }
}

extension SnapshotReader {
    /// How a ticket stands to each of its targets; empty where it has none or does not exist.
    package func serviceStatus(ofTicket id: String) throws(StoreError) -> [TableRow] {
        try rows(.slaStatus, "WHERE ticket_id = ? ORDER BY target", [id])
    }

    /// The durations of a ticket; `nil` where there is no such ticket.
    package func ticketMetrics(_ id: String) throws(StoreError) -> TableRow? {
        try rows(.ticketMetrics, "WHERE ticket_id = ?", [id]).first
    }

    /// The days of an agent from `first` to `last`, both included; `nil` is no limit.
    package func agentDays(_ agent: String, from first: String?, to last: String?) throws(StoreError) -> [TableRow] {
        try rows(
            .agentDailyMetrics,
            "WHERE agent_id = ? AND period >= coalesce(?, '') AND (? IS NULL OR period <= ?) ORDER BY period",
            [agent, first, last, last])
    }

    /// The last day that an agent has.
    package func lastAgentDay(_ agent: String) throws(StoreError) -> TableRow? {
        try rows(.agentDailyMetrics, "WHERE agent_id = ? ORDER BY period DESC LIMIT 1", [agent]).first
    }

    /// Unresolved tickets behind a rank, at most so many.
    ///
    /// Of an agent, these are the agent's own and those of nobody that are suggested to that agent; `nil` is for all.
    package func queue(agent: String?, after rank: Int, limit: Int) throws(StoreError) -> [TableRow] {
        try rows(
            .ticketQueue,
            """
            WHERE rank > ? AND (? IS NULL OR assignee_id = ? OR (assignee_id IS NULL AND suggested_agent_id = ?))
            ORDER BY rank LIMIT ?
            """, [rank, agent, agent, agent, limit])
    }

    /// Open tickets that nobody has, by rank, behind a rank.
    package func unassignedQueue(after rank: Int, limit: Int) throws(StoreError) -> [TableRow] {
        try rows(.ticketQueue, "WHERE rank > ? AND assignee_id IS NULL ORDER BY rank LIMIT ?", [rank, limit])
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
        _ status: String, after place: (remaining: Int64, ticket: String, target: String)?, limit: Int
    ) throws(StoreError) -> [TableRow] {
        let order = "ORDER BY remaining_seconds, ticket_id, target LIMIT ?"
        guard let place else { return try rows(.slaStatus, "WHERE status = ? \(order)", [status, limit]) }
        return try rows(
            .slaStatus, "WHERE status = ? AND (remaining_seconds, ticket_id, target) > (?, ?, ?) \(order)",
            [status, place.remaining, place.ticket, place.target, limit])
    }

    private func rows(
        _ table: TableName, _ condition: String, _ arguments: StatementArguments
    ) throws(StoreError) -> [TableRow] {
        let names = table.columns.map(\.name)
        return try all(table, "\(TableSchema.of(table).selectSQL) \(condition)", arguments) { row in
            TableRow(columns: names, cells: names.indices.map { TableRow.Cell(row.value($0)) })
        }
    }
}

extension TableRow.Cell {
    fileprivate init(_ value: StoredValue) {
        self =
            switch value {
            case .null, .bytes: .null
            case .integer(let number): .integer(number)
            case .real(let number): .real(number)
            case .text(let text): .text(text)
            }
    }
}
