import Domain
import Foundation
import Store
import Testing

/// `quimbi serve` as a user who may read the store and write nothing.
@Suite(.serialized, .enabled(if: OtherUser.isAvailable, "another user is needed, so root and setpriv are"))
struct ReadOnlyServerTests {
    private let place: Workplace
    private let program: Program

    init() throws {
        place = try Workplace()
        program = Program(folder: place.path)
        try place.write("source: { path: shop }\nmax_days_without_order: 100000\n", to: "p.yaml")
        try publish("o1,c1,2025-01-01T10:00:00Z,10\n")
    }

    /// Publishes a run of these orders, as the user who owns the store, and lets others read what there is.
    private func publish(_ rows: String) throws {
        try place.write("order_id,customer_id,ordered_at,total\n" + rows, to: "shop/orders.csv")
        let ended = try program.run("run", "p.yaml")
        #expect(ended.code == 0, "\(ended.errors)")
        try OtherUser.letRead(place.path)
    }

    @Test func `a user who may only read serves every run, and starts none`() throws {
        let key = try program.run("keys", "create", "--scope", "admin").output.trimmingCharacters(in: .newlines)
        try OtherUser.letRead(place.path)
        let before = try OtherUser.filesWritten(by: OtherUser.id, in: place.path)
        let server = try OtherUser.serve(in: place.path)
        defer { server.end() }
        func ask(_ path: String, _ method: String = "GET") throws -> (status: Int, text: String) {
            try server.ask(method, path, key: key)
        }
        let limits = try String(contentsOfFile: "/proc/\(server.process.processIdentifier)/limits", encoding: .utf8)
        #expect(limits.contains(/Max core file size +0 +0/), "no memory of keys is left behind")
        #expect(try ask("/health/ready").status == 200)
        #expect(try ask("/api/mcp/customer/c1").status == 200)
        #expect(try ask("/api/mcp/customer/c2").status == 404)
        let refused = try ask("/api/admin/runs", "POST")
        #expect(refused.status == 503 && refused.text.contains("may read the store and not write it"), "\(refused)")
        // What is published while it serves, and a key that is made meanwhile.
        try publish("o1,c1,2025-01-01T10:00:00Z,10\no2,c2,2025-01-02T10:00:00Z,20\n")
        #expect(try ask("/api/mcp/customer/c2").status == 200)
        let later = try program.run("keys", "create").output.trimmingCharacters(in: .newlines)
        try OtherUser.letRead(place.path)
        #expect(try server.ask("GET", "/api/segments", key: later).status == 200)
        #expect(try ask("/api/reports/segments").status == 200)
        #expect(try OtherUser.filesWritten(by: OtherUser.id, in: place.path) == before)
    }

    @Test func `a user who may not even read is told which file`() throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: place.path + "/data/default/p/ledger.sqlite")
        let ended = try OtherUser.run(["serve", "p.yaml", "--port", "0"], in: place.path)
        #expect(ended.code == 5 && ended.errors.contains("ledger.sqlite"), "\(ended)")
    }
}
