import Domain
import Foundation
import ReadAPI
import Testing

/// A customer whom no run has seen.
struct ColdStartTests {
    private typealias Object = [String: any Sendable]

    private static let orders = """
        {"customer_id": "new", "context": {"orders": [
          {"ordered_at": "2026-09-01T10:00:00Z", "total": 40.5, "lines": [
            {"product_id": "tea", "category": "hot", "quantity": 2, "unit_price": 20.25}]},
          {"ordered_at": "2026-09-11T10:00:00Z", "total": 10, "refunded": 1.25, "discount": null}]}}
        """

    /// Places everyone alike; what it was given is in the figures.
    private static let place: @Sendable ([ContextOrder], Instant) throws -> ContextStanding? = { orders, asOf in
        ContextStanding(
            asOf: asOf, segments: [(.purchaseValue, "high_value"), (.purchaseCadence, Axis.unobserved)],
            archetypes: [
                .init(level: 2, id: "cccc", name: "Nobody's"), .init(level: 1, id: "aaaa", name: "Steady"),
            ], net: orders.reduce(0) { $0 + $1.total - ($1.refunded ?? 0) }, orders: orders.count,
            firstOrderAt: orders[0].orderedAt, lastOrderAt: orders[orders.count - 1].orderedAt)
    }

    @Test func `orders of the context are placed, and the answer says so`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop, configure: { $0.placeByContext = Self.place }) { client in
            let json = try await client.post("/api/intelligence/analyze", Self.orders).json
            #expect(json["source"] as? String == "context" && json["customer_id"] as? String == "new")
            // The run has no level 2 archetype `cccc`.
            let archetype = try #require(json["archetype"] as? Object)
            #expect(archetype["id"] as? String == "aaaa" && archetype["level"] as? Int == 1)
            let metrics = try #require(json["behavioral_metrics"] as? Object)
            #expect(metrics["lifetime_value"] as? Double == 49.25 && metrics["total_orders"] as? Int == 2)
            #expect(metrics["avg_order_value"] as? Double == 24.63)
            let predictions = try #require(json["predictions"] as? Object)
            #expect(predictions["ltv_12mo"] is NSNull && (predictions["reasons"] as? Object)?.count == 3)
            let known = try await client.post(
                "/api/intelligence/analyze", Self.orders.replacingOccurrences(of: "\"new\"", with: "\"c0001\"")
            ).json
            #expect(known["source"] == nil && (known["behavioral_metrics"] as? Object)?["total_orders"] as? Int == 1)
        }
    }

    @Test func `without orders, or without a model, the customer is unknown`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let path = "/api/intelligence/analyze"
        try await withServer(shop, configure: { $0.placeByContext = Self.place }) { client in
            for body in [#"{"customer_id": "new"}"#, #"{"customer_id": "new", "context": {}}"#] {
                let reply = try await client.post(path, body)
                #expect(reply.status == 404 && reply.errorCode == "CUSTOMER_NOT_FOUND")
            }
        }
        try await withServer(shop, configure: { $0.placeByContext = { _, _ in nil } }) { client in
            let reply = try await client.post(path, Self.orders)
            #expect(reply.status == 404 && reply.errorCode == "CUSTOMER_NOT_FOUND")
        }
    }

    @Test func `orders in other words are read, and what is not understood is named and never refused`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let path = "/api/intelligence/analyze"
        try await withServer(shop, configure: { $0.placeByContext = Self.place }) { client in
            func ask(_ id: String, _ context: String) async throws -> Reply {
                try await client.post(path, #"{"customer_id": "\#(id)", "context": \#(context)}"#)
            }
            let other = try await ask(
                "new",
                #"{"orders": [{"id": 1, "created_at": "2026-09-01T10:00:00Z", "total_price": "49.90", "line_items": "#
                    + #"[{"sku": 7, "price": "49.90"}]}], "interactions": [{"type": "open"}]}"#)
            #expect(other.status == 200, "\(other.text)")
            #expect((other.json["behavioral_metrics"] as? Object)?["lifetime_value"] as? Double == 49.9)
            #expect(other.json["context_notes"] as? [String] == ["context.interactions is not looked at"])
            for (order, words) in [
                (#"{"total": 1}"#, "no time"), (#"{"ordered_at": "2026-09-01"}"#, "no total"),
                (#"{"ordered_at": "2026-09-01", "total": -1}"#, "no total"),
                (#"{"ordered_at": "2999-01-01", "total": 1}"#, "no time"), ("7", "no time"),
                (#"{"ordered_at": "2026-09-01", "total": "1e400"}"#, "no total"),
            ] {
                let unknown = try await ask("new", #"{"orders": [\#(order)]}"#)
                #expect(
                    unknown.status == 404 && unknown.text.contains("context.orders[0] has \(words)"), "\(unknown.text)")
                let known = try await ask("c0001", #"{"orders": [\#(order)]}"#)
                let notes = known.json["context_notes"] as? [String] ?? []
                #expect(known.status == 200 && notes.first?.contains(words) == true, "\(known.text)")
            }
            for context in [
                "1", "[]", #""x""#, "null", "{}", #"{"orders": []}"#, #"{"orders": null}"#, #"{"orders": 3}"#,
            ] {
                #expect(try await ask("c0001", context).status == 200, "\(context)")
                let unknown = try await ask("new", context)
                #expect(unknown.errorCode == "CUSTOMER_NOT_FOUND", "\(context)")
            }
            let later = try await ask("c0001", #"{"orders": [{"ordered_at": "2026-09-25", "total": 1}]}"#)
            #expect((later.json["context_notes"] as? [String])?.first?.contains("1 orders since the run") == true)
        }
    }
}
