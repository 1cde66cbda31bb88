import Domain
import Ingest
import Testing

/// Tickets that follow from a table with one row an update; every expectation is worked out by hand.
struct TicketUpdateTests {
    private static let mapping = """
        tables:
          ticket_events:
            files: log.csv
            columns:
              ticket_id: id
              at: { column: at, format: "d/M/yyyy HH:mm", timezone: UTC }
              sequence: no
              actor: { constant: agent }
              actor_id: who
            tickets:
              created_at: { column: opened, format: "d/M/yyyy HH:mm", timezone: UTC }
              resolved_at: { column: resolved, format: "d/M/yyyy HH:mm", timezone: UTC, values: { "?": "" } }
              status: { column: state, values: { New: open, Waiting: pending, Done: resolved } }
              priority: urgency
              assignee_id: { column: agent, values: { "?": "" } }
              reopened_count: reopened
              reassigned_count: moved
              sla_met: kept
        """
    private static let header = "id,at,no,who,opened,resolved,state,urgency,agent,reopened,moved,kept\n"
    private static let rows = [
        "T1,1/3/2025 09:00,0,u1,1/3/2025 08:55,2/3/2025 10:00,New,normal,?,0,0,true",
        "T1,1/3/2025 09:30,1,u1,1/3/2025 08:55,2/3/2025 10:00,New,high,anna,0,0,true",
        "T1,1/3/2025 09:30,2,u2,1/3/2025 08:55,2/3/2025 10:00,Waiting,high,anna,0,0,true",
        "T1,1/3/2025 09:30,3,u2,1/3/2025 08:55,2/3/2025 10:00,New,high,anna,0,0,true",
        "T1,1/3/2025 11:00,4,u3,1/3/2025 08:55,2/3/2025 10:00,New,high,anna,0,0,true",
        "T1,2/3/2025 10:00,5,u3,1/3/2025 08:55,2/3/2025 10:00,Done,high,ben,0,1,false",
        "T2,2/3/2025 12:00,0,u1,2/3/2025 12:00,?,New,low,?,0,0,true",
    ]

    private func read(
        _ rows: [String] = Self.rows, _ configure: (inout SourceDescription) -> Void = { _ in }
    ) throws -> IngestResult {
        let text = Self.header + rows.map { $0 + "\n" }.joined()
        let folder = try SourceFolder(["log.csv": text, "desk.yaml": Self.mapping])
        return try folder.read {
            $0.mapping = folder.path + "/desk.yaml"
            configure(&$0)
        }
    }

    /// Kind, what stood there before and after, of every event.
    private func story(_ shop: Shop) -> [String] {
        let events = shop.ticketEvents
        let kinds = ["status", "assign", "message", "note", "priority"]
        return (0..<events.count).map { index in
            let (from, to) = (events.values.string(events.from[index]), events.values.string(events.to[index]))
            return "\(kinds[Int(events.kind[index])]) \(from ?? "-") \(to ?? "-")"
        }
    }

    @Test func `differences between rows are events, in the order of the rows, and a ticket ends as its last row says`()
        throws
    {
        let result = try read()
        let shop = result.shop
        #expect(
            story(shop) == [
                "assign - anna", "priority normal high", "status open pending", "status pending open", "note - -",
                "assign anna ben", "status open resolved",
            ])
        #expect(shop.tickets.ids.strings == ["T1", "T2"])
        #expect(shop.tickets.status == [TicketStatus.resolved.rawValue, TicketStatus.open.rawValue])
        #expect(shop.tickets.priority == [TicketPriority.high.rawValue, TicketPriority.low.rawValue])
        #expect(shop.tickets.assignee.map { shop.agents.ids.string($0) } == ["ben", nil])
        #expect(shop.tickets.slaMet == [0, 1] && shop.tickets.reassignedCount == [1, 0])
        let table = try result.table("ticket_events")
        #expect((table.read, table.accepted) == (7, 7) && table.isReconciled)
        #expect(!result.quality.tables.contains { $0.table == "tickets" })
        #expect(!shop.has.orders && shop.has.ticketEvents)
    }

    @Test func `the order of rows in the file does not matter`() throws {
        let (straight, turned) = (try read(), try read(Self.rows.reversed()))
        #expect(straight.digest == turned.digest)
        #expect(story(straight.shop) == story(turned.shop))
    }

    @Test func `a row that stands there twice is a duplicate`() throws {
        let result = try read(Self.rows + [Self.rows[2]])
        let table = try result.table("ticket_events")
        #expect((table.read, table.accepted, table.duplicates) == (8, 7, 1) && table.isReconciled)
        #expect(try result.digest == read().digest)
    }

    @Test func `on a past day the ticket is what it was then`() throws {
        let result = try read { $0.asOf = .instant(Instant(iso8601: "2025-03-01T12:00:00Z")!) }
        let (shop, table) = (result.shop, try result.table("ticket_events"))
        #expect((table.accepted, table.afterAsOf) == (5, 2) && table.isReconciled)
        #expect(shop.tickets.ids.strings == ["T1"])
        #expect(shop.tickets.status == [TicketStatus.open.rawValue] && shop.tickets.slaMet == [1])
        // The log knows the resolution on every row; that day nobody did.
        #expect(shop.tickets.resolvedAt == [Instant.missing])
    }
}
