import Domain
import PostgreSQL
import PostgreSQLServer
import Store
import Tables
import Testing

/// Users who are members of one role each, and what they may do.
@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct PostgresRolesTests {
    @Test func `the platform's role runs a pipeline, and is all that it needs`() throws {
        let scene = try Scene()
        let store = try scene.store(of: "quimbi_platform_role")
        let draft = try store.beginRun(
            codeVersion: "1", configDigest: "c", at: .day(1), under: store.acquireLock(holder: "the test", at: .day(1)))
        try SmallRun.write(1, customers: 5, to: draft)
        try store.publish(draft, .ending(at: .day(1)), at: .day(1))
        #expect(try store.current() == draft.id)
    }

    @Test func `the reader's role reads everything and writes nothing`() throws {
        let scene = try Scene()
        let run = try scene.fixture.publish(1)
        let user = try scene.user(of: "quimbi_reader_role")
        let store = try RunStore(.postgres(user.uri), tenant: "default", pipeline: "nightly")
        #expect(try store.snapshot().run.id == run)
        #expect(try store.snapshot().readBlocking { try $0.profile("c000001")?.lifetimeValue } == 1)
        #expect(try KeyStore(.postgres(user.uri), tenant: "default").list().isEmpty)
        let connection = try Connection(.init(user.uri))
        for schema in ["platform", "platform_data"] {
            let tables = try connection.query(
                """
                SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = $1
                UNION SELECT format('%I.%I', schemaname, viewname) FROM pg_views WHERE schemaname = $1
                """, [.text(schema)])
            #expect(tables.count > 10)
            for row in tables {
                let table: String = try row[0]
                // A view of several tables is refused before anybody looks at rights.
                #expect(kind { try connection.execute("DELETE FROM \(table)") } != nil, "\(table)")
            }
            #expect(kind { try connection.execute("CREATE TABLE \(schema).mine (a int)") } == .notPermitted)
        }
        #expect(code { try store.rollback(to: run, at: .day(2)) } == .unwritable)
        #expect(code { _ = try store.acquireLock(holder: "a reader", at: .day(2)) } == .unwritable)
    }

    @Test func `the support app's role reads views, but neither quarantine nor keys nor other runs`() throws {
        let scene = try Scene()
        try scene.fixture.publish(1)
        let connection = try Connection(.init(try scene.user(of: "quimbi_support_role").uri))
        #expect(try connection.query("SELECT * FROM platform.customer_profiles").count == 20)
        #expect(try connection.query("SELECT * FROM platform.customer_history").isEmpty)
        for table in [
            "platform.quarantine", "platform.keys", "platform_data.quarantine", "platform_data.customer_profiles",
        ] {
            #expect(kind { try connection.execute("SELECT * FROM \(table)") } == .notPermitted, "\(table)")
        }
        #expect(kind { try connection.execute("DELETE FROM platform.current") } == .notPermitted)
        try connection.execute("CREATE TABLE support_app.notes (text text); CREATE TABLE shared.both (text text)")
        let platform = try Connection(.init(try scene.user(of: "quimbi_platform_role").uri))
        #expect(kind { try platform.execute("INSERT INTO support_app.notes VALUES ('x')") } == .notPermitted)
        try platform.execute("CREATE TABLE shared.ours (text text)")
    }

    @Test func `the support app's tables are read by the platform`() throws {
        let scene = try Scene()
        let support = try Connection(.init(try scene.user(of: "quimbi_support_role").uri))
        try support.execute("SET ROLE quimbi_support_role; CREATE TABLE support_app.notes (text text)")
        let platform = try Connection(.init(try scene.user(of: "quimbi_platform_role").uri))
        #expect(try platform.query("SELECT * FROM support_app.notes").isEmpty)
    }

    @Test func `a second tenant has names of its own, and neither reaches the other`() throws {
        let scene = try Scene()
        let first = try scene.fixture.publish(1)
        _ = try PostgresMigration.migrate(url: scene.uri, tenant: "acme", pipeline: "nightly")
        let user = try scene.user(of: "quimbi_platform_role_acme")
        let store = try RunStore(.postgres(user.uri), tenant: "acme", pipeline: "nightly")
        #expect(try store.runs().isEmpty)
        let lock = try store.acquireLock(holder: "acme", at: .day(1))
        let other = try scene.fixture.lock(at: .day(1))
        let draft = try store.beginRun(codeVersion: "1", configDigest: "c", at: .day(1), under: lock)
        try SmallRun.write(7, customers: 5, to: draft)
        try store.publish(draft, .ending(at: .day(1)), at: .day(1))
        #expect(try scene.fixture.store.current() == first)
        #expect(code { _ = try RunStore(.postgres(user.uri), tenant: "default", pipeline: "nightly") } == .notMigrated)
        let connection = try Connection(.init(user.uri))
        #expect(kind { try connection.execute("SELECT * FROM platform.customer_profiles") } == .notPermitted)
        #expect(try RunStore.pipelines(.postgres(scene.uri), tenant: "acme") == ["nightly"])
        #expect(try RunStore.pipelines(.postgres(scene.uri), tenant: "default") == ["nightly"])
        withExtendedLifetime(other) {}
    }

    /// A migrated database, and users made for it.
    private final class Scene {
        let fixture: Fixture
        let uri: String
        /// They stay for as long as the scene.
        private var users: [User] = []

        init() throws {
            fixture = try Fixture(.server)
            guard case .postgres(let uri) = fixture.address else { preconditionFailure("no database") }
            self.uri = uri
        }

        func store(of role: String) throws -> RunStore {
            try RunStore(.postgres(try user(of: role).uri), tenant: "default", pipeline: "nightly")
        }

        func user(of role: String) throws -> User {
            let user = try User(role: role, uri: uri)
            users.append(user)
            return user
        }
    }

    /// A user of the server's, gone with the value.
    private final class User {
        let uri: String
        private let name = "user_\(UInt64.random(in: 0 ... .max))"
        private let admin: String

        init(role: String, uri admin: String) throws {
            self.admin = admin
            let connection = try Connection(.init(admin))
            try connection.execute("CREATE USER \(name) PASSWORD 'secret' IN ROLE \(role)")
            uri = try TestServer.changed(admin, user: name, password: "secret")
        }

        deinit {
            let connection = try? Connection(.init(admin))
            try? connection?.execute("DROP OWNED BY \(name) CASCADE; DROP USER \(name)")
        }
    }
}

/// The kind of the server's error that `body` ends with; `nil` where it ends well.
func kind(of body: () throws -> Void) -> PostgreSQLError.Kind? {
    do {
        try body()
        return nil
    } catch {
        return (error as? PostgreSQLError)?.kind
    }
}
