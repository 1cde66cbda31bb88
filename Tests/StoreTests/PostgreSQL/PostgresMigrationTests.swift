import Domain
import PostgreSQL
import PostgreSQLServer
import Store
import Testing

@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct PostgresMigrationTests {
    private static let next =
        LedgerSchema.steps + ["ALTER TABLE runs ADD COLUMN note TEXT; UPDATE runs SET reason = 'seen'"]

    @Test func `a database that was not migrated says so`() throws {
        let error = try withTestDatabase { database in
            #expect(throws: StoreError.self) {
                try RunStore(.postgres(database.uri), tenant: "default", pipeline: "nightly")
            }
        }
        #expect(error?.code == .notMigrated)
        #expect(error?.message.contains("`quimbi migrate`") == true)
    }

    @Test func `migrating again changes nothing`() throws {
        let fixture = try Fixture(.server)
        let run = try fixture.publish(1)
        let before = try catalogue(fixture)
        let versions = try migrate(fixture, LedgerSchema.steps)
        #expect(versions.from == LedgerSchema.steps.count && versions.to == versions.from)
        #expect(try catalogue(fixture) == before)
        #expect(try fixture.store.current() == run)
    }

    @Test func `a ledger goes forward, after a copy, and the older program refuses it`() throws {
        let fixture = try Fixture(.server)
        let run = try fixture.publish(1)
        #expect(code { _ = try open(fixture, Self.next) } == .notMigrated)
        let versions = try migrate(fixture, Self.next)
        #expect(versions.from == LedgerSchema.steps.count && versions.to == Self.next.count)
        #expect(try open(fixture, Self.next).run(run)?.reason == "seen")
        #expect(code { _ = try open(fixture, LedgerSchema.steps) } == .newerLedger)
        #expect(code { _ = try migrate(fixture, LedgerSchema.steps) } == .newerLedger)
        let copy = try fixture.connect().query("SELECT reason FROM platform_v\(LedgerSchema.steps.count).runs")
        #expect(try copy.map { try $0[0] as String? } == [nil])
    }

    @Test func `a step that fails changes nothing`() throws {
        let fixture = try Fixture(.server)
        let run = try fixture.publish(1)
        let before = try catalogue(fixture)
        #expect(throws: StoreError.self) { try migrate(fixture, Self.next + ["INSERT INTO nowhere VALUES (1)"]) }
        #expect(try catalogue(fixture) == before)
        #expect(try fixture.store.run(run)?.reason == nil)
    }

    @Test func `what others made in the schemas stays`() throws {
        let fixture = try Fixture(.server)
        let operator_ = try fixture.connect()
        try operator_.execute(
            """
            CREATE TABLE shared.theirs AS SELECT 1 AS one;
            CREATE VIEW platform.their_view AS SELECT count(*) FROM platform.customer_profiles
            """)
        _ = try migrate(fixture, Self.next)
        #expect(try operator_.query("SELECT * FROM shared.theirs, platform.their_view").count == 1)
    }

    @Test func `a table of runs that lacks a column gets it, and its older runs have no value there`() throws {
        let fixture = try Fixture(.server)
        let operator_ = try fixture.connect()
        let run = try fixture.publish(1)
        try operator_.execute(
            "DROP VIEW platform.stage_runs; ALTER TABLE platform_data.stage_runs DROP COLUMN peak_mib")
        #expect(code { try fixture.publish(2) } == .notMigrated)
        _ = try migrate(fixture, LedgerSchema.steps)
        #expect(try operator_.query("SELECT 1 FROM platform.stage_runs WHERE peak_mib IS NULL").count == 6)
        #expect(try fixture.store.current() == run)
        try fixture.publish(3)
        #expect(try operator_.query("SELECT 1 FROM platform.stage_runs WHERE peak_mib = 3").count == 6)
    }

    @Test(arguments: [
        ("data", "nightly"), (String(repeating: "a", count: 40), "nightly"), ("a", String(repeating: "_", count: 30)),
    ])
    func `names that a server cannot keep apart are refused`(tenant: String, pipeline: String) throws {
        try withTestDatabase { database in
            #expect(
                code { _ = try PostgresMigration.migrate(url: database.uri, tenant: tenant, pipeline: pipeline) }
                    == .invalidName)
        }
    }

    @Test func `names with a _ do not meet`() throws {
        try withTestDatabase { database in
            for (tenant, pipeline) in [("a_b", "c"), ("a", "b_c")] {
                _ = try PostgresMigration.migrate(url: database.uri, tenant: tenant, pipeline: pipeline)
            }
            #expect(try RunStore.pipelines(.postgres(database.uri), tenant: "a") == ["b_c"])
            #expect(try RunStore.pipelines(.postgres(database.uri), tenant: "a_b") == ["c"])
        }
    }

    private func migrate(_ fixture: Fixture, _ steps: [String]) throws -> (from: Int, to: Int) {
        try PostgresMigration.migrate(url: uri(fixture), tenant: "default", pipeline: "nightly", steps: steps)
    }

    private func open(_ fixture: Fixture, _ steps: [String]) throws -> RunStore {
        try RunStore(fixture.address, tenant: "default", pipeline: "nightly", steps: steps)
    }

    private func uri(_ fixture: Fixture) -> String {
        guard case .postgres(let uri) = fixture.address else { preconditionFailure("no database") }
        return uri
    }

    /// Every table, view and column of the store's schemas, with who may do what.
    private func catalogue(_ fixture: Fixture) throws -> [String] {
        let rows = try fixture.connect().query(
            """
            SELECT concat_ws(' ', nspname, relname, relkind, relacl::text, string_agg(attname, ',' ORDER BY attnum)) AS line
            FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
            JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0
            WHERE nspname ~ '^(platform|shared|support_app)' GROUP BY nspname, relname, relkind, relacl::text ORDER BY 1
            """)
        return try rows.map { try $0[0] }
    }
}
