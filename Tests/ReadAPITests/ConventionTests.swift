import Domain
import Logging
import Testing

/// What holds for every endpoint.
struct ConventionTests {
    @Test func `an error is an object with code, message and details`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let reply = try await client.get("/api/mcp/customer/nobody")
            let error = try #require(reply.json["error"] as? [String: any Sendable])
            #expect(reply.status == 404)
            #expect(reply.headers["content-type"] == "application/json")
            #expect(error.keys.sorted() == ["code", "details", "message"])
            #expect(error["code"] as? String == "CUSTOMER_NOT_FOUND")
            #expect(!reply.text.contains("nobody"))
        }
    }

    @Test func `an unknown path is 404 and a wrong method 405, whatever the key`() async throws {
        let shop = try PublishedShop()
        try await withServer(shop) { client in
            var client = client
            client.key = nil
            for path in ["/", "/api", "/api/mcp/customer/", "/api//runs", "/api/runs/a/b", "/api/reports/../runs"] {
                let reply = try await client.get(path)
                #expect(reply.status == 404 && reply.errorCode == "ENDPOINT_NOT_FOUND", "\(path)")
            }
            let reply = try await client.send("DELETE", "/api/runs")
            #expect(reply.status == 405 && reply.errorCode == "METHOD_NOT_ALLOWED")
            #expect(reply.headers["allow"] == "GET, HEAD")
            let last = try await client.get("/api/intelligence/analyze")
            #expect(last.headers["allow"] == "POST")
        }
    }

    @Test func `HEAD answers as GET does, without a body`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let reply = try await client.send("HEAD", "/api/segments")
            #expect(reply.status == 200 && reply.body.isEmpty && reply.headers["etag"] != nil)
        }
    }

    @Test func `nothing published is 503, and the process lives`() async throws {
        let shop = try PublishedShop()
        try await withServer(shop) { client in
            for path in ["/health/ready", "/api/segments", "/api/mcp/customers", "/api/reports"] {
                let reply = try await client.get(path)
                #expect(reply.status == 503 && reply.errorCode == "SERVICE_UNAVAILABLE", "\(path)")
            }
            #expect(try await client.get("/health/live").status == 200)
            #expect(try await client.get("/api/runs").status == 200)
            try await shop.publish(1)
            let last = try await client.get("/health/ready")
            #expect(last.status == 200)
        }
    }

    @Test func `an answer is held until the next run`() async throws {
        let shop = try PublishedShop()
        let first = try await shop.publish(1)
        try await withServer(shop) { client in
            let path = "/api/mcp/customer/c0001"
            let fresh = try await client.get(path)
            let tag = try #require(fresh.headers["etag"])
            #expect(tag.contains(first) && fresh.headers["cache-control"] == "private, max-age=60")
            for held in [tag, "W/\(tag)", "\"x\", \(tag)"] {
                let reply = try await client.get(path, ["If-None-Match": held])
                #expect(reply.status == 304 && reply.body.isEmpty && reply.headers["etag"] == tag)
            }
            #expect(try await client.get(path, ["If-None-Match": "\"x\""]).status == 200)
            try await shop.publish(2)
            let next = try await client.get(path, ["If-None-Match": tag])
            #expect(next.status == 200 && next.headers["etag"] != tag)
            let last = try await client.get("/api/runs")
            #expect(last.headers["cache-control"] == "no-store")
        }
    }

    @Test func `the correlation id is taken or made`() async throws {
        let shop = try PublishedShop()
        try await withServer(shop) { client in
            let given = try await client.get("/health/live", ["X-Correlation-ID": "desk-7.a_B"])
            #expect(given.headers["x-correlation-id"] == "desk-7.a_B")
            for bad in ["with blank", "a\"b", String(repeating: "x", count: 65), "{}"] {
                let made = try #require(
                    try await client.get("/health/live", ["X-Correlation-ID": bad]).headers["x-correlation-id"])
                #expect(made.utf8.count == 32 && made.allSatisfy(\.isHexDigit), "\(bad)")
            }
            let last = try await client.get("/nowhere")
            #expect(last.headers["x-correlation-id"] != nil)
        }
    }

    @Test func `the log names neither customers nor keys`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let lines = KeptLog.Lines()
        let logger = Logger(label: "test", factory: { _ in KeptLog(lines: lines) })
        try await withServer(shop, logger: logger) { client in
            _ = try await client.get("/api/mcp/customer/c0001", ["X-Correlation-ID": "seen"])
            _ = try await client.get("/api/mcp/customer/secretperson?x=secretperson")
            _ = try await client.post("/api/intelligence/analyze", #"{"customer_id": "secretperson"}"#)
            let key = try #require(client.key)
            let text = lines.all.joined(separator: "\n")
            #expect(text.contains("seen") && text.contains("GET /api/mcp/customer/{id}"))
            for secret in ["c0001", "secretperson", key] { #expect(!text.contains(secret)) }
        }
    }

    @Test func `a path that is no UTF-8 is 400`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            for path in ["%FF", "%C3", "a%2", "%zz"] {
                let reply = try await client.get("/api/mcp/customer/\(path)")
                #expect(reply.status == 400 && reply.errorCode == "BAD_REQUEST", "\(path)")
            }
            #expect(try await client.get("/api/mcp/customer/%C3%A4%2Fb").status == 404)
            #expect(try await client.get("/api/mcp/customer/c%30001").status == 200)
            let last = try await client.get("/api/mcp/customers?archetype=%FF")
            #expect(last.status == 400)
        }
    }

    @Test func `a body is judged by type, size, JSON and fields`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let path = "/api/intelligence/analyze"
            let form = try await client.post(
                path, "customer_id=c0001", ["Content-Type": "application/x-www-form-urlencoded"])
            #expect(form.status == 415 && form.errorCode == "UNSUPPORTED_MEDIA_TYPE")
            let large = #"{"customer_id": "\#(String(repeating: "x", count: 1_048_576))"}"#
            let refused = try await client.post(path, large)
            #expect(refused.status == 413 && refused.errorCode == "PAYLOAD_TOO_LARGE")
            for body in ["", "{", "{]", #"{"customer_id": "c0001""#] {
                #expect(try await client.post(path, body).status == 400, "\(body)")
            }
            // What is JSON is read whatever it is called; a number stands for its digits.
            let untyped = try await client.post(
                path, #"{"customer_id": "c0001"}"#, ["Content-Type": "application/x-www-form-urlencoded"])
            #expect(untyped.status == 200)
            #expect(try await client.post(path, #"{"customer_id": 7}"#).errorCode == "CUSTOMER_NOT_FOUND")
            for body in ["{}", #"{"customer_id": 7.5}"#, #"{"customer_id": null}"#, #"{"customer_id": ""}"#] {
                let reply = try await client.post(path, body)
                #expect(reply.status == 422 && reply.errorField == "customer_id", "\(body)")
            }
            #expect(try await client.post(path, "[]").errorField == "body")
            let typed = ["Content-Type": "application/json; charset=utf-8"]
            let last = try await client.post(path, #"{"customer_id": "c0001", "more": 1}"#, typed)
            #expect(last.status == 200)
        }
    }

    @Test func `what means nothing here is passed over and named, and a slash at the end does not matter`() async throws
    {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            for path in ["/api/mcp/customer/c0001/?_=17&utm_source=x&a%20b=1", "/api/runs/?v=2", "/health/live/?_=1"] {
                #expect(try await client.get(path).status == 200, "\(path)")
            }
            let reply = try await client.get("/api/segments?_=17&utm_source=x&a%20b=1")
            #expect(reply.status == 200 && reply.headers["x-quimbi-ignored"] == "_, utm_source")
            let last = try await client.get("/api/segments//")
            #expect(last.status == 404)
        }
    }

    @Test func `a query is judged by its names and values`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            for (query, field) in [
                ("limit=0", "limit"), ("limit=501", "limit"), ("limit=1.5", "limit"), ("limit=", "limit"),
                ("limit=1&limit=2", "limit"), ("archtype=x", "archtype"), ("axis=nothing", "axis"),
                ("agent=anna", "agent"), ("start_date=2026-01-01", "start_date"),
                ("axis=purchase_value", "segment"), ("segment=x", "axis"), ("sort=password", "sort"),
                ("cursor=nonsense", "cursor"), ("cursor=e30", "cursor"),
            ] {
                let reply = try await client.get("/api/mcp/customers?\(query)")
                #expect(reply.status == 422 && reply.errorField == field, "\(query)")
            }
        }
    }
}
