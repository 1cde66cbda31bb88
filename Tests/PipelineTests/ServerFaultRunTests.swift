import Domain
import Foundation
import Pipeline
import PostgreSQL
import PostgreSQLServer
import SampleShop
import Store
import Tables
import Testing

/// The program beside a server that fails it: one sentence, the exit code of its kind, what is published stays, and the next
/// run is fine.
@Suite(.serialized, .enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct ServerFaultRunTests {
    /// Where a run is when something happens to it, told by a lock that it waits for.
    enum Moment: String, CaseIterable, CustomTestStringConvertible {
        case reading = "LOCK TABLE order_lines IN ACCESS EXCLUSIVE MODE"
        case writing = "LOCK TABLE platform_data.cohorts IN ACCESS EXCLUSIVE MODE"
        case publishing = "SELECT * FROM platform.current FOR UPDATE"

        var testDescription: String { "\(self)" }
    }

    @Test(arguments: Moment.allCases)
    func `a server killed at each moment, and back only after the run`(moment: Moment) throws {
        let scene = try Scene()
        try scene.kill(at: moment)
        let ended = try scene.end()
        #expect(ended.code == 5 && ended.sentences.count == 1, "\(ended.errors)")
        try scene.server.restart()
        try scene.checkPublished(before: moment)
        try scene.checkNextRun()
    }

    @Test func `a server killed while it is read, and back soon, is read again and published`() throws {
        let scene = try Scene()
        try scene.kill(at: .reading)
        try scene.server.restart()
        let ended = try scene.end()
        #expect(ended.code == 0, "\(ended.errors)")
        #expect(try scene.current() != scene.good)
        try scene.checkNextRun()
    }

    @Test func `a run that is killed gives its lock back, and so do the statements that it leaves`() throws {
        let scene = try Scene()
        let blocker = try scene.block(.writing)
        let process = try scene.start()
        try scene.waitUntilBlocked(process)
        let second = try scene.program(beside: "second").run("run", "\(scene.place.path)/nightly.yaml", "--force")
        #expect(second.code == 6, "\(second.errors)")
        #expect(second.sentences.count == 1 && second.errors.contains("is being run by quimbi run"), "\(second.errors)")
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        // What the server still does for it waits for a lock, and ends when the server sees that its client is gone.
        while try scene.isBlocked() { usleep(50_000) }
        try blocker.execute("ROLLBACK")
        try scene.checkPublished(before: .writing)
        try scene.checkNextRun()
    }

    @Test(.enabled(if: SmallTablespace.isAllowed, "mounting a small disk is not permitted here"))
    func `a full disk`() throws {
        let scene = try Scene()
        let small = try SmallTablespace(megabytes: 1)
        defer { small.remove() }
        let admin = try scene.connect()
        try admin.execute("CREATE TABLESPACE small LOCATION '\(small.path)'")
        try admin.execute(
            "GRANT CREATE ON TABLESPACE small TO PUBLIC; ALTER DATABASE postgres SET default_tablespace = small")
        let ended = try scene.run()
        #expect(ended.code == 5 && ended.sentences.count == 1, "\(ended.errors)")
        #expect(ended.errors.contains("No space left on device"), "\(ended.errors)")
        try scene.checkPublished(before: .writing)
        try admin.execute("ALTER DATABASE postgres RESET default_tablespace")
        try scene.checkNextRun()
    }

    @Test func `a table that another session holds for longer than is waited`() throws {
        let scene = try Scene()
        let blocker = try scene.block(.writing)
        let ended = try scene.run()
        #expect(ended.code == 5 && ended.sentences.count == 1, "\(ended.errors)")
        #expect(ended.errors.contains("lock timeout"), "\(ended.errors)")
        try blocker.execute("ROLLBACK")
        try scene.checkPublished(before: .writing)
        try scene.checkNextRun()
    }

    @Test func `a role without rights, in the store and at the source`() throws {
        let scene = try Scene()
        let admin = try scene.connect()
        try admin.execute(
            """
            CREATE USER analyst PASSWORD 'pw' IN ROLE quimbi_reader_role;
            CREATE USER nobody PASSWORD 'pw' IN ROLE quimbi_platform_role;
            """)
        for (user, words) in [("analyst", "quimbi_platform_role"), ("nobody", "permission denied for table")] {
            let uri = try TestServer.changed(scene.server.uri, user: user, password: "pw")
            let ended = try scene.program(as: uri).run("run", "nightly.yaml", "--force")
            #expect(ended.code == 5 && ended.sentences.count == 1, "\(ended.errors)")
            #expect(ended.errors.contains(words), "\(ended.errors)")
            try scene.checkPublished(before: .writing)
        }
        try admin.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO nobody")
        let uri = try TestServer.changed(scene.server.uri, user: "nobody", password: "pw")
        let ended = try scene.program(as: uri).run("run", "nightly.yaml", "--force")
        #expect(ended.code == 0, "\(ended.errors)")
    }

    @Test func `a column of another type, at the source and in the store`() throws {
        let scene = try Scene()
        let admin = try scene.connect()
        try admin.execute("ALTER TABLE orders ALTER total TYPE boolean USING true")
        let source = try scene.run()
        #expect(source.code == 3 && source.sentences.count == 1, "\(source.errors)")
        #expect(source.errors.contains("column total is a boolean"), "\(source.errors)")
        try scene.checkPublished(before: .reading)
        try admin.execute(
            """
            DROP TABLE orders; ALTER TABLE kept_orders RENAME TO orders;
            DROP VIEW platform.cohorts; ALTER TABLE platform_data.cohorts ALTER value TYPE bigint
            """)
        let store = try scene.run()
        #expect(store.code == 5 && store.sentences.count == 1, "\(store.errors)")
        #expect(store.errors.contains(#"column value of "platform_data"."cohorts""#), "\(store.errors)")
        try scene.checkPublished(before: .writing)
        try admin.execute("ALTER TABLE platform_data.cohorts ALTER value TYPE double precision")
        try scene.checkNextRun()
    }

    /// A server of its own that holds a shop and a store in which one run is published.
    private final class Scene {
        let server: PrivateServer
        let place: Workplace
        let good: RunID
        private var running: Process?

        init() throws {
            (server, place) = (try PrivateServer(), try Workplace())
            _ = try SampleShop(.init(customers: 200, seed: 1)).write(to: place.path + "/shop")
            let connection = try Connection(.init(server.uri))
            try ShopTables.load(place.path + "/shop", into: connection)
            try connection.execute("CREATE TABLE kept_orders AS TABLE orders")
            _ = try PostgresMigration.migrate(url: server.uri, tenant: "default", pipeline: "nightly")
            try place.write(
                """
                name: nightly
                source: { kind: postgres, url: "${QUIMBI_FAULTY}" }
                store: { kind: postgres, url: "${QUIMBI_FAULTY}" }
                max_drift: 1000
                """, to: "nightly.yaml")
            let ended = try Program(folder: place.path, environment: ["QUIMBI_FAULTY": server.uri])
                .run("run", "nightly.yaml")
            try #require(ended.code == 0, "\(ended.errors)")
            good = try #require(try RunStore(.postgres(server.uri), tenant: "default", pipeline: "nightly").current())
        }

        /// The program, with another user where one is given.
        func program(as uri: String? = nil) -> Program {
            Program(folder: place.path, environment: ["QUIMBI_FAULTY": uri ?? server.uri])
        }

        /// The program in a folder of its own, so that its output does not meet the first one's.
        func program(beside name: String) throws -> Program {
            try FileManager.default.createDirectory(
                atPath: "\(place.path)/\(name)", withIntermediateDirectories: true)
            return Program(folder: "\(place.path)/\(name)", environment: ["QUIMBI_FAULTY": server.uri])
        }

        func connect() throws -> Connection { try Connection(.init(server.uri)) }

        func run() throws -> Program.Ended { try program().run("run", "nightly.yaml", "--force") }

        func start() throws -> Process {
            let process = try program().start(["run", "nightly.yaml", "--force"])
            running = process
            return process
        }

        /// How the run ends that was started.
        func end() throws -> Program.Ended { try program().end(of: #require(running)) }

        /// Stands in the way of a run until the transaction of the connection ends.
        func block(_ moment: Moment) throws -> Connection {
            let connection = try connect()
            try connection.execute("BEGIN; \(moment.rawValue)")
            return connection
        }

        func isBlocked() throws -> Bool {
            try !connect().query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").isEmpty
        }

        func waitUntilBlocked(_ process: Process) throws {
            while try !isBlocked() {
                try #require(process.isRunning, "the run ended before it came to wait")
                usleep(20_000)
            }
        }

        /// Starts a run and ends the server when the run has come to a moment.
        func kill(at moment: Moment) throws {
            let blocker = try block(moment)
            try waitUntilBlocked(start())
            try server.kill()
            withExtendedLifetime(blocker) {}
        }

        func current() throws -> RunID? {
            try RunStore(.postgres(server.uri), tenant: "default", pipeline: "nightly").current()
        }

        /// What was published before is served, by the views too.
        func checkPublished(before moment: Moment) throws {
            #expect(try current() == good, "\(moment)")
            let shown = try connect().query("SELECT DISTINCT run_id FROM platform.customer_profiles")
            #expect(try shown.map { try $0[0] as String } == [good.text], "\(moment)")
        }

        /// The next run is published, and nothing is left of those that were not.
        func checkNextRun() throws {
            let ended = try run()
            #expect(ended.code == 0, "\(ended.errors)")
            #expect(try current() != good)
            #expect(try connect().query(Self.ownerless).isEmpty)
        }

        /// Tables of runs of which the ledger does not say that they have any.
        private static let ownerless = """
            SELECT 1 FROM pg_class WHERE relnamespace = 'platform_data'::regnamespace AND relkind = 'r'
            AND substring(relname FROM '_([0-9]+)$')::bigint NOT IN (SELECT number FROM platform.runs WHERE has_files = 1)
            """
    }
}
