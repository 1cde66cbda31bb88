import Dispatch
import Foundation
import PostgreSQL
import PostgreSQLServer
import Testing

@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct ConnectionFaultTests {
    private func error(_ body: () throws -> Void) throws -> PostgreSQLError {
        try #require(#expect(throws: PostgreSQLError.self) { try body() })
    }

    @Test func `a wrong password is refused and not repeated`() throws {
        let error = try error {
            _ = try Connection(.init(TestServer.uri(database: "postgres", password: "s3cret-wrong")))
        }
        #expect(error.kind == .refused)
        #expect(error.sqlState == "28P01")
        #expect(error.message.contains("password authentication failed"))
        #expect(!error.message.contains("s3cret"))
        #expect(!error.message.contains("\n"))
    }

    @Test func `a database that is not there is named`() throws {
        let error = try error { _ = try Connection(.init(TestServer.uri(database: "nowhere"))) }
        #expect(error.kind == .refused)
        #expect(error.message.contains("nowhere"))
    }

    @Test(arguments: ["s3cret", "postgresql://u:s3cret@x@h/db", "host=a s3cret", "postgresql://h:s3cret@/x?bad"])
    func `a string that makes no sense is not repeated`(_ uri: String) throws {
        let error = try error { _ = try Connection(.init(uri)) }
        #expect(error.kind == .badSettings)
        #expect(!error.message.contains("s3cret"))
    }

    @Test func `a refused connection says where`() throws {
        // Port 1 of the loopback: nothing listens there.
        let error = try error { _ = try Connection(.init("postgresql://u:s3cret@127.0.0.1:1/db")) }
        #expect(error.kind == .unreachable)
        #expect(error.message.contains("127.0.0.1:1/db"))
        #expect(error.message.contains("refused"))
        #expect(!error.message.contains("s3cret"))
    }

    @Test func `a statement beyond its time is ended`() throws {
        let connection = try Connection(.init(TestServer.shared(), statementTimeoutMilliseconds: 1_000))
        let error = try error { try connection.execute("SELECT pg_sleep(60)") }
        #expect(error.kind == .statementTimeout)
        #expect(connection.isAlive)
    }

    @Test func `another thread cancels`() throws {
        let connection = try Connection(.init(TestServer.shared()))
        let canceller = try #require(connection.canceller())
        let watcher = try Connection(.init(TestServer.shared()))
        let process = Int64(connection.processID)
        let isCancelled = DispatchSemaphore(value: 0)
        nonisolated(unsafe) let eyes = watcher
        DispatchQueue.global().async {
            // Only a statement that runs can be cancelled.
            let sql = "SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND wait_event = 'PgSleep'"
            for _ in 0..<100_000 where (try? eyes.query(sql, [.int8(process)]).isEmpty) == false { break }
            canceller.cancel()
            isCancelled.signal()
        }
        let error = try error { try connection.execute("SELECT pg_sleep(600)") }
        isCancelled.wait()
        #expect(error.sqlState == "57014")
        #expect(connection.isAlive)
    }

    @Test func `values that the server complains of do not reach the message`() throws {
        let connection = try Connection(.init(TestServer.shared()))
        for sql in [
            "SELECT 's3cret'::int8", "SELECT 's3cret'::timestamptz", "SELECT 's3cret'::numeric",
            "DO $$ BEGIN RAISE EXCEPTION 's3cret'; END $$",
        ] {
            let error = try error { try connection.execute(sql) }
            #expect(!error.message.contains("s3cret"), "\(error.message)")
        }
    }

    @Test func `a role without rights is told so`() throws {
        try withTestDatabase { database in
            let owner = try database.connect()
            let role = database.name + "_role"
            try owner.execute("CREATE TABLE t (n int); CREATE ROLE \(role) LOGIN PASSWORD 'pw'")
            defer { try? owner.execute("DROP ROLE \(role)") }
            let reader = try Connection(.init(TestServer.uri(database: database.name, user: role, password: "pw")))
            let error = try error { try reader.query("SELECT * FROM t") }
            #expect(error.kind == .notPermitted)
            #expect(error.message.contains("table t"))
        }
    }

    @Test func `a server that is killed and restarted is found again`() throws {
        let server = try PrivateServer()
        let pool = ConnectionPool(.init(server.uri), size: 2)
        let answer = { try pool.use { try $0.query("SELECT 42::int8").first?[0] as Int64? } }
        #expect(try answer() == 42)
        let lost = try error {
            try pool.use { connection in
                var out = try connection.copyOut("SELECT repeat('x', 1000) FROM generate_series(1, 1000000)")
                #expect(try out.next())
                try server.kill()
                while try out.next() {}
            }
        }
        #expect(lost.kind == .lost)
        let away = try error { _ = try answer() }
        #expect(away.kind == .unreachable)
        try server.restart()
        #expect(try answer() == 42)
    }

    @Test func `an idle connection that broke is not lent`() throws {
        let server = try PrivateServer()
        let pool = ConnectionPool(.init(server.uri), size: 1)
        #expect(try pool.use { try $0.query("SELECT 1::int8").count } == 1)
        try server.kill()
        try server.restart()
        #expect(try pool.use { try $0.query("SELECT 1::int8").count } == 1)
    }

    @Test func `a server that starts late is waited for`() throws {
        let server = try PrivateServer()
        try server.kill()
        nonisolated(unsafe) let later = server
        let thread = DispatchWorkItem { try? later.restart() }
        let uri = server.uri
        DispatchQueue.global().async(execute: thread)
        let patience = Backoff(attempts: 100, first: .milliseconds(50), longest: .milliseconds(500))
        let connection = try patience.retry(while: { error, _ in error.isTransient }) { () throws(PostgreSQLError) in
            try Connection(.init(uri))
        }
        thread.wait()
        #expect(connection.isAlive)
    }
}

