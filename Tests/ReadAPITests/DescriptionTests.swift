import Foundation
import ReadAPI
import Store
import Testing

/// The description and what is served are one.
struct DescriptionTests {
    private typealias Object = [String: any Sendable]

    @Test func `every route is described, and nothing else`() async throws {
        let shop = try PublishedShop()
        let configuration = ReadAPI.Configuration(shop)
        let served = try ReadAPI(configuration).endpoints()
        try await withServer(shop) { client in
            let described = try await client.describedEndpoints()
            #expect(Set(described.map(\.name)) == Set(served.map(\.name)) && described.count == served.count)
            for (name, scope) in served {
                #expect(described.first { $0.name == name }?.scope == scope?.rawValue, "\(name)")
            }
        }
    }

    @Test func `every answer is as it is described`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, predicted: true)
        let admin = try shop.key(.admin)
        try await withServer(shop) { client in
            let components = try await client.get("/openapi.json").json["components"] as? Object
            let check = SchemaCheck(components: components?["schemas"] as? Object ?? [:])
            for endpoint in try await client.describedEndpoints() where !endpoint.isEndless {
                let reply = try await endpoint.ask(client, key: admin)
                #expect(reply.isExpected, "\(endpoint.name): \(reply.status) \(reply.text.prefix(300))")
                guard let schema = endpoint.schema(status: reply.status) else {
                    #expect(reply.headers["content-type"] != "application/json", "\(endpoint.name)")
                    continue
                }
                let faults = check.faults(reply.json, schema)
                #expect(faults.isEmpty, "\(endpoint.name): \(faults)")
            }
        }
    }

    @Test func `every refusal has a status that is described, and its form`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let components = try await client.get("/openapi.json").json["components"] as? Object
            let check = SchemaCheck(components: components?["schemas"] as? Object ?? [:])
            for endpoint in try await client.describedEndpoints() {
                let path = endpoint.path.replacing(/\{[a-z]+\}/, with: "%FF")
                let reply =
                    endpoint.method == "POST" ? try await client.post(path, "{") : try await client.get(path + "?x=%FF")
                guard reply.status != 200, endpoint.scope != nil else { continue }
                let schema = try #require(
                    endpoint.schema(status: reply.status), "\(endpoint.name) does not describe \(reply.status)")
                #expect(check.faults(reply.json, schema).isEmpty, "\(endpoint.name): \(reply.text)")
            }
        }
    }

    @Test func `the page for people names every endpoint and loads nothing`() async throws {
        let shop = try PublishedShop()
        try await withServer(shop) { client in
            let page = try await client.get("/docs")
            #expect(page.status == 200 && page.headers["content-type"] == "text/html; charset=utf-8")
            let policy = try #require(page.headers["content-security-policy"])
            #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
            for endpoint in try await client.describedEndpoints() { #expect(page.text.contains(endpoint.path)) }
            #expect(page.text.contains("context.orders[].lines[].unit_price"))
            for outside in ["<script", "<img", "<link", "@import", "url(", "src="] {
                #expect(!page.text.contains(outside), "\(outside)")
            }
        }
    }
}
