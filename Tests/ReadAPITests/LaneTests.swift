import Dispatch
import Domain
import Foundation
import ReadAPI
import Synchronization
import Testing

/// Requests that compute neither stop the others nor pile up.
struct LaneTests {
    /// Holds everyone who asks to be placed until the gate is opened.
    private final class Gate: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        let waiting = Mutex(0)

        var place: @Sendable ([ContextOrder], Instant) throws -> ContextStanding? {
            { _, _ in
                self.waiting.withLock { $0 += 1 }
                self.gate.wait()
                return nil
            }
        }

        func open(for count: Int) { for _ in 0..<count { gate.signal() } }
    }

    /// A cold start with enough orders to be computed apart.
    private static let body: String = {
        let order = #"{"ordered_at": "2026-09-01T10:00:00Z", "total": 40.5, "channel": "a channel with a long name"}"#
        return #"{"customer_id": "new", "context": {"orders": ["#
            + Array(repeating: order, count: 400).joined(separator: ",") + "]}}"
    }()

    @Test func `health and look-ups are answered while computing requests wait, and those beyond are sent away`()
        async throws
    {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let (gate, most) = (Gate(), 16)
        try await withServer(shop, configure: { $0.placeByContext = gate.place }) { client in
            try await withThrowingTaskGroup(of: Reply.self) { group in
                for _ in 0..<most + 4 {
                    group.addTask { try await client.post("/api/intelligence/analyze", Self.body) }
                }
                for _ in 0..<4 {
                    let reply = try #require(try await group.next())
                    #expect(reply.status == 503 && reply.errorCode == "SERVICE_UNAVAILABLE")
                    #expect(reply.headers["retry-after"] == "1")
                }
                for path in ["/health/live", "/health/ready", "/metrics", "/api/mcp/customer/c0001"] {
                    #expect(try await client.get(path).status == 200, "\(path)")
                }
                #expect(gate.waiting.withLock { $0 } <= 2)
                gate.open(for: most)
                for try await reply in group { #expect(reply.status == 404) }
            }
        }
    }
}
