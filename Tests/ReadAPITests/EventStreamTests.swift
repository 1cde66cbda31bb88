import Dispatch
import Domain
import Foundation
import Store
import Testing

/// Events over a connection that stays open.
struct EventStreamTests {
    @Test func `events come as they are published, and a client goes on where it stopped`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1, events: [StoredEvent(kind: "segment_born", subject: "a", detail: #"{"n":1}"#)])
        try await withServer(shop) { client in
            let all = try await client.stream("/api/events/stream", ["Last-Event-ID": "0"], until: "id: 1\n")
            #expect(all.contains("Content-Type: text/event-stream"))
            #expect(all.contains("event: segment_born\ndata: {") && all.contains(#""detail":{"n":1}"#))
            async let later = client.stream("/api/events/stream", ["Last-Event-ID": "1"], until: "id: 2\n")
            try await shop.publish(2, events: [StoredEvent(kind: "segment_died", subject: "b", detail: "{}")])
            let news = try await later
            #expect(!news.contains("segment_born") && news.contains("event: segment_died"))
            let reply = try await client.get("/api/events/stream", ["Last-Event-ID": "x"])
            #expect(reply.status == 422 && reply.errorField == "Last-Event-ID")
        }
    }

    @Test func `a stream ends with its key`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let made = try shop.keys.create(scope: .read, rate: 0, at: .init(secondsSince1970: 1_700_000_000))
        try await withServer(shop) { client in
            var client = client
            client.key = made.text
            async let stream = client.stream("/api/events/stream", until: nil)
            try await client.waitForStreams(1)
            try shop.keys.revoke(made.key.id, at: .init(secondsSince1970: 1_700_000_000))
            // Comes back only because the server closed.
            let text = try await stream
            #expect(text.contains("retry: "))
        }
    }

    /// Each refusal lowered the count, so that every second stream beyond the limit got in.
    @Test func `streams beyond the limit are refused, however often they are asked for`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        try await withServer(shop) { client in
            let request = Data(
                "GET /api/events/stream HTTP/1.1\r\nHost: x\r\nX-API-Key: \(client.key ?? "")\r\n\r\n".utf8)
            let open = try (0..<200).map { _ in
                let connection = try ClientConnection(port: client.port)
                connection.send(request)
                return connection
            }
            try await client.waitForStreams(200)
            for _ in 0..<20 {
                let reply = try await client.get("/api/events/stream")
                #expect(reply.status == 503 && reply.headers["retry-after"] == "30")
            }
            #expect(try await client.get("/metrics").text.contains("quimbi_event_streams 200\n"))
            withExtendedLifetime(open) {}
        }
    }

    @Test func `streams end with the server`() async throws {
        let shop = try PublishedShop()
        try await shop.publish(1)
        let streams = AsyncStream.makeStream(of: String.self)
        try await withServer(shop) { client in
            for _ in 0..<3 {
                Task { streams.continuation.yield(try await client.stream("/api/events/stream", until: nil)) }
            }
            try await client.waitForStreams(3)
        }
        var ended = 0
        for await text in streams.stream.prefix(3) where text.contains("retry: ") { ended += 1 }
        #expect(ended == 3)
    }
}

extension HTTPClient {
    /// Returns once so many streams are open.
    func waitForStreams(_ count: Int) async throws {
        while try await !get("/metrics").text.contains("quimbi_event_streams \(count)\n") {
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// What a path sends until a text is among it, or until the server closes.
    func stream(_ path: String, _ headers: [String: String] = [:], until end: String?) async throws -> String {
        var head = "GET \(path) HTTP/1.1\r\nHost: localhost\r\nX-API-Key: \(key ?? "")\r\n"
        for (name, value) in headers { head += "\(name): \(value)\r\n" }
        let request = Data((head + "\r\n").utf8)
        return try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async { [port] in
                continuation.resume(
                    with: Result {
                        String(
                            decoding: try exchange(request, port: port, until: end.map { Data($0.utf8) }), as: UTF8.self
                        )
                    })
            }
        }
    }
}
