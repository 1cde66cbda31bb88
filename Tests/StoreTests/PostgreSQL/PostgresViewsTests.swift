import Domain
import PostgreSQL
import PostgreSQLServer
import Store
import Synchronization
import Tables
import Testing

/// What an analyst sees who asks the database itself.
@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct PostgresViewsTests {
    @Test func `the views show the current run, and go back with it`() throws {
        let fixture = try Fixture(.server)
        let (first, second) = (try fixture.publish(1), try fixture.publish(2))
        let reader = try fixture.connect()
        #expect(try runs(reader) == [second.text])
        #expect(
            try value(reader, "SELECT lifetime_value FROM platform.customer_profiles WHERE customer_id = 'c000001'")
                == 2)
        try fixture.store.rollback(to: first, at: .day(3))
        #expect(try runs(reader) == [first.text])
        #expect(
            try value(reader, "SELECT lifetime_value FROM platform.customer_profiles WHERE customer_id = 'c000001'")
                == 1)
    }

    @Test func `a pinned read names its run`() throws {
        let fixture = try Fixture(.server)
        let first = try fixture.publish(1)
        try fixture.publish(2)
        let sql = """
            SELECT lifetime_value FROM platform_data.customer_profiles
            WHERE run_id = '\(first)' AND customer_id = 'c000001'
            """
        #expect(try value(try fixture.connect(), sql) == 1)
    }

    @Test func `the memberships stand in a view as well`() throws {
        let fixture = try Fixture(.server)
        try fixture.publish(1)
        let rows = try fixture.connect().query(
            "SELECT segment, membership FROM platform.segment_memberships WHERE customer_id = 'c000001'")
        #expect(try rows.map { try $0["segment"] as String } == ["high", "low"])
        #expect(try rows.map { try $0["membership"] as Double } == [0.75, 0.25])
    }

    @Test func `a reader who polls all views in one transaction through twenty publishes sees one run`() throws {
        let fixture = try Fixture(.server)
        let first = try fixture.publish(0)
        let inOneTransaction = try fixture.connect()
        let inOneStatement = try fixture.connect()
        try inOneTransaction.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for figure in 1...20 {
            #expect(try runs(inOneTransaction) == [first.text])
            let published = try fixture.publish(figure)
            #expect(try runs(inOneTransaction) == [first.text])
            #expect(try runs(inOneStatement) == [published.text])
        }
        // The reader's transaction keeps its run's partitions, whoever clears away.
        try fixture.store.prune(keepRuns: 19, under: try fixture.lock(at: .day(30)))
        #expect(try runs(inOneTransaction) == [first.text])
        try inOneTransaction.execute("COMMIT")
        try fixture.publish(21)
        #expect(try !fixture.hasTables(of: first))
    }

    /// The runs whose rows the views show, all of them asked in one statement.
    private func runs(_ connection: Connection) throws -> [String] {
        let parts = TableSchema.all.map { "SELECT run_id FROM platform.\($0.name)" }
        let rows = try connection.query("SELECT DISTINCT run_id FROM (\(parts.joined(separator: " UNION ALL "))) AS r")
        return try rows.map { try $0[0] }
    }

    private func value(_ connection: Connection, _ sql: String) throws -> Double? {
        try connection.query(sql).first?[0]
    }
}
