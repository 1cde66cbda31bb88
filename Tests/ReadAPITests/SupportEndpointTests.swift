import Domain
import Foundation
import Store
import Testing

struct SupportEndpointTests {
    private typealias Object = [String: any Sendable]

    @Test func `a ticket's clocks are answered with their slices`() async throws {
        let shop = try PublishedShop()
        let run = try await shop.publish(1)
        try await withServer(shop) { client in
            let json = try await client.get("/api/sla/tickets/t1").json
            #expect(json["run_id"] as? String == run)
            let targets = try #require(json["targets"] as? [Object])
            #expect(targets.compactMap { $0["target"] as? String } == ["first_response", "resolution"])
            #expect((targets[0]["slices"] as? [[String]]) == [["a", "b", "counted"]])
            let metrics = try #require(json["metrics"] as? Object)
            #expect((metrics["slices"] as? [String: [[String]]])?["first_reply"] == [["a", "b", "counted"]])
            #expect(try await client.get("/api/sla/tickets/t9").errorCode == "TICKET_NOT_FOUND")
        }
    }

    @Test func `the queue is paged by rank, and an agent sees what is theirs or suggested`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let first = try await client.get("/api/tickets/queue?limit=2").json
            #expect((first["tickets"] as? [Object])?.compactMap { $0["ticket_id"] as? String } == ["t1", "t2"])
            let cursor = try #require(first["next_cursor"] as? String)
            let second = try await client.get("/api/tickets/queue?limit=2&cursor=\(cursor)").json
            #expect((second["tickets"] as? [Object])?.compactMap { $0["ticket_id"] as? String } == ["t3"])
            #expect(second["next_cursor"] is NSNull)
            for path in ["/api/tickets/queue?agent=anna", "/api/agents/anna/queue"] {
                let queue = try await client.get(path).json
                #expect((queue["tickets"] as? [Object])?.compactMap { $0["ticket_id"] as? String } == ["t1", "t2"])
            }
            let nobodys = try await client.get("/api/tickets/unassigned").json["tickets"] as? [Object]
            #expect(nobodys?.allSatisfy { $0["assignee_id"] is NSNull } == true && nobodys?.isEmpty == false)
            let own = try await client.get("/api/tickets/queue?agent=anna").json
            #expect((own["tickets"] as? [Object])?.compactMap { $0["ticket_id"] as? String } == ["t1", "t2"])
            #expect(
                try await client.get("/api/tickets/queue?agent=anna&cursor=\(cursor)").errorCode == "VALIDATION_ERROR")
        }
    }

    @Test func `broken promises are paged, the longest first`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            var (seen, query): ([String], String) = ([], "?limit=1")
            for _ in 0..<3 {
                let page = try await client.get("/api/sla/breaches\(query)").json
                for row in page["breaches"] as? [Object] ?? [] {
                    seen.append("\(row["ticket_id"] as? String ?? "") \(row["target"] as? String ?? "")")
                }
                query = "?limit=1&cursor=\(page["next_cursor"] as? String ?? "")"
            }
            #expect(seen == ["t2 first_response", "t3 first_response", "t2 resolution"])
            #expect(query == "?limit=1&cursor=")
            #expect((try await client.get("/api/sla/at-risk").json["at_risk"] as? [Object])?.isEmpty == true)
        }
    }

    @Test func `an agent's days are cut to those that are asked for`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let all = try await client.get("/api/analytics/agents/anna").json
            #expect((all["days"] as? [Object])?.count == 2)
            let aliased = try await client.get("/api/analytics/agents/anna?start_date=2026-03-03").json
            #expect((aliased["days"] as? [Object])?.count == 1)
            let later = try await client.get("/api/analytics/agents/anna?from=2026-03-03").json
            #expect((later["days"] as? [Object])?.compactMap { $0["period"] as? String } == ["2026-03-03"])
            let today = try await client.get("/api/analytics/agents/anna/today").json
            #expect((today["day"] as? Object)?["period"] as? String == "2026-03-03")
            #expect(try await client.get("/api/analytics/agents/zoe").errorCode == "AGENT_NOT_FOUND")
        }
    }

    @Test func `parts of reports are answered, and a report that is missing is said to be`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let policies = try await client.get("/api/sla/policies").json["policies"] as? [Object]
            #expect(policies?.first?["name"] as? String == "urgent")
            let dashboard = try await client.get("/api/sla/dashboard").json
            #expect(["policies", "breaches", "at_risk", "trend"].allSatisfy { dashboard[$0] is [any Sendable] })
            let compliance = try await client.get("/api/analytics/sla/compliance").json
            #expect(["policies", "trend", "agents", "teams"].allSatisfy { compliance.keys.contains($0) })
            let board = try await client.get("/api/analytics/leaderboard?metric=sla_compliance").json
            #expect((board["agents"] as? [Object])?.first?["agent_id"] as? String == "anna")
            #expect(try await client.get("/api/analytics/tickets/volume").errorCode == "REPORT_NOT_FOUND")
            #expect(try await client.get("/api/analytics/leaderboard?metric=luck").errorCode == "VALIDATION_ERROR")
        }
    }
}
