import Logging
import ReadAPI
import Testing

/// Where requests come from, told by a proxy, and what is logged of them.
struct ProxyTests {
    /// The answers to a wrong key from each client in turn, where an address has one wrong key free.
    private func statuses(_ proxies: [String], _ headers: [[String: String]]) async throws -> [Int] {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let trusted = try #require(TrustedProxies(proxies))
        let (answers, feed) = AsyncStream.makeStream(of: Int.self)
        try await withServer(
            shop,
            configure: {
                $0.wrongKeyLimit = 1
                $0.trustedProxies = trusted
            }
        ) { client in
            for fields in headers {
                let reply = try await client.get("/api/runs", fields.merging(["X-API-Key": "wrong"]) { $1 })
                feed.yield(reply.status)
            }
            feed.finish()
        }
        return await answers.reduce(into: []) { $0.append($1) }
    }

    @Test func `without a trusted proxy the header is a client's own word`() async throws {
        let found = try await statuses([], [["X-Forwarded-For": "203.0.113.1"], ["X-Forwarded-For": "203.0.113.2"]])
        #expect(found == [401, 429])
        let other = try await statuses(["10.0.0.0/8"], [["X-Forwarded-For": "203.0.113.1"], [:]])
        #expect(other == [401, 429])
    }

    @Test func `behind a trusted proxy clients are told apart, and what they write themselves does not count`()
        async throws
    {
        let found = try await statuses(
            ["127.0.0.0/8", "10.0.0.7"],
            [
                ["X-Forwarded-For": "203.0.113.1"], ["X-Forwarded-For": "203.0.113.2"],
                // The same client as the first, with words of its own in front, a port, and through a second proxy.
                ["X-Forwarded-For": "198.51.100.9, 203.0.113.1"], ["X-Forwarded-For": "203.0.113.1:5555, 10.0.0.7"],
                ["Forwarded": #"for=198.51.100.9, for="203.0.113.1:99";proto=https"#],
                ["Forwarded": #"For="[2001:db8::1]:80""#], ["Forwarded": #"for="[2001:db8::1]""#],
            ])
        #expect(found == [401, 401, 429, 429, 429, 401, 429])
    }

    @Test func `what is no address is the proxy's own`() async throws {
        let found = try await statuses(
            ["127.0.0.1"], [["X-Forwarded-For": "unknown"], ["X-Forwarded-For": "203.0.113.1, _hidden"], [:]])
        #expect(found == [401, 429, 429])
    }

    @Test(arguments: ["", "10.0.0", "10.0.0.0/33", "::/129", "proxy.example", "10.0.0.0/-1", "10.0.0.0/"])
    func `only addresses and networks can be trusted`(text: String) {
        #expect(TrustedProxies([text]) == nil)
    }

    @Test func `a bearer token is a key, and the log has its id and never its text`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let lines = KeptLog.Lines()
        let key = try shop.key()
        let logger = Logger(label: "test") { _ in KeptLog(lines: lines) }
        try await withServer(shop, logger: logger) { client in
            var client = client
            client.key = nil
            for scheme in ["Bearer", "bearer"] {
                let reply = try await client.get("/api/segments", ["Authorization": "\(scheme) \(key)"])
                #expect(reply.status == 200 && reply.headers["x-quimbi-data-age"].flatMap(Int.init) != nil)
            }
            for wrong in ["Bearer", "Bearer x", "Basic \(key)", key] {
                #expect(try await client.get("/api/segments", ["Authorization": wrong]).status == 401)
            }
            #expect(try await client.get("/api/admin/store", ["Authorization": "Bearer \(key)"]).status == 403)
        }
        let (id, secret) = (key.prefix { $0 != "." }, key.drop { $0 != "." }.dropFirst())
        let requests = lines.all.filter { $0.hasPrefix("request") }
        #expect(requests.filter { $0.contains(id) }.count == 3)
        #expect(requests.contains { $0.contains(id) && $0.contains("403") })
        #expect(!lines.all.contains { $0.contains(secret) })
    }
}
