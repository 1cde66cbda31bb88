import Domain
import Foundation
import ReadAPI
import Store
import Testing

/// Runs that are started over HTTP; what is started is a shell here.
struct AdminRunTests {
    /// What `POST /api/admin/runs` answers twice, while the program does what `script` says; then `gate` is taken away.
    private func start(_ script: String, holdsLock: Bool = false, gate: URL? = nil) async throws -> [Reply] {
        let shop = try PublishedShop()
        let admin = try shop.key(.admin)
        let now = Instant(secondsSince1970: 1_790_000_000)
        let lock = holdsLock ? try shop.store.acquireLock(holder: "the test", at: now) : nil
        defer { withExtendedLifetime(lock) {} }
        let replies = Kept()
        try await withServer(shop, configure: { $0.runs = .command(["/bin/sh", "-c", script]) }) { client in
            for _ in 0..<2 {
                await replies.keep(try await client.send("POST", "/api/admin/runs", ["X-API-Key": admin], Data()))
            }
            if let gate { try FileManager.default.removeItem(at: gate) }
        }
        return await replies.all
    }

    private actor Kept {
        private(set) var all: [Reply] = []
        func keep(_ reply: Reply) { all.append(reply) }
    }

    @Test func `a run is started once, and refused while it is under way`() async throws {
        // The program lasts until both have answered, however busy the machine is.
        let gate = FileManager.default.temporaryDirectory.appending(path: "gate-\(UUID().uuidString)")
        try Data().write(to: gate)
        let replies = try await start("while [ -e '\(gate.path)' ]; do sleep 0.1; done >/dev/null 2>&1", gate: gate)
        #expect(replies[0].status == 202 && replies[0].json["state"] as? String == "started")
        #expect(replies[1].status == 409 && replies[1].errorCode == "RUN_IN_PROGRESS")
    }

    @Test func `a run of another process is in the way`() async throws {
        let replies = try await start("exit 0", holdsLock: true)
        #expect(replies.allSatisfy { $0.status == 409 })
        // The program finds the lock taken when it is too late to ask for it here.
        let late = try await start("exit 6")
        #expect(late.allSatisfy { $0.errorCode == "RUN_IN_PROGRESS" })
    }

    @Test func `a program that fails is told of`() async throws {
        let replies = try await start("exit 2")
        #expect(replies.allSatisfy { $0.status == 503 && $0.errorCode == "SERVICE_UNAVAILABLE" })
    }

    @Test func `where runs are switched off the answer says why`() async throws {
        let shop = try PublishedShop()
        let admin = try shop.key(.admin)
        try await withServer(shop, configure: { $0.runs = .off("it was told so") }) { client in
            let reply = try await client.post("/api/admin/runs", "{}", ["X-API-Key": admin])
            #expect(reply.status == 503 && reply.errorCode == "SERVICE_UNAVAILABLE")
            #expect(reply.text.contains("it was told so"))
        }
    }
}
