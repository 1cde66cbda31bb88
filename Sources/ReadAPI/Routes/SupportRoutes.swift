internal import Domain
internal import Store
internal import Tables

/// Tickets, agents and service levels, as the run wrote them down.
struct SupportRoutes: Sendable {
    let files: ReportFiles

    var routes: [Route] { reportRoutes + listRoutes + ticketRoutes + agentRoutes }

    /// Lists of a report, each under a path of its own.
    private var reportRoutes: [Route] {
        [
            part("/api/sla/policies", "Policies with how they were kept.", "sla", ["policies"]),
            part(
                "/api/sla/dashboard", "Policies, broken and endangered targets, and the trend.", "sla",
                ["policies", "breaches", "at_risk", "trend"]),
            part(
                "/api/analytics/sla/compliance", "Compliance by policy, day, agent and team.", "sla",
                ["policies", "trend", "agents", "teams"]),
            part("/api/analytics/channels", "Tickets by channel.", "support", ["channels"]),
            part("/api/analytics/tickets/channels", "The same.", "support", ["channels"]),
            part("/api/analytics/categories", "Tickets by category.", "support", ["categories"]),
            part("/api/analytics/tickets/categories", "The same.", "support", ["categories"]),
            part(
                "/api/analytics/customers/top-tickets", "The customers with the most tickets.", "support",
                ["top_customers"]),
            part(
                "/api/analytics/customers/repeat-issues", "Customers who came back with one category within 30 days.",
                "support", ["repeat_issues"]),
            part("/api/analytics/team", "All agents together.", "agents", ["team"]),
        ]
    }

    private func part(_ path: PathPattern, _ summary: String, _ report: String, _ keys: [String]) -> Route {
        Route(
            method: .get, path: path, summary: summary,
            answer: .object(keys.map { .init(name: $0, shape: .document) }), errors: [.reportNotFound],
            handler: .published { _, run in
                let source = try self.report(report, run)
                return run.answer(
                    .object(keys.map { .init(key: $0, value: JSON(document: source.text(ofValueUnder: [$0]))) }))
            })
    }

    /// 404 where the run has no such report.
    func report(_ name: String, _ run: PublishedRun) throws -> JSONSource {
        guard let source = try files.source(name, run: run.id) else {
            throw APIError(.reportNotFound, "the published run has no report \(name)")
        }
        return source
    }

    private var ticketRoutes: [Route] {
        [
            Route(
                method: .get, path: "/api/sla/tickets/{id}",
                summary: "A ticket's clocks: every target and every duration, each with its slices.",
                answer: [
                    "ticket_id": .text,
                    "metrics": .ticketMetrics,
                    "targets": .list(.slaTarget),
                ],
                errors: [.ticketNotFound], handler: .published(ticket)),
            Route(
                method: .get, path: "/api/tickets/queue",
                summary: "Open tickets by score, with the parts of each score.",
                query: [
                    .optional(
                        "agent", .text(maxLength: 255), "Tickets of this agent, and those of nobody suggested to it.")
                ],
                answer: .queuedTicket, handler: .list("tickets", queue)),
            Route(
                method: .get, path: "/api/agents/{id}/queue",
                summary: "Open tickets of an agent, and those of nobody that are suggested to this agent, by score.",
                answer: .queuedTicket,
                handler: .list("tickets") { call, run, stretch in
                    try page(run, stretch) { try $0.queue(agent: call["id"], after: $1, limit: $2) }
                }),
            Route(
                method: .get, path: "/api/tickets/unassigned", summary: "Open tickets of nobody, by score.",
                answer: .queuedTicket,
                handler: .list("tickets") { _, run, stretch in
                    try page(run, stretch) { try $0.unassignedQueue(after: $1, limit: $2) }
                }),
        ]
    }

    /// 404 where the run has no such ticket.
    @Sendable private func ticket(_ call: Call, run: PublishedRun) throws -> Answer {
        let (metrics, targets) = try run.snapshot.readBlocking { reader in
            (try reader.ticketMetrics(call["id"]), try reader.serviceStatus(ofTicket: call["id"]))
        }
        guard let metrics else { throw APIError(.ticketNotFound, "the published run has no such ticket") }
        return run.answer([
            "ticket_id": .text(call["id"]), "metrics": JSON(metrics),
            "targets": .array(targets.map { JSON($0) }),
        ])
    }

