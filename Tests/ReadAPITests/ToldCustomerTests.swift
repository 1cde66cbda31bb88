import Domain
import Foundation
import ReadAPI
import Testing

/// What to do about a customer of whom the client tells, in place of an id.
struct ToldCustomerTests {
    private typealias Object = [String: any Sendable]

    /// Answers what it was asked with.
    private static let advise: @Sendable (ToldProfile) -> CustomerAdvice = { profile in
        let figures = profile.figures.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let segments = profile.segments.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key) \($0.value)" }
        return CustomerAdvice(
            actions: [
                .init(
                    id: "call_back", text: "Call.", urgency: "urgent", channel: "phone",
                    reason: (figures + segments).joined(separator: ", "), scenarios: ["support_ticket"], effect: 0.1,
                    expectedRevenue: 4)
            ], guidance: ["Be brief."], valueAtStake: 40)
    }

    private static let place: @Sendable ([ContextOrder], Instant) throws -> ContextStanding? = { orders, _ in
        ContextStanding(
            asOf: orders[0].orderedAt.adding(days: 7), segments: [(.purchaseValue, "high_value")], archetypes: [],
            net: orders[0].total, orders: 1, firstOrderAt: orders[0].orderedAt, lastOrderAt: orders[0].orderedAt)
    }

    private func withAdvice(_ body: @Sendable (HTTPClient) async throws -> Void) async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, predicted: true)
        try await withServer(
            shop,
            configure: {
                $0.advise = Self.advise
                $0.placeByContext = Self.place
            }, body)
    }

    @Test func `actions by an analysis are those by its id, for every customer and occasion`() async throws {
        try await withAdvice { client in
            for customer in 0..<12 {
                let id = String(format: "c%04d", customer)
                let analysis = try await client.post("/api/intelligence/analyze", #"{"customer_id": "\#(id)"}"#)
                for scenario in ["null", #""support_ticket""#, #""sales_opportunity""#, #""retention_risk""#] {
                    let path = "/api/generation/actions"
                    let byID = try await client.post(path, #"{"customer_id": "\#(id)", "scenario": \#(scenario)}"#)
                    let byProfile = try await client.post(
                        path, #"{"customer_profile": \#(analysis.text), "scenario": \#(scenario)}"#)
                    #expect(byID.status == 200 && byProfile.body == byID.body, "\(byProfile.text)")
                }
            }
        }
    }

    @Test func `the ticket at hand and an occasion of another name do not break an answer`() async throws {
        try await withAdvice { client in
            let reply = try await client.post(
                "/api/generation/actions",
                #"{"customer_id": "c0000", "scenario": "nurture_lead", "context": {"ticket": {"subject": "x", "#
                    + #""priority": "high", "channel": "email"}}}"#)
            #expect(reply.status == 200, "\(reply.text)")
            let points = reply.json["talking_points"] as? [String]
            #expect(points?.contains("the ticket at hand has priority high, by email") == true)
            #expect((reply.json["context_notes"] as? [String])?.first?.hasPrefix("scenario is none of ") == true)
        }
    }

    @Test func `an analysis without its id is taken as a profile`() async throws {
        try await withAdvice { client in
            let analysis = try await client.post("/api/intelligence/analyze", #"{"customer_id": "c0000"}"#)
            let unnamed = analysis.text.replacing(#""customer_id":"c0000""#, with: #""customer_id":"elsewhere""#)
            let reply = try await client.post("/api/generation/actions", #"{"customer_profile": \#(unnamed)}"#)
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply.json["source"] as? String == "profile" && reply.json["customer_id"] as? String == "elsewhere")
            let reason = (reply.json["actions"] as? [Object])?.first?["reasoning"] as? String ?? ""
            let predictions = try #require(analysis.json["predictions"] as? Object)
            let risk = try #require(predictions["churn_risk"] as? Double)
            #expect(reason.contains("churn_risk \(risk)") && reason.contains("total_orders 1.0"))
        }
    }

    /// The probability to stay: 1 - 0.5 × (1 - 0.1).
    @Test func `figures are told under the names of answers, and the scenario chooses`() async throws {
        let profile = """
            {"behavioral_metrics": {"total_orders": 3, "open_tickets": 2, "lifetime_value": null},
             "predictions": {"churn_risk": 0.5, "churn_risk_level": "high", "ltv_12mo": 80.5},
             "archetype": {"id": "x", "segments": {"price_sensitivity": "deal_hunter", "other": 7}}}
            """
        try await withAdvice { client in
            let path = "/api/generation/actions"
            let json = try await client.post(
                path, #"{"customer_profile": \#(profile), "scenario": "support_ticket"}"#
            ).json
            let action = try #require((json["actions"] as? [Object])?.first)
            #expect(
                action["reasoning"] as? String
                    == "churn_risk 0.5, ltv_12m 80.5, open_tickets 2.0, total_orders 3.0, priceSensitivity deal_hunter")
            let impact = try #require(action["estimated_impact"] as? Object)
            #expect(impact["retention_probability"] as? Double == 0.55 && impact["revenue_at_risk"] as? Double == 40)
            #expect(json["customer_id"] is NSNull && json["talking_points"] as? [String] == ["Be brief.", "3 orders"])
            #expect((json["warnings"] as? [String])?.first == "churn risk is high: 50.0 %")
            let other = try await client.post(
                path, #"{"customer_profile": \#(profile), "scenario": "sales_opportunity"}"#
            ).json
            #expect((other["actions"] as? [Object])?.isEmpty == true)
        }
    }

    @Test func `the run goes before the profile, the profile before the orders, and one of them there must be`()
        async throws
    {
        let orders = #""context": {"orders": [{"ordered_at": "2026-09-01T10:00:00Z", "total": 40.5}]}"#
        try await withAdvice { client in
            let path = "/api/generation/actions"
            let known = try await client.post(path, #"{"customer_id": "c0000", "customer_profile": {}, \#(orders)}"#)
            #expect(known.status == 200 && known.json["source"] == nil)
            let told = try await client.post(path, #"{"customer_id": "new", "customer_profile": {}, \#(orders)}"#).json
            #expect(told["source"] as? String == "profile" && told["customer_id"] as? String == "new")
            let placed = try await client.post(path, #"{"customer_id": "new", \#(orders)}"#).json
            #expect(placed["source"] as? String == "context")
            let reason = (placed["actions"] as? [Object])?.first?["reasoning"] as? String
            #expect(
                reason == "avg_order_value 40.5, days_since_last_purchase 7.0, lifetime_value 40.5, total_orders 1.0, "
                    + "purchaseValue high_value")
            #expect(try await client.post(path, #"{"customer_id": "new"}"#).errorCode == "CUSTOMER_NOT_FOUND")
            #expect(try await client.post(path, "{}").errorField == "customer_id")
            let wrong = try await client.post(path, #"{"customer_profile": {"predictions": {"churn_risk": 2}}}"#)
            #expect(wrong.errorField == "customer_profile.predictions.churn_risk")
        }
    }
}
