import Domain
import Ingest
import Testing

/// Subjects and presence; every expectation is worked out by hand.
struct DeskTablesTests {
    private static let orders = "order_id,customer_id,ordered_at,total\n1,c1,2025-03-09T00:00:00Z,1\n"

    private func read(
        _ files: [String: String], _ configure: (inout SourceDescription) -> Void = { _ in }
    ) throws -> IngestResult {
        var files = files
        files["orders.csv"] = Self.orders
        return try SourceFolder(files).read(configure)
    }

    private static let tickets = [
        "tickets.csv": """
        ticket_id,created_at,subject
        a,2025-03-01T00:00:00Z,"Refund, please!"
        b,2025-03-01T00:00:00Z,I was refunded twice
        c,2025-03-01T00:00:00Z,CHARGE-BACK from my bank; ÄRGER
        d,2025-03-01T00:00:00Z,
        e,2025-03-01T00:00:00Z,my charge. back soon? refund

        """
    ]

    @Test func `whole words of a subject are found, whatever their case and what stands between them`() throws {
        let result = try read(Self.tickets) {
            $0.keywords = [["refund", "money back"], ["Charge back", "ärger"], ["soon", "!"]]
        }
        let tickets = result.shop.tickets
        let byID = Dictionary(uniqueKeysWithValues: zip(tickets.ids.strings, tickets.keywords))
        #expect(byID == ["a": 0b001, "b": 0, "c": 0b010, "d": 0, "e": 0b111])
    }

    @Test func `rules are part of what was read, and without them nothing is kept`() throws {
        let (none, some) = (try read(Self.tickets), try read(Self.tickets) { $0.keywords = [["refund"]] })
        #expect(none.shop.tickets.keywords.isEmpty)
        #expect(none.digest != some.digest)
    }

    @Test func `presence stands by agent and time, and what began later has not happened`() throws {
        let result = try read([
            "tickets.csv": "ticket_id,created_at,assignee_id\na,2025-03-01T00:00:00Z,ben\n",
            "agents.csv": "agent_id\nanna\n",
            "agent_presence.csv": """
            agent_id,from,to,status
            zoe,2025-03-02T09:00:00Z,2025-03-02T10:00:00Z,online
            anna,2025-03-03T09:00:00Z,,busy
            anna,2025-03-02T09:00:00Z,2025-03-02T12:00:00Z,
            anna,2025-03-10T09:00:00Z,2025-03-10T12:00:00Z,away
            ben,2025-03-03T09:00:00Z,2025-03-03T08:00:00Z,online
            ben,2025-03-03T09:00:00Z,2025-03-03T10:00:00Z,lunch

            """,
        ])
        let (shop, table) = (result.shop, try result.table("agent_presence"))
        #expect(shop.agents.ids.strings == ["anna", "ben", "zoe"])
        #expect(shop.presence.agent == [0, 0, 2])
        #expect(shop.presence.status.map { PresenceStatus(rawValue: $0) } == [.online, .busy, .online])
        #expect(shop.presence.to[1] == Instant.missing)
        #expect((table.read, table.accepted, table.afterAsOf, table.quarantined) == (6, 3, 1, 2) && table.isReconciled)
        #expect(shop.has.presence)
    }
}
