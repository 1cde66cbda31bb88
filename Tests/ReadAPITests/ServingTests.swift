import Domain
import Foundation
import ReadAPI
import Testing

/// How answers are given: from which run, how old, in which form, and to whom.
struct ServingTests {
    private typealias Object = [String: any Sendable]

    @Test func `a run that is kept can be read after another was published`() async throws {
        let shop = try PublishedShop()
        let first = try await shop.publish(1)
        let second = try await shop.publish(2)
        try await withServer(shop) { client in
            let path = "/api/mcp/customer/c0001"
            let now = try await client.get(path)
            #expect(now.headers["x-quimbi-run"] == second && now.headers["x-quimbi-freshness"] == "current")
            let before = try await client.get(path, ["X-Quimbi-Run": first])
            #expect(before.json["run_id"] as? String == first && before.headers["x-quimbi-run"] == first)
            #expect(before.headers["x-quimbi-freshness"] == "superseded")
            #expect((before.json["behavioral_metrics"] as? Object)?["avg_order_value"] as? Double == 1)
            for unknown in ["20200101T000000Z", "../x", ""] {
                let reply = try await client.get(path, ["X-Quimbi-Run": unknown])
                #expect(reply.status == 404 && reply.errorCode == "RUN_NOT_FOUND", "\(unknown)")
            }
            let page = try await client.get("/api/mcp/customers?limit=5", ["X-Quimbi-Run": first]).json
            let cursor = try #require(page["next_cursor"] as? String)
            let next = try await client.get("/api/mcp/customers?limit=5&cursor=\(cursor)").json
            #expect(next["run_id"] as? String == first)
            let clash = try await client.get("/api/mcp/customers?limit=5&cursor=\(cursor)", ["X-Quimbi-Run": second])
            #expect(clash.status == 422 && clash.errorField == "cursor")
        }
    }

    @Test func `a refusal names the run that it is of`() async throws {
        let shop = try PublishedShop()
        let run = try await shop.publish(1)
        try await withServer(shop) { client in
            for (path, code) in [
                ("/api/mcp/customer/nobody", "CUSTOMER_NOT_FOUND"), ("/api/reports/ltv", "REPORT_NOT_FOUND"),
            ] {
                let reply = try await client.get(path)
                #expect(reply.errorCode == code && reply.headers["x-quimbi-run"] == run)
                #expect(reply.headers["x-quimbi-freshness"] == "current" && reply.headers["etag"] == nil)
            }
        }
    }

    @Test func `a run that was answered from lately is kept, whatever is cleared away`() async throws {
        let shop = try PublishedShop()
        let first = try await shop.publish(1)
        try await withServer(shop) { client in
            let page = try await client.get("/api/mcp/customers?limit=5").json
            try await shop.publish(2)
            #expect(try await client.get("/api/segments").json["run_id"] as? String != first)
            #expect(try await shop.prune(keepRuns: 1).isEmpty)
            let cursor = try #require(page["next_cursor"] as? String)
            let next = try await client.get("/api/mcp/customers?limit=5&cursor=\(cursor)")
            #expect(next.status == 200 && next.json["run_id"] as? String == first)
        }
        #expect(try await shop.prune(keepRuns: 1) == [first])
    }

    @Test func `every answer of a run tells its age`() async throws {
        let shop = try PublishedShop()
        let run = try await shop.publish(1)
        try await withServer(shop, configure: { $0.staleAfter = 60 }) { client in
            for endpoint in try await client.describedEndpoints() where !endpoint.isEndless {
                guard endpoint.isOfRun else { continue }
                let reply = try await endpoint.ask(client, key: client.key)
                guard reply.status == 200 else { continue }
                #expect(reply.headers["x-quimbi-run"] == run, "\(endpoint.name)")
                #expect(reply.headers["x-quimbi-as-of"].flatMap { Instant(iso8601: $0) } != nil, "\(endpoint.name)")
                #expect(reply.headers["x-quimbi-age"].flatMap(Int.init) != nil, "\(endpoint.name)")
            }
            let ready = try await client.get("/health/ready").json
            #expect(ready["freshness"] as? String == "old")
        }
    }

