import Analytics
import Domain
import Foundation
import Ingest
import Tables
import Testing

/// What a desk's event log says when its time stamps, its agents or its words are less than perfect; every expectation is
/// worked out by hand.
struct DeskHistoryTests {
    private static let head = "ticket_id,at,kind,actor,actor_id,from,to\n"

    private func read(_ events: String, tickets: String, agents: String? = nil) throws -> IngestResult {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("quimbi-desk-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files = [
            "orders.csv": "order_id,customer_id,ordered_at,total\n", "tickets.csv": tickets,
            "ticket_events.csv": events,
        ]
        files["agents.csv"] = agents
        for (name, text) in files { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        return try Ingest.read(SourceDescription(paths: [folder.path]), jobs: 1)
    }

    private func quality(_ result: IngestResult, of table: String) throws -> Reconciliation {
        try #require(result.quality.tables.first { $0.table == table })
    }

    private func support(_ result: IngestResult) -> SupportAnalysis {
        SupportAnalysis(TicketClocks(of: result.shop, ServiceAgreement(policies: []), jobs: 1), jobs: 1)
    }

    /// `agent: assigned resolved first_responses one_touch csat_count` over all days.
    private func work(_ support: SupportAnalysis) -> [String: [Int64]] {
        let table = support.agentTable(AgentMetricsTable.monthly)
        let names = ["assigned", "resolved", "first_responses", "one_touch", "csat_count"]
        let agents = table.texts("agent_id").map { $0 ?? "" }
        return Dictionary(
            uniqueKeysWithValues: agents.indices.map { row in
                (agents[row], names.map { table.integers($0)[row] })
            })
    }

    // MARK: - Events of one time stamp

    /// An automation takes the ticket away in the second of the resolution; what the agent did stays the agent's.
    @Test(arguments: [false, true])
    func `a ticket that is taken away in the second of its resolution`(isNewestFirst: Bool) throws {
        let day = "2026-03-02T"
        var rows = [
            "A,\(day)09:00:00Z,message,customer,c,,", "A,\(day)09:30:00Z,assign,agent,anna,,anna",
            "A,\(day)10:00:00Z,message,agent,anna,,", "A,\(day)20:00:00Z,status,agent,anna,open,resolved",
            "A,\(day)20:00:00Z,assign,system,,anna,",
        ]
        if isNewestFirst { rows.reverse() }
        let result = try read(
            Self.head + rows.joined(separator: "\n") + "\n",
            tickets: "ticket_id,customer_id,created_at,csat\nA,c,2026-03-02T09:00:00Z,5\n")
        #expect(work(support(result)) == ["anna": [1, 1, 1, 1, 1]])
    }

    /// Questions and answers within one minute: their order in the file is that in which they came.
    @Test func `a chat whose time stamps are cut to minutes`() throws {
        let at = "2026-03-02T09:00:00Z"
        let rows = ["customer,c", "agent,anna", "customer,c", "agent,anna", "agent,anna"].map {
            "A,\(at),message,\($0),,"
        }
        let result = try read(
            Self.head + rows.joined(separator: "\n") + "\n", tickets: "ticket_id,customer_id,created_at\nA,c,\(at)\n")
        let clocks = TicketClocks(of: result.shop, ServiceAgreement(policies: [.init(name: "all")]), jobs: 1)
        let record = try #require(clocks.records.first)
        #expect(!record.isOpenedByAgent && record.replies == 3 && record.customerMessages == 2)
        #expect(record.firstReplyAt == record.created)
    }

    /// Shuffled rows say nothing about their order: the chain from state to state does.
    @Test(arguments: 0..<6)
    func `states of one second in a shuffled log follow their chain`(shuffle: Int) throws {
        let second = "2026-03-02T10:00:00Z"
        let chain = [
            "A,\(second),status,agent,anna,open,on_hold", "A,\(second),status,agent,anna,on_hold,pending",
            "A,\(second),status,agent,anna,pending,resolved",
        ]
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        // The other ticket's rows are out of order, so the file is.
        let rows =
            [
                "B,2026-03-03T10:00:00Z,message,customer,c,,", "B,2026-03-02T10:00:00Z,message,customer,c,,",
                "B,2026-03-04T10:00:00Z,message,customer,c,,",
            ] + orders[shuffle].map { chain[$0] }
        let result = try read(
            Self.head + rows.joined(separator: "\n") + "\n",
            tickets: """
                ticket_id,customer_id,created_at
                A,c,2026-03-02T09:00:00Z
                B,c,2026-03-02T09:00:00Z

                """)
        let shop = result.shop
        let own = shop.tickets.events(of: shop.tickets.ids[0] == "A" ? 0 : 1)
        #expect(
            own.map { shop.ticketEvents.values.string(shop.ticketEvents.to[$0]) } == ["on_hold", "pending", "resolved"])
        #expect(result.quality.checks.contains { $0.name == "ticket_events_in_order" && $0.outcome == .warned })
    }

