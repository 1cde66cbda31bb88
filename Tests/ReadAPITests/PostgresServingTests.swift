import Dispatch
import PostgreSQLServer
import Store
import Testing

/// The API over a server: what it answers over files, and what it answers while the server is away.
@Suite(.serialized, .enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct PostgresServingTests {
    private static let paths = [
        "/api/mcp/customer/c0001", "/api/mcp/customer/c0003/history", "/api/mcp/customer/c0003/segments",
        "/api/mcp/customer/c0001/cross-sell", "/api/mcp/customer/nobody", "/api/mcp/customers?limit=5",
        "/api/mcp/customers?sort=lifetime_value&order=desc", "/api/mcp/customers?segment=purchase_value:high",
        "/api/archetypes?level=2", "/api/archetypes/cccc", "/api/segments", "/api/segments/purchase_value",
        "/api/analytics/agents/anna", "/api/analytics/agents/anna/today", "/api/sla/tickets/t1",
        "/api/tickets/queue?limit=2",
        "/api/tickets/queue?agent=anna", "/api/reports/segments",
    ]

    @Test func `every question has the same answer from both engines`() async throws {
        let database = try TestDatabase()
        _ = try PostgresMigration.migrate(url: database.uri, tenant: "default", pipeline: "nightly")
        let shops = [try PublishedShop(), try PublishedShop(.postgres(database.uri))]
        var answers: [[String]] = []
        for shop in shops {
            let run = try await shop.publish(3, predicted: true)
            answers.append(try await Self.answers(shop, run: run))
        }
        #expect(answers[0] == answers[1])
        #expect(answers[0].filter { $0.hasPrefix("200") }.count > 12)
        withExtendedLifetime(database) {}
    }

    /// The answers to all paths, without the name of the run.
    private static func answers(_ shop: PublishedShop, run: String) async throws -> [String] {
        let (lines, line) = AsyncStream.makeStream(of: String.self)
        try await withServer(shop) { client in
            for path in paths {
                let reply = try await client.get(path)
                line.yield("\(reply.status) \(path) \(reply.text.replacing(run, with: "RUN"))")
            }
        }
        line.finish()
        return await lines.reduce(into: []) { $0.append($1) }
    }

    @Test func `while the server is away it is 503, and well again by itself`() async throws {
        let server = Killable(try PrivateServer())
        _ = try PostgresMigration.migrate(url: server.uri, tenant: "default", pipeline: "nightly")
        let shop = try PublishedShop(.postgres(server.uri))
        try await shop.publish(3)
        try await withServer(shop) { client in
            #expect(try await client.get("/api/mcp/customer/c0001").status == 200)
            try await server.perform { try $0.kill() }
            for path in ["/api/mcp/customer/c0001", "/health/ready"] {
                let away = try await client.get(path)
                #expect(away.status == 503 && away.errorCode == "SERVICE_UNAVAILABLE")
                #expect(away.headers["retry-after"] == "5")
            }
            #expect(try await client.get("/health/live").status == 200)
            try await server.perform { try $0.restart() }
            #expect(try await client.get("/api/mcp/customer/c0001").status == 200)
            #expect(try await client.get("/health/ready").status == 200)
        }
    }

    /// A server that is stopped and started off the shared pool, one thing at a time.
    private final class Killable: @unchecked Sendable {
        // The queue is the only one to touch it once it is made.
        private let server: PrivateServer
        private let queue = DispatchQueue(label: "server")
        let uri: String

        init(_ server: PrivateServer) { (self.server, uri) = (server, server.uri) }

        func perform(_ body: @escaping @Sendable (PrivateServer) throws -> Void) async throws {
            try await withCheckedThrowingContinuation { continuation in
                queue.async { continuation.resume(with: Result { try body(self.server) }) }
            }
        }
    }
}
