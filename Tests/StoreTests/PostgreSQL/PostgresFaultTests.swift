import Domain
import Foundation
import PostgreSQL
import PostgreSQLServer
import Store
import Tables
import Testing

/// What goes wrong with a server: nothing half-published, one sentence, and the next run is fine.
@Suite(.serialized, .enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct PostgresFaultTests {
    @Test func `a server killed while a stage is written`() throws {
        let scene = try Scene()
        let good = try scene.publish(1)
        let draft = try scene.begin(on: 2)
        let writer = try draft.writer(for: .features)
        try writer.append(SmallRun.filled(CustomerFeaturesTable.table, 1_000, 2))
        try scene.server.kill()
        let error = #expect(throws: StoreError.self) { try writer.finish(digest: nil) }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("cannot write stage features") == true, "\(error?.message ?? "")")
        #expect(code { _ = try scene.store.current() } == .unavailable)
        try scene.server.restart()
        // Healthy again by itself, also where the server comes back with another store's readers.
        #expect(try scene.store.current() == good)
        #expect(try scene.figure() == 1)
        try scene.publish(3)
        #expect(try scene.figure() == 3)
        #expect(try scene.store.run(draft.id)?.reason == "interrupted")
    }

    @Test func `a server killed in the middle of publishing`() throws {
        let scene = try Scene()
        let good = try scene.publish(1)
        let draft = try scene.begin(on: 2)
        try SmallRun.write(2, customers: 20, to: draft)
        // Somebody holds the pointer's row, so that the transaction is under way and not done.
        let blocker = try Connection(.init(scene.server.uri))
        try blocker.execute("BEGIN; SELECT * FROM platform.current FOR UPDATE")
        let killer = Thread {
            while (try? scene.isWaiting()) != true { usleep(20_000) }
            try? scene.server.kill()
        }
        killer.start()
        #expect(code { try scene.store.publish(draft, .ending(at: .day(2)), at: .day(2)) } == .unavailable)
        while !killer.isFinished { usleep(20_000) }
        try scene.server.restart()
        #expect(try scene.store.current() == good)
        #expect(try scene.store.run(draft.id)?.state == .running)
        #expect(try scene.figure() == 1)
        try scene.publish(3)
        #expect(try scene.figure() == 3)
    }

    @Test func `a lock ends with its session, and its holder is named`() throws {
        let fixture = try Fixture(.server)
        let lock = try fixture.store.acquireLock(holder: "quimbi run nightly.yaml", at: .day(1))
        let error = #expect(throws: StoreError.self) { try fixture.lock(at: .day(1)) }
        #expect(error?.code == .locked)
        #expect(error?.message.contains("is being run by quimbi run nightly.yaml, process") == true)
        try fixture.connect().execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = 0
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """)
        var next: RunLock?
        for _ in 0..<100 where next == nil {
            next = try? fixture.lock(at: .day(2))
            if next == nil { usleep(20_000) }
        }
        #expect(next != nil)
        withExtendedLifetime((lock, next)) {}
    }

    @Test func `a table that another session holds`() throws {
        let fixture = try Fixture(.server)
        let good = try fixture.publish(1)
        let blocker = try fixture.connect()
        try blocker.execute("BEGIN; LOCK TABLE platform_data.cohorts IN ACCESS EXCLUSIVE MODE")
        let draft = try fixture.begin(at: .day(2))
        let error = #expect(throws: StoreError.self) { try SmallRun.write(2, customers: 20, to: draft) }
        #expect(error?.message.contains("lock") == true)
        try blocker.execute("ROLLBACK")
        #expect(try fixture.store.current() == good)
    }

    @Test func `a column that somebody gave another type`() throws {
        let fixture = try Fixture(.server)
        let good = try fixture.publish(1)
        // Eight bytes as well: taken for one another they would be other numbers.
        try fixture.connect().execute(
            "DROP VIEW platform.cohorts; ALTER TABLE platform_data.cohorts ALTER value TYPE bigint")
        let error = #expect(throws: StoreError.self) { try fixture.publish(2) }
        #expect(error?.code == .schemaMismatch)
        #expect(error?.message.contains(#"column value of "platform_data"."cohorts" is not double precision"#) == true)
        #expect(try fixture.store.current() == good)
        try fixture.connect().execute("ALTER TABLE platform_data.cohorts ALTER value TYPE double precision")
        try fixture.publish(3)
        #expect(try fixture.figure() == 3)
    }

    @Test func `nobody answers, the password is wrong, the database is not there`() throws {
        let fixture = try Fixture(.server)
        let uri = uri(fixture)
        var silent = try #require(URLComponents(string: uri))
        silent.port = 1
        let faults: [(String, StoreError.Code, String)] = [
            (try #require(silent.string), .unavailable, "check that the server runs"),
            (try TestServer.changed(uri, password: "wrong"), .unwritable, "check the user, the password"),
            (try TestServer.changed(uri, database: "nowhere"), .unwritable, "does not exist"),
            ("nonsense", .unwritable, "connection string"),
        ]
        for (address, expected, words) in faults {
            let error = #expect(throws: StoreError.self) {
                try RunStore(.postgres(address), tenant: "default", pipeline: "nightly")
            }
            #expect(error?.code == expected)
            #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
            #expect(error?.message.contains("wrong") == false)
        }
    }

    @Test(.enabled(if: SmallTablespace.isAllowed, "mounting a small disk is not permitted here"))
    func `a full disk ends a stage with one sentence and leaves what is published`() throws {
        let scene = try Scene()
        try scene.publish(1)
        let small = try SmallTablespace(megabytes: 8)
        defer { small.remove() }
        let admin = try Connection(.init(scene.server.uri))
        try admin.execute("CREATE TABLESPACE small LOCATION '\(small.path)'")
        try admin.execute(
            "GRANT CREATE ON TABLESPACE small TO PUBLIC; ALTER DATABASE postgres SET default_tablespace = small")
        let error = #expect(throws: StoreError.self) {
            try scene.publish(2) { draft in
                let writer = try draft.writer(for: .features)
                for part in 0..<10 {
                    let ids = (0..<10_000).map { SmallRun.id(part * 10_000 + $0) }
                    try writer.append(
                        SmallRun.filled(CustomerFeaturesTable.table, 10_000, 2)
                            .replacing("customer_id", with: ids))
                }
                try writer.finish(digest: nil)
            }
        }
        #expect(error?.code == .diskFull, "\(error?.message ?? "")")
        #expect(error?.message.contains("No space left on device") == true, "\(error?.message ?? "")")
        #expect(try scene.figure() == 1)
        try scene.publish(3)
        #expect(try scene.figure() == 3)
    }

    private func uri(_ fixture: Fixture) -> String {
        guard case .postgres(let uri) = fixture.address else { preconditionFailure("no database") }
        return uri
    }

    /// A server that may be killed, with a store in it.
    private final class Scene: @unchecked Sendable {
        // The server is told to stop by one thread, and by another once that has ended.
        let server: PrivateServer
        let store: RunStore

        init() throws {
            server = try PrivateServer()
            _ = try PostgresMigration.migrate(url: server.uri, tenant: "default", pipeline: "nightly")
            store = try RunStore(.postgres(server.uri), tenant: "default", pipeline: "nightly")
        }

        func begin(on day: Int) throws -> RunDraft {
            try store.beginRun(
                codeVersion: "1", configDigest: "c", at: .day(day),
                under: store.acquireLock(holder: "the test", at: .day(day)))
        }

        @discardableResult
        func publish(_ figure: Int) throws -> RunID {
            try publish(figure) { try SmallRun.write(figure, customers: 20, to: $0) }
        }

        @discardableResult
        func publish(_ day: Int, _ write: (RunDraft) throws -> Void) throws -> RunID {
            let draft = try begin(on: day)
            try write(draft)
            try store.publish(draft, .ending(at: .day(day)), at: .day(day))
            return draft.id
        }

        func figure() throws -> Double? {
            try store.snapshot().readBlocking { try $0.profile("c000001")?.lifetimeValue }
        }

        /// Whether a session waits for another one's row.
        func isWaiting() throws -> Bool {
            let connection = try Connection(.init(server.uri))
            return try !connection.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").isEmpty
        }
    }
}