    @Sendable private func queue(_ call: Call, run: PublishedRun, stretch: Stretch) throws -> Page {
        try page(run, stretch) { try $0.queue(agent: call.query.text("agent"), after: $1, limit: $2) }
    }

    private func page(
        _ run: PublishedRun, _ stretch: Stretch,
        _ read: (SnapshotReader, _ rank: Int, _ limit: Int) throws -> [TableRow<TicketQueueTable>]
    ) throws -> Page {
        let rank = try stretch.rank()
        let rows = try run.snapshot.readBlocking { try read($0, rank, stretch.limit + 1) }
        return Page(rows, stretch, place: { String($0.rank) }) { JSON($0) }
    }

    private var agentRoutes: [Route] {
        [
            Route(
                method: .get, path: "/api/analytics/leaderboard",
                summary: "Agents by one metric, drawn to the others where few cases leave doubt.",
                query: [
                    .optional(
                        "metric", .choice(LeaderboardMetric.allCases.map(\.rawValue)),
                        "By what; tickets resolved where left out.")
                ],
                answer: ["metric": .text, "agents": .list(.document)], errors: [.reportNotFound],
                handler: .published(leaderboard)),
            Route(
                method: .get, path: "/api/analytics/agents/{id}", summary: "The days of an agent.",
                query: [
                    .optional("from", .date, "The first day.").alsoNamed("start_date"),
                    .optional("to", .date, "The last day.").alsoNamed("end_date"),
                ],
                answer: ["agent_id": .text, "days": .list(.row(of: AgentMetricsTable.daily))],
                errors: [.agentNotFound], handler: .published(agent)),
            Route(
                method: .get, path: "/api/analytics/agents/{id}/today",
                summary: "The last day of an agent that the run knows of.",
                answer: ["agent_id": .text, "day": .row(of: AgentMetricsTable.daily)], errors: [.agentNotFound],
                handler: .published(today)),
        ]
    }

    @Sendable private func leaderboard(_ call: Call, run: PublishedRun) throws -> Answer {
        let metric = call.query.text("metric") ?? LeaderboardMetric.resolved.rawValue
        let board = try report("agents", run).text(ofValueUnder: ["leaderboards", metric])
        return run.answer(["metric": .text(metric), "agents": .document(board ?? "[]")])
    }

    /// 404 where the run knows no day of such an agent at all.
    @Sendable private func agent(_ call: Call, run: PublishedRun) throws -> Answer {
        let days = ["from", "to"].map { call.query.day($0).map { CivilDate(daysSince1970: $0).description } }
        let (rows, known) = try run.snapshot.readBlocking { reader in
            (try reader.agentDays(call["id"], from: days[0], to: days[1]), try reader.lastAgentDay(call["id"]))
        }
        guard known != nil else { throw APIError.unknownAgent }
        return run.answer(["agent_id": .text(call["id"]), "days": .array(rows.map { JSON($0) })])
    }

    @Sendable private func today(_ call: Call, run: PublishedRun) throws -> Answer {
        guard let row = try run.snapshot.readBlocking({ try $0.lastAgentDay(call["id"]) }) else {
            throw APIError.unknownAgent
        }
        return run.answer(["agent_id": .text(call["id"]), "day": JSON(row)])
    }
}

extension APIError {
    fileprivate static let unknownAgent = APIError(.agentNotFound, "the published run has no such agent")
}

extension Shape {
    /// A row of `sla_status`.
    static let slaTarget = Shape.row(
        of: SLAStatusTable.table, documents: [SLAStatusTable.table.column.slices: .list(.document)])

    /// A row of `ticket_metrics`.
    fileprivate static let ticketMetrics = Shape.row(
        of: TicketMetricsTable.table, documents: [TicketMetricsTable.table.column.timeline: .list(.document)])

    /// A row of `ticket_queue`.
    fileprivate static let queuedTicket = Shape.row(
        of: TicketQueueTable.table, documents: [TicketQueueTable.table.column.keywords: .list(.text)])
}

extension JSON {
    /// A row of a table as an object.
    init<Columns>(_ row: TableRow<Columns>) {
        self = .object(
            zip(row.table.columns, row.cells).map { column, cell in
                let value: JSON =
                    switch cell {
                    case .null: .null
                    case .integer(let number): .integer(number)
                    case .real(let number): .number(number)
                    case .text(let text): column.isJSON ? .document(text) : .text(text)
                    }
                return Member(key: column.name, value: value)
            })
    }
}
