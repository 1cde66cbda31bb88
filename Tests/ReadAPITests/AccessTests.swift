import Domain
import Foundation
import ReadAPI
import Store
import Testing

/// One request of every endpoint that needs a key.
struct Endpoint: Sendable, CustomTestStringConvertible {
    let path: String
    var body: String?
    var isForAdmins = false

    var testDescription: String { path }

    func ask(_ client: HTTPClient, key: String?) async throws -> Reply {
        var client = client
        client.key = key
        guard let body else { return try await client.get(path) }
        return try await client.post(path, body)
    }

    static let all = [
        Endpoint(path: "/api/intelligence/analyze", body: #"{"customer_id": "c0001"}"#),
        Endpoint(path: "/api/mcp/customer/c0001"), Endpoint(path: "/api/mcp/customer/c0001/segments"),
        Endpoint(path: "/api/mcp/customer/c0001/history"), Endpoint(path: "/api/mcp/customers"),
        Endpoint(path: "/api/segments"), Endpoint(path: "/api/segments/purchase_value"),
        Endpoint(path: "/api/archetypes"), Endpoint(path: "/api/archetypes/aaaa"),
        Endpoint(
            path: "/api/analytics/cohorts",
            body: """
                {"start_date": "2026-01-05", "end_date": "2026-02-01", "metric": "revenue", "granularity": "month"}
                """),
        Endpoint(path: "/api/reports"), Endpoint(path: "/api/reports/segments"), Endpoint(path: "/api/runs"),
        Endpoint(path: "/api/admin/store", isForAdmins: true),
    ]
}

struct AccessTests {
    private static let past = Instant(secondsSince1970: 1_700_000_000)

    @Test func `every endpoint lets in exactly whom it should`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let expired = try shop.keys.create(scope: .admin, rate: 0, expires: Self.past, at: Self.past).text
        let revoked = try shop.keys.create(scope: .admin, rate: 0, at: Self.past)
        try shop.keys.revoke(revoked.key.id, at: Self.past)
        let other = try KeyStore(root: shop.root, tenant: "other").create(scope: .admin, rate: 0, at: Self.past).text
        let (reader, admin) = (try shop.key(.read), try shop.key(.admin))
        let wrong = String(reader.dropLast(4)) + "0000"
        try await withServer(shop) { client in
            for endpoint in Endpoint.all {
                for key in [nil, "", "nonsense", wrong, expired, revoked.text, other] {
                    let reply = try await endpoint.ask(client, key: key)
                    #expect(reply.status == 401 && reply.errorCode == "INVALID_API_KEY", "\(endpoint.path)")
                }
                let reply = try await endpoint.ask(client, key: reader)
                #expect(reply.status == (endpoint.isForAdmins ? 403 : 200), "\(endpoint.path) \(reply.text)")
                if endpoint.isForAdmins { #expect(reply.errorCode == "INSUFFICIENT_PERMISSIONS") }
                #expect(try await endpoint.ask(client, key: admin).status == 200, "\(endpoint.path)")
            }
        }
    }

    @Test func `health and metrics need no key`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            var client = client
            client.key = nil
            for path in ["/health/live", "/health/ready", "/metrics"] {
                let reply = try await client.get(path)
                #expect(reply.status == 200, "\(path)")
            }
        }
    }

    @Test func `a key is refused from the request after it was revoked`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let made = try shop.keys.create(scope: .read, rate: 0, at: Self.past)
        try await withServer(shop) { client in
            var client = client
            client.key = made.text
            #expect(try await client.get("/api/runs").status == 200)
            // As another process does it.
            try KeyStore(root: shop.root, tenant: PublishedShop.tenant).revoke(made.key.id, at: Self.past)
            let last = try await client.get("/api/runs")
            #expect(last.status == 401)
        }
    }

    @Test func `a key is held to its rate, and told how far it is`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let (limited, unlimited) = (try shop.key(rate: 3), try shop.key(rate: 0))
        try await withServer(shop) { client in
            var client = client
            client.key = limited
            for remaining in [2, 1, 0] {
                let reply = try await client.get("/api/mcp/customer/nobody")
                #expect(reply.status == 404)
                #expect(reply.headers["x-ratelimit-limit"] == "3")
                #expect(reply.headers["x-ratelimit-remaining"] == String(remaining))
                let reset = try #require(reply.headers["x-ratelimit-reset"].flatMap(Double.init))
                #expect((-1...61).contains(reset - Date().timeIntervalSince1970))
            }
            let refused = try await client.get("/api/runs")
            #expect(refused.status == 429 && refused.errorCode == "RATE_LIMIT_EXCEEDED")
            #expect(refused.headers["retry-after"].flatMap(Int.init).map { (1...60).contains($0) } == true)
            #expect(refused.headers["x-ratelimit-remaining"] == "0")
            client.key = unlimited
            let reply = try await client.get("/api/runs")
            #expect(reply.status == 200 && reply.headers["x-ratelimit-limit"] == nil)
        }
    }
}
