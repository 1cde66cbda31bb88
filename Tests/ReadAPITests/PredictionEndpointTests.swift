import Domain
import Foundation
import Store
import Testing

/// Churn, actions and changes as they are answered.
struct PredictionEndpointTests {
    private typealias Object = [String: any Sendable]

    @Test func `churn is answered with factors and recommendations, and its absence with the reason`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, predicted: true)
        try await withServer(shop) { client in
            let path = "/api/intelligence/predict/churn"
            let json = try await client.post(path, #"{"customer_id": "c0000"}"#).json
            #expect(json["churn_risk_score"] as? Double == 0.25 && json["risk_level"] as? String == "low")
            #expect(json["horizon_days"] as? Int == 90 && json["rank"] as? Int == 1)
            let factor = try #require((json["factors"] as? [Object])?.first)
            #expect(factor["factor"] as? String == "recency_days" && factor["direction"] as? String == "lowers")
            #expect(json["recommendations"] as? [String] == ["Say hello."])
            // The last customer of the shop has not ordered yet.
            let last = try await client.post(path, #"{"customer_id": "c0011"}"#).json
            #expect(last["churn_risk_score"] is NSNull && last["risk_level"] as? String == "unknown")
            #expect(last["reason"] as? String == "not ordered yet")
            let risk = try await client.get("/api/mcp/customer/c0000/churn-risk").json
            #expect((risk["contributions"] as? Object)?["recency_days"] as? Double == -0.5)
            #expect(try await client.get("/api/mcp/customer/nobody/churn-risk").errorCode == "CUSTOMER_NOT_FOUND")
        }
    }

    @Test func `a run without scores says so`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let risk = try await client.get("/api/mcp/customer/c0000/churn-risk")
            #expect(risk.status == 200 && (risk.json["reason"] as? String)?.contains("no churn model") == true)
            let levels = try await client.get("/api/mcp/churn/aggregate").json["levels"] as? [Object]
            #expect(levels?.count == 5 && levels?.allSatisfy { $0["customers"] as? Int == 0 } == true)
            let list = try await client.get("/api/analytics/customers/churn").json
            #expect((list["customers"] as? [Object])?.isEmpty == true)
        }
    }

    @Test func `levels add up, and the list by risk is walked page by page`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, predicted: true)
        try await withServer(shop) { client in
            let aggregate = try await client.get("/api/mcp/churn/aggregate").json
            let levels = try #require(aggregate["levels"] as? [Object])
            let reason = try #require((aggregate["unknown_because"] as? [Object])?.first)
            #expect(reason["reason"] as? String == "not ordered yet" && reason["customers"] as? Int == 1)
            #expect(levels.compactMap { $0["level"] as? String } == ["low", "medium", "high", "critical", "unknown"])
            #expect(levels.compactMap { $0["customers"] as? Int } == [11, 0, 0, 0, 1])
            var (ids, cursor): ([String], String?) = ([], "")
            while let place = cursor {
                let page = try await client.get(
                    "/api/analytics/customers/churn?limit=4" + (place.isEmpty ? "" : "&cursor=\(place)")
                ).json
                ids += (page["customers"] as? [Object] ?? []).compactMap { $0["customer_id"] as? String }
                cursor = page["next_cursor"] as? String
            }
            #expect(ids == (0..<11).map { "c00" + ($0 < 10 ? "0\($0)" : "\($0)") })
        }
    }

    @Test func `actions are ranked, and those of an occasion come with warnings and talking points`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, predicted: true)
        try await withServer(shop) { client in
            let ranked = try await client.get("/api/mcp/customer/c0000/next-best-action").json
            let action = try #require((ranked["actions"] as? [Object])?.first)
            #expect(action["rank"] as? Int == 1 && action["expected_value"] as? Double == 3)
            let path = "/api/generation/actions"
            let json = try await client.post(
                path, #"{"customer_id": "c0000", "scenario": "support_ticket"}"#
            ).json
            let told = try #require((json["actions"] as? [Object])?.first)
            #expect(told["action"] as? String == "Say hello." && told["reasoning"] as? String == "2 orders")
            // 1 - 0.25 x (1 - 0.1).
            let impact = try #require(told["estimated_impact"] as? Object)
            #expect(abs((impact["retention_probability"] as? Double ?? 0) - 0.775) < 1e-12)
            #expect(impact["revenue_at_risk"] as? Double == 40)
            #expect(json["talking_points"] as? [String] == ["Be brief."])
            let other = try await client.post(
                path, #"{"customer_id": "c0000", "scenario": "sales_opportunity"}"#
            ).json
            #expect((other["actions"] as? [Object])?.isEmpty == true)
            let wrong = try await client.post(path, #"{"customer_id": "c0000", "scenario": "party"}"#)
            #expect(wrong.status == 200 && (wrong.json["context_notes"] as? [String])?.count == 1)
            #expect((wrong.json["actions"] as? [Object])?.isEmpty == false)
        }
    }

    @Test func `a client that knows a run fetches what changed since, over several runs and pages`() async throws {
        let shop = try PublishedShop()
        let first = try await shop.publish(1, predicted: true)
        let second = try await shop.publish(2, predicted: true)
        let third = try await shop.publish(3, predicted: true)
        try await withServer(shop) { client in
            var (found, cursor): ([String], String?) = ([], "")
            while let place = cursor {
                let page = try await client.get(
                    "/api/changes?since=\(first)&limit=2" + (place.isEmpty ? "" : "&cursor=\(place)")
                ).json
                found += (page["changes"] as? [Object] ?? []).compactMap { row in
                    (row["run_id"] as? String).flatMap { run in (row["customer_id"] as? String).map { run + $0 } }
                }
                cursor = page["next_cursor"] as? String
            }
            #expect(found == [second, third].flatMap { run in ["c0000", "c0001", "c0002"].map { run + $0 } })
            let none = try await client.get("/api/changes?since=\(third)").json
            #expect((none["changes"] as? [Object])?.isEmpty == true)
            #expect(try await client.get("/api/changes?since=20200101T000000Z").errorCode == "RUN_NOT_FOUND")
            #expect(try await client.get("/api/changes").errorField == "since")
        }
    }
}