struct BackoffTests {
    private static func mayChange(_ error: PostgreSQLError, _ earlier: Int) -> Bool { error.isTransient }

    @Test func `pauses double up to the longest`() {
        let backoff = Backoff(attempts: 9, first: .milliseconds(100), longest: .seconds(1))
        let pauses = (1...6).map { backoff.pause(after: $0) }
        #expect(pauses == [100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
    }

    @Test func `what will not change is not tried again`() {
        var attempts = 0
        #expect(throws: PostgreSQLError.self) {
            try Backoff(attempts: 5, first: .zero).retry(while: Self.mayChange) { () throws(PostgreSQLError) in
                attempts += 1
                throw PostgreSQLError(.refused, "no")
            }
        }
        #expect(attempts == 1)
    }

    @Test func `what may change is tried as often as agreed`() {
        var attempts = 0
        #expect(throws: PostgreSQLError.self) {
            try Backoff(attempts: 5, first: .zero).retry(while: Self.mayChange) { () throws(PostgreSQLError) in
                attempts += 1
                throw PostgreSQLError(.lost, "gone")
            }
        }
        #expect(attempts == 5)
    }
}

@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct ConnectionPoolTests {
    @Test func `many callers share a few connections`() async throws {
        let pool = try ConnectionPool(.init(TestServer.shared()), size: 3)
        let processes = try await withThrowingTaskGroup(of: Int.self) { group in
            for index in 0..<50 {
                group.addTask {
                    try await pool.use { connection in
                        let value: Int? = try connection.query("SELECT $1::int8", [.int8(Int64(index))]).first?[0]
                        #expect(value == index)
                        return connection.processID
                    }
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect((1...3).contains(processes.count))
    }

    @Test func `a connection left in a transaction is not lent again`() throws {
        let pool = try ConnectionPool(.init(TestServer.shared()), size: 1)
        let first = try pool.use { connection in
            try connection.execute("BEGIN")
            return connection.processID
        }
        #expect(try pool.use(\.processID) != first)
    }
}
