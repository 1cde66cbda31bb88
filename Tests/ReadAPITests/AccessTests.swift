import Domain
import Foundation
import ReadAPI
import Store
import Testing

struct AccessTests {
    private static let past = Instant(secondsSince1970: 1_700_000_000)

    /// Keys that no endpoint lets in, by what is wrong with them; `nil` is no header at all.
    private func uselessKeys(_ shop: PublishedShop) throws -> [(String, String?)] {
        let expired = try shop.keys.create(scope: .admin, rate: 0, expires: Self.past, at: Self.past).text
        let revoked = try shop.keys.create(scope: .admin, rate: 0, at: Self.past)
        try shop.keys.revoke(revoked.key.id, at: Self.past)
        let other = try KeyStore(root: shop.root, tenant: "other").create(scope: .admin, rate: 0, at: Self.past).text
        return [
            ("none", nil), ("empty", ""), ("nonsense", "nonsense"),
            ("wrong", String(try shop.key().dropLast(4)) + "0000"),
            ("too long", String(repeating: "x", count: 5_000)), ("expired", expired), ("revoked", revoked.text),
            ("other tenant", other),
        ]
    }

    @Test func `every endpoint lets in exactly whom it should`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let useless = try uselessKeys(shop)
        let (reader, admin) = (try shop.key(.read), try shop.key(.admin))
        try await withServer(shop) { client in
            for endpoint in try await client.describedEndpoints() where !endpoint.isEndless {
                for (what, key) in useless {
                    let reply = try await endpoint.ask(client, key: key)
                    let isRight = endpoint.scope == nil ? reply.status == 200 : reply.errorCode == "INVALID_API_KEY"
                    #expect(isRight, "\(endpoint.name) with key \(what): \(reply.status)")
                }
                let read = try await endpoint.ask(client, key: reader)
                let isRight = endpoint.scope == "admin" ? read.errorCode == "INSUFFICIENT_PERMISSIONS" : read.isExpected
                #expect(isRight, "\(endpoint.name) with scope read: \(read.status) \(read.text.prefix(300))")
                let full = try await endpoint.ask(client, key: admin)
                #expect(full.isExpected, "\(endpoint.name) with scope admin: \(full.status) \(full.text.prefix(300))")
            }
        }
    }

    @Test func `wrong keys are damped by address, valid keys behind the same address never`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let (first, second, clock) = (try shop.key(), try shop.key(), SetClock())
        try await withServer(
            shop,
            configure: {
                $0.wrongKeyLimit = 3
                $0.uptime = clock.now
            }
        ) { client in
            func status(_ key: String) async throws -> Int {
                try await client.get("/api/runs", ["X-API-Key": key]).status
            }
            for _ in 0..<3 { #expect(try await status("wrong") == 401) }
            clock.advance(by: 59.5)
            let damped = try await client.get("/api/runs", ["X-API-Key": "wrong"])
            #expect(damped.status == 429 && damped.errorCode == "RATE_LIMIT_EXCEEDED")
            #expect(damped.headers["retry-after"] == "1")
            for key in [first, second] { #expect(try await status(key) == 200) }
            clock.advance(by: 0.5)
            let last = try await status("wrong")
            #expect(last == 401)
        }
    }

    /// The largest rate made `rate * 10` overflow and ended the server.
    @Test(arguments: [922_337_203_685_477_581, Int.max])
    func `a key of any rate is served`(rate: Int) async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let key = try shop.key(rate: rate)
        try await withServer(shop) { client in
            for used in 1...2 {
                let reply = try await client.get("/api/segments", ["X-API-Key": key])
                #expect(reply.status == 200 && reply.headers["x-ratelimit-remaining"] == String(rate - used))
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
        let (limited, unlimited, clock) = (try shop.key(rate: 3), try shop.key(rate: 0), SetClock())
        try await withServer(shop, configure: { $0.uptime = clock.now }) { client in
            var client = client
            client.key = limited
            for remaining in [2, 1, 0] {
                let reply = try await client.get("/api/mcp/customer/nobody")
                #expect(reply.status == 404)
                #expect(reply.headers["x-ratelimit-limit"] == "3")
                #expect(reply.headers["x-ratelimit-remaining"] == String(remaining))
                #expect(reply.headers["x-ratelimit-reset"].flatMap(Double.init) != nil)
            }
            clock.advance(by: 59)
            let refused = try await client.get("/api/runs")
            #expect(refused.status == 429 && refused.errorCode == "RATE_LIMIT_EXCEEDED")
            #expect(refused.headers["retry-after"] == "1" && refused.headers["x-ratelimit-remaining"] == "0")
            clock.advance(by: 1)
            #expect(try await client.get("/api/runs").status == 200)
            client.key = unlimited
            let reply = try await client.get("/api/runs")
            #expect(reply.status == 200 && reply.headers["x-ratelimit-limit"] == nil)
        }
    }
}