    @Test func `a run that was held back is told of`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await shop.holdBack(2)
        try await withServer(shop) { client in
            let reply = try await client.get("/api/segments")
            #expect(reply.headers["x-quimbi-freshness"] == "held_back")
            let last = try await client.get("/health/ready").json
            #expect(last["freshness"] as? String == "held_back")
        }
    }

    @Test func `long answers are packed for who asks for it, under a tag of their own`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, customers: 60)
        try await withServer(shop) { client in
            let path = "/api/mcp/customers?limit=60"
            let plain = try await client.get(path)
            #expect(plain.headers["content-encoding"] == nil)
            #expect(plain.headers["vary"]?.contains("Accept-Encoding") == true)
            let packed = try await client.get(path, ["Accept-Encoding": "br, gzip;q=0.5"])
            #expect(packed.headers["content-encoding"] == "gzip" && packed.body.count < plain.body.count / 3)
            #expect(try gunzip(packed.body) == plain.body)
            let tag = try #require(packed.headers["etag"])
            #expect(tag != plain.headers["etag"])
            let held = try await client.get(path, ["Accept-Encoding": "gzip", "If-None-Match": tag])
            #expect(held.status == 304 && held.headers["etag"] == tag && held.body.isEmpty)
            let refused = try await client.get(path, ["Accept-Encoding": "gzip;q=0"])
            #expect(refused.headers["content-encoding"] == nil)
            let last = try await client.get("/health/live", ["Accept-Encoding": "gzip"])
            #expect(last.headers["content-encoding"] == nil)
        }
    }

    @Test func `a list as CSV holds every row once`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, customers: 1_203)
        try await withServer(shop) { client in
            let reply = try await client.get("/api/mcp/customers?sort=-lifetime_value", ["Accept": "text/csv"])
            #expect(reply.headers["content-type"] == "text/csv; charset=utf-8")
            let lines = reply.unchunked.components(separatedBy: "\r\n").dropLast()
            #expect(lines.first?.hasPrefix("customer_id,archetype.id,archetype.level,archetype.name,") == true)
            let ids = lines.dropFirst().map { $0.prefix { $0 != "," } }
            #expect(ids.count == 1_203 && Set(ids).count == 1_203 && ids.first == "c1202")
            #expect(lines.contains { $0.contains(#""{""purchase_value"":""high_value""}""#) })
            let few = try await client.get("/api/mcp/customers?limit=7", ["Accept": "text/csv"])
            #expect(few.unchunked.components(separatedBy: "\r\n").count == 9)
            let packed = try await client.get("/api/mcp/customers", ["Accept": "text/csv", "Accept-Encoding": "gzip"])
            #expect(packed.headers["content-encoding"] == "gzip")
            let last = try await client.get("/api/mcp/customers", ["Accept": "image/png"])
            #expect(last.status == 406 && last.errorCode == "NOT_ACCEPTABLE")
        }
    }

    @Test func `a report's list as CSV`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let reply = try await client.get("/api/reports/sla?list=policies", ["Accept": "text/csv"])
            #expect(reply.status == 200 && reply.unchunked == "met,name\r\n3,urgent\r\n")
            #expect(
                try await client.get("/api/reports/sla", ["Accept": "text/csv"]).unchunked == "met,name\r\n3,urgent\r\n"
            )
            let last = try await client.get("/api/reports/sla?list=nothing", ["Accept": "text/csv"])
            #expect(last.status == 422 && last.errorField == "list")
        }
    }

    @Test func `pages of allowed origins may call, and no others`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let page = "https://desk.example"
        try await withServer(shop, configure: { $0.allowedOrigins = [page] }) { client in
            let asks = ["Origin": page, "Access-Control-Request-Method": "POST"]
            let preflight = try await client.send("OPTIONS", "/api/intelligence/analyze", asks)
            #expect(preflight.status == 204 && preflight.headers["access-control-allow-origin"] == page)
            #expect(preflight.headers["access-control-allow-methods"] == "POST")
            #expect(preflight.headers["access-control-allow-headers"]?.contains("X-API-Key") == true)
            let answer = try await client.get("/api/runs", ["Origin": page])
            #expect(answer.headers["access-control-allow-origin"] == page)
            #expect(answer.headers["vary"]?.contains("Origin") == true)
            let foreign = try await client.get("/api/runs", ["Origin": "https://evil.example"])
            #expect(foreign.status == 200 && foreign.headers["access-control-allow-origin"] == nil)
            let refused = try await client.send(
                "OPTIONS", "/api/runs", ["Origin": "null", "Access-Control-Request-Method": "GET"])
            #expect(refused.status == 405 && refused.headers["access-control-allow-origin"] == nil)
        }
        try await withServer(shop) { client in
            let last = try await client.get("/api/runs", ["Origin": page])
            #expect(last.headers["access-control-allow-origin"] == nil)
        }
    }

    @Test func `browsers are told to take answers as data`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            for path in ["/api/segments", "/nowhere", "/health/live", "/docs", "/openapi.json"] {
                let reply = try await client.get(path)
                #expect(reply.headers["x-content-type-options"] == "nosniff", "\(path)")
                #expect(reply.headers["content-security-policy"]?.hasPrefix("default-src 'none'") == true, "\(path)")
            }
        }
    }

    @Test func `many customers at once, in the order in which they were asked for`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let path = "/api/intelligence/batch"
            let json = try await client.post(path, #"{"customer_ids": ["c0003", "x", "c0001", "c0003"]}"#).json
            let customers = try #require(json["customers"] as? [Object])
            #expect(customers.compactMap { $0["customer_id"] as? String } == ["c0003", "c0001", "c0003"])
            #expect(json["not_found"] as? [String] == ["x"])
            let single = try await client.post("/api/intelligence/analyze", #"{"customer_id": "c0001"}"#).json
            #expect(Set(single.keys).subtracting(["run_id", "as_of"]) == Set(customers[1].keys))
            let many = (0..<501).map { #""c\#($0)""# }.joined(separator: ",")
            for (ids, field) in [("[]", "customer_ids"), ("[\(many)]", "customer_ids"), ("[1]", "customer_ids[0]")] {
                let reply = try await client.post(path, "{\"customer_ids\": \(ids)}")
                #expect(reply.status == 422 && reply.errorField == field)
            }
        }
    }

    @Test func `a list is limited by risk and by value`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, predicted: true)
        try await withServer(shop) { client in
            func count(_ query: String) async throws -> Int? {
                (try await client.get("/api/mcp/customers?\(query)").json["customers"] as? [Object])?.count
            }
            #expect(try await count("min_churn=0.25") == 12)
            #expect(try await count("min_churn=0.26") == 0)
            #expect(try await count("min_ltv=99.5&sort=-ltv_12m") == 12)
            let last = try await count("min_ltv=100")
            #expect(last == 0)
        }
    }
}