    @Test func `a column says the order`() throws {
        let second = "2026-03-02T10:00:00Z"
        let result = try read(
            """
            ticket_id,at,kind,actor,actor_id,from,to,sequence
            A,\(second),status,agent,anna,,open,3
            A,\(second),status,agent,anna,,resolved,2
            A,\(second),status,agent,anna,,pending,1

            """, tickets: "ticket_id,customer_id,created_at\nA,c,2026-03-02T09:00:00Z\n")
        let events = result.shop.ticketEvents
        #expect(events.to.map { events.values.string($0) } == ["pending", "resolved", "open"])
    }

    // MARK: - Agents

    /// Anna left and is not listed; what she did is hers all the same.
    @Test func `agents come from the history`() throws {
        let day = "2026-03-02T"
        let result = try read(
            Self.head + """
                A,\(day)09:00:00Z,message,customer,c,,
                A,\(day)09:10:00Z,assign,agent,anna,,anna
                A,\(day)09:20:00Z,message,agent,anna,,
                A,\(day)10:00:00Z,status,agent,anna,open,resolved
                A,\(day)11:00:00Z,status,customer,c,resolved,open
                A,\(day)11:10:00Z,assign,agent,ben,anna,ben
                A,\(day)12:00:00Z,status,agent,ben,open,resolved

                """,
            tickets: "ticket_id,customer_id,created_at,assignee_id,csat\nA,c,2026-03-02T09:00:00Z,ben,2\n",
            agents: "agent_id,name\nben,Ben\n")
        #expect(result.shop.agents.ids.strings == ["anna", "ben"] && result.shop.agents.names.strings == ["", "Ben"])
        #expect(work(support(result)) == ["anna": [1, 1, 1, 0, 0], "ben": [1, 1, 0, 0, 1]])
    }

    @Test func `a rating stays with the agent when the ticket comes back`() throws {
        let day = "2026-03-02T"
        let result = try read(
            Self.head + """
                A,\(day)09:10:00Z,assign,agent,anna,,anna
                A,\(day)10:00:00Z,status,agent,anna,open,resolved
                A,\(day)11:00:00Z,status,customer,c,resolved,open

                """, tickets: "ticket_id,customer_id,created_at,csat\nA,c,2026-03-02T09:00:00Z,1\n")
        #expect(work(support(result))["anna"] == [1, 1, 0, 0, 1])
    }

    // MARK: - Who opened it

    /// Seconds after the ticket at which the first agent speaks, in public or not, and whether that opened it.
    @Test(arguments: [
        ("message", 0, true), ("message", 2, true), ("note", 1, true), ("message", 60, false), ("note", 300, false),
    ])
    func `an agent opened the ticket whose first word came with it`(kind: String, seconds: Int, isOpened: Bool) throws {
        let at = Instant(microseconds: (1_772_442_000 + Int64(seconds)) * Instant.microsecondsPerSecond)
        let result = try read(
            Self.head + "A,\(at),\(kind),agent,anna,,\nA,2026-03-02T12:00:01Z,message,customer,c,,\n",
            tickets: "ticket_id,customer_id,created_at\nA,c,2026-03-02T09:00:00Z\n")
        let clocks = TicketClocks(of: result.shop, ServiceAgreement(policies: []), jobs: 1)
        #expect(clocks.records.first?.isOpenedByAgent == isOpened)
    }

    @Test(arguments: [("agent", true), ("customer", false), ("Bot", false)])
    func `the source says who opened it`(word: String, isOpened: Bool) throws {
        let result = try read(
            Self.head + "A,2026-03-02T09:00:00Z,message,agent,anna,,\n",
            tickets: "ticket_id,customer_id,created_at,opened_by\nA,c,2026-03-02T09:00:00Z,\(word)\n")
        let clocks = TicketClocks(of: result.shop, ServiceAgreement(policies: []), jobs: 1)
        #expect(clocks.records.first?.isOpenedByAgent == isOpened)
    }

