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

    @Test func `an order that makes no sense is named`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop, configure: { $0.placeByContext = Self.place }) { client in
            for (order, field) in [
                (#"{"total": 1}"#, "context.orders[0].ordered_at"),
                (#"{"ordered_at": "2026-09-01"}"#, "context.orders[0].total"),
                (#"{"ordered_at": "2026-09-01", "total": -1}"#, "context.orders[0].total"),
                (#"{"ordered_at": "2999-01-01", "total": 1}"#, "context.orders[0].ordered_at"),
                (#"{"ordered_at": "2026-09-01", "total": 1, "lines": [{}]}"#, "context.orders[0].lines[0].product_id"),
            ] {
                let reply = try await client.post(
                    "/api/intelligence/analyze", #"{"customer_id": "new", "context": {"orders": [\#(order)]}}"#)
                #expect(reply.status == 422 && reply.errorField == field, "\(reply.text)")
            }
        }
    }
}
