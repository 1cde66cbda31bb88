import Foundation
import Testing

/// An endpoint as `/openapi.json` describes it, with a request that it should answer.
struct DescribedEndpoint: Sendable {
    let method: String
    let path: String
    /// `nil` where no key is needed.
    let scope: String?
    let operation: [String: any Sendable]

    var name: String { "\(method) \(path)" }

    /// Whether its answer has no end.
    var isEndless: Bool { path == "/api/events/stream" }

    /// Whether it is answered from a run that a client may choose.
    var isOfRun: Bool { parameters(in: "header").contains("X-Quimbi-Run") }

    /// The names of the parameters in `query`, `path` or `header`.
    func parameters(in place: String) -> [String] {
        let parameters = operation["parameters"] as? [[String: any Sendable]] ?? []
        return parameters.filter { $0["in"] as? String == place }.compactMap { $0["name"] as? String }
    }

    /// What stands in the place of a parameter of the path.
    private static let parameters = [
        "/api/sla/tickets/{id}": "t1", "/api/analytics/agents/{id}": "anna", "/api/analytics/agents/{id}/today": "anna",
        "/api/archetypes/{id}": "aaaa", "/api/segments/{axis}": "purchase_value", "/api/reports/{name}": "segments",
        "/api/analytics/cross-sell/{product}": "tea", "/api/runs/{id}": PublishedShop.firstRun,
    ]
    private static let queries = [
        "/api/analytics/leaderboard": "?metric=sla_compliance", "/api/changes": "?since=\(PublishedShop.firstRun)",
    ]
    private static let bodies = [
        "/api/intelligence/batch": #"{"customer_ids": ["c0001", "nobody"]}"#,
        "/api/analytics/cohorts":
            #"{"start_date": "2026-01-05", "end_date": "2026-02-01", "metric": "revenue", "granularity": "month"}"#,
    ]

    /// Sends the request; a body is one that fits most endpoints unless one is given for it above.
    func ask(_ client: HTTPClient, key: String?) async throws -> Reply {
        var client = client
        client.key = key
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map { part in
            part.hasPrefix("{") ? Self.parameters[path] ?? "c0001" : String(part)
        }
        let address = parts.joined(separator: "/") + (Self.queries[path] ?? "")
        guard method == "POST" else { return try await client.get(address) }
        return try await client.post(address, Self.bodies[path] ?? #"{"customer_id": "c0001"}"#)
    }

    /// The schema of the JSON that it answers with a status; `nil` where it describes none.
    func schema(status: Int) -> [String: any Sendable]? {
        typealias Object = [String: any Sendable]
        let response = (operation["responses"] as? Object)?[String(status)] as? Object
        return ((response?["content"] as? Object)?["application/json"] as? Object)?["schema"] as? Object
    }
}

extension Reply {
    /// Whether the answer is what a request like those above should have: `404` for what the shop's run lacks.
    var isExpected: Bool { (200..<300).contains(status) || errorCode == "REPORT_NOT_FOUND" }
}

extension HTTPClient {
    func describedEndpoints() async throws -> [DescribedEndpoint] {
        typealias Object = [String: any Sendable]
        let paths = try #require(try await get("/openapi.json").json["paths"] as? [String: Object])
        return paths.sorted { $0.key < $1.key }.flatMap { path, methods in
            methods.sorted { $0.key < $1.key }.map { method, operation in
                let operation = operation as? Object ?? [:]
                return DescribedEndpoint(
                    method: method.uppercased(), path: path, scope: operation["x-scope"] as? String,
                    operation: operation)
            }
        }
    }
}
