import Foundation
import Store
import Testing

/// Requests that nobody should send; slow senders and thousands of idle connections are in `Tests/Serving/hostile.py`.
struct HostileTests {
    @Test func `a body is read to its limit and no further`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let path = "/api/intelligence/analyze"
            // A client that still writes when the connection is closed loses the answer with it.
            let large = try? await client.post(
                path, #"{"customer_id": "\#(String(repeating: "x", count: 10_000_000))"}"#)
            #expect(large == nil || large?.status == 413 && large?.errorCode == "PAYLOAD_TOO_LARGE")
            for opening in ["[", #"{"a":"#, #"{"customer_id": "c0001", "context": {"orders": ["#] {
                let deep = try await client.post(path, String(repeating: opening, count: 1_000_000 / opening.count))
                #expect(deep.status == 400 && deep.errorCode == "BAD_REQUEST", "\(opening)")
            }
            let wide = #"{"customer_id": "x", "context": {"orders": [\#(String(repeating: "0,", count: 400_000))0]}}"#
            #expect(try await client.post(path, wide).errorCode == "CUSTOMER_NOT_FOUND")
            let last = try await client.get("/health/live")
            #expect(last.status == 200)
        }
    }

    @Test func `heads beyond the limits are refused, and the server lives`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let many = Dictionary(uniqueKeysWithValues: (0..<5_000).map { ("X-H\($0)", "v") })
            let flood = try? await client.get("/health/live", many)
            #expect(flood == nil || flood?.status == 400)
            let long = try? await client.get("/health/live", ["X-Long": String(repeating: "v", count: 1_000_000)])
            #expect(long == nil || long?.status == 400)
            let path = try? await client.get("/" + String(repeating: "a", count: 1_000_000))
            #expect(path == nil || [400, 404, 414].contains(path?.status))
            let last = try await client.get("/health/live")
            #expect(last.status == 200)
        }
    }

    @Test func `SQL and paths in every parameter are data`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let texts = [
            "' OR '1'='1", "x'; DROP TABLE customer_profiles; --", #"" OR ""=""#, "../../ledger", "$1", "\\", "😀",
        ]
        let admin = try shop.key(.admin)
        try await withServer(shop) { client in
            var client = client
            client.key = admin
            for endpoint in try await client.describedEndpoints() where endpoint.method == "GET" && !endpoint.isEndless
            {
                let names = endpoint.parameters(in: "query")
                for text in texts {
                    let escaped = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
                    let path = endpoint.path.replacing(/\{[a-z]+\}/, with: escaped)
                    for query in names.isEmpty ? [""] : names.map({ "?\($0)=\(escaped)" }) {
                        let reply = try await client.get(path + query)
                        #expect([200, 404, 422].contains(reply.status), "\(endpoint.name) \(query): \(reply.status)")
                    }
                }
            }
            let last = try await client.get("/api/mcp/customer/c0001")
            #expect(last.status == 200)
        }
    }
}