    // MARK: - Words

    @Test(arguments: [
        ("hold", "on_hold"), ("On hold", "on_hold"), ("ON-HOLD", "on_hold"), ("pending reminder", "pending"),
        ("Solved", "resolved"), ("Closed", "closed"), ("reopened", "open"), (" Waiting on  customer ", "pending"),
    ])
    func `words of other desks are known`(word: String, status: String) throws {
        let result = try read(
            Self.head + "A,2026-03-02T10:00:00Z,State changed,Staff,anna,,\(word)\n",
            tickets: "ticket_id,created_at,priority,status\nA,2026-03-02T09:00:00Z,P1,\(word)\n")
        let (shop, events) = (result.shop, result.shop.ticketEvents)
        #expect(events.to.map { events.values.string($0) } == [status])
        #expect(shop.tickets.status == [try #require(TicketStatus.allCases.first { $0.name == status }).rawValue])
        #expect(shop.tickets.priority == [TicketPriority.urgent.rawValue])
        let check = try #require(result.quality.checks.first { $0.name == "known_words.ticket_events.to" })
        #expect(check.outcome == .passed && check.found.contains("`\(word)` 1"))
    }

    /// Three times the same word is a vocabulary; one slip of the keyboard in 2,000 rows is not.
    @Test(arguments: [(3, 60, QualityCheck.Outcome.failed), (1, 2_000, .warned)])
    func `a word that decides a clock and is not known`(times: Int, rows: Int, outcome: QualityCheck.Outcome) throws {
        let events = (0..<rows).map { row in
            "A,2026-03-02T10:00:00Z,status,agent,anna,,\(row < times ? "wartet auf lager" : row % 2 == 0 ? "open" : "pending")"
        }
        let result = try read(
            Self.head + events.joined(separator: "\n") + "\n", tickets: "ticket_id,created_at\nA,2026-03-02T09:00:00Z\n"
        )
        let check = try #require(result.quality.checks.first { $0.name == "known_words.ticket_events.to" })
        #expect(check.outcome == outcome && check.found.contains("`wartet auf lager` \(times)"))
        #expect(try quality(result, of: "ticket_events").reasons == [.badEnum: times])
    }

    @Test func `numbers alone are no priorities`() throws {
        let result = try read(
            Self.head, tickets: "ticket_id,created_at,priority\nA,2026-03-02T09:00:00Z,1\nB,2026-03-02T09:00:00Z,high\n"
        )
        #expect(try quality(result, of: "tickets").reasons == [.badEnum: 1])
    }

    // MARK: - What is not observed

    /// Twenty tickets with states alone: nobody knows when they were answered.
    @Test func `a log without messages has no first answers`() throws {
        let tickets = (0..<20).map { "T\($0),2026-03-02T09:00:00Z,anna" }
        let events = (0..<20).map { "T\($0),2026-03-02T10:00:00Z,status,agent,anna,open,resolved" }
        let result = try read(
            Self.head + events.joined(separator: "\n") + "\n",
            tickets: "ticket_id,created_at,assignee_id\n" + tickets.joined(separator: "\n") + "\n")
        var policy = ServicePolicy(name: "all")
        policy.targets = [3_600, 3_600, 86_400]
        let clocks = TicketClocks(of: result.shop, ServiceAgreement(policies: [policy]), jobs: 1)
        #expect(clocks.records.allSatisfy { $0.firstResponse.status == nil && $0.nextResponse.status == nil })
        #expect(clocks.records.allSatisfy { $0.resolution.status == .met && $0.isOneTouch == nil })
        // Robots' messages are no messages either.
        let robots = (0..<20).map { "T\($0),2026-03-02T09:01:00Z,message,bot,,," }
        let answered = try read(
            Self.head + (robots + events).joined(separator: "\n") + "\n",
            tickets: "ticket_id,created_at,assignee_id\n" + tickets.joined(separator: "\n") + "\n")
        let again = TicketClocks(of: answered.shop, ServiceAgreement(policies: [policy]), jobs: 1)
        #expect(again.records.allSatisfy { $0.firstResponse.status == nil && $0.isOneTouch == nil })
    }
}
