import PostgreSQL
import PostgreSQLServer
import Testing

@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct QueryTests {
    private let connection: Connection

    init() throws {
        connection = try Connection(.init(TestServer.shared()))
    }

    private func one<Value: ColumnValue>(_ sql: String, _ parameters: [Parameter] = []) throws -> Value {
        let row = try #require(try connection.query(sql, parameters).first)
        return try row[0]
    }

    @Test func `values of every type arrive as they were written`() throws {
        let sql = """
            SELECT true AS yes, 7::int2 AS small, -8::int4 AS middle, 9007199254740993::int8 AS large, 0.5::float8 AS half,
              1.5::float4 AS single, 'née "O''Brien" \\ \t'::text AS text, '\\x00ff'::bytea AS bytes,
              '2024-02-29'::date AS day, '2024-02-29 12:34:56.789012+02'::timestamptz AS at,
              '{"a": 1}'::jsonb AS document, '0a0b0c0d-0000-4000-8000-00000000000f'::uuid AS id,
              ARRAY[1.5, NULL, 'NaN']::float8[] AS reals, ARRAY['a,b', '', '"']::text[] AS texts, '{}'::text[] AS none,
              NULL::int8 AS nothing
            """
        let row = try #require(try connection.query(sql).first)
        #expect(try row["yes"] as Bool)
        #expect(try [row["small"], row["middle"], row["large"]] as [Int64] == [7, -8, 9_007_199_254_740_993])
        #expect(try [row["half"], row["single"]] as [Double] == [0.5, 1.5])
        #expect(try row["text"] as String == "née \"O'Brien\" \\ \t")
        #expect(try (row["bytes"] as Bytes).bytes == [0, 255])
        // The day and the instant by `date -d … +%s`: 1709164800 is 2024-02-29T00:00Z.
        #expect(try row["day"] as Day == Day(daysSince1970: 1_709_164_800 / 86_400))
        #expect(try row["at"] as Timestamp == Timestamp(microseconds: 1_709_202_896_789_012))
        #expect(try row["document"] as String == #"{"a": 1}"#)
        #expect(try row["id"] as String == "0a0b0c0d-0000-4000-8000-00000000000f")
        let reals: [Double?] = try row["reals"]
        #expect(reals[0] == 1.5 && reals[1] == nil && reals[2]?.isNaN == true)
        #expect(try row["texts"] as [String] == ["a,b", "", "\""])
        #expect(try (row["none"] as [String]).isEmpty)
        #expect(try row["nothing"] as Int64? == nil)
    }

    /// The oracle is the server's own text of the same number.
    @Test(arguments: [
        "0", "0.00", "7", "-7", "10000", "99999999.0001", "0.0001", "0.00001", "-0.5",
        "123456789012345678901234567890.5",
        "1e-20", "1e40", "NaN", "Infinity", "-Infinity", "0.10000000", "20000.00020000", "9999.9999",
    ])
    func `a numeric is exact decimal text`(_ text: String) throws {
        let row = try #require(
            try connection.query("SELECT n, n::text AS t FROM (SELECT $1::numeric AS n) x", [.text(text)]).first)
        #expect(try row["n"] as String == row["t"])
    }

    @Test func `extreme instants and days arrive`() throws {
        #expect(try one("SELECT 'infinity'::timestamptz") as Timestamp == .infinity)
        #expect(try one("SELECT '-infinity'::timestamptz") as Timestamp == .minusInfinity)
        #expect(try !(one("SELECT 'infinity'::date") as Day).isFinite)
        // Julian day 0, the first day a server holds, is 2,440,588 days before 1970.
        // The last instant a server holds, in microseconds since 2000 at most 2^63 less 1: not within 2^63 since 1970.
        #expect(try one("SELECT '294276-12-31 23:59:59.999999+00'::timestamptz") as Timestamp == .infinity)
        #expect(
            try one("SELECT '4714-11-24 00:00:00+00 BC'::timestamptz") as Timestamp
                == Timestamp(microseconds: -210_866_803_200_000_000))
    }

    @Test func `parameters are bound, whatever they hold`() throws {
        let hostile = "'; DROP TABLE x; -- \" \\ $1 \u{1F600}\n"
        #expect(try one("SELECT $1", [.text(hostile)]) as String == hostile)
        #expect(try one("SELECT $1", [.text("")]) as String == "")
        #expect(try one("SELECT $1::text", [.null]) as String? == nil)
        #expect(try one("SELECT $1", [.int8(.min)]) as Int64 == .min)
        #expect(try one("SELECT $1", [.int4(-5)]) as Int64 == -5)
        #expect(try one("SELECT $1", [.bool(true)]) as Bool)
        #expect(try one("SELECT $1", [.float8(-0.1)]) as Double == -0.1)
        #expect(try one("SELECT $1", [.numeric("12.3400")]) as String == "12.3400")
        #expect(try (one("SELECT $1", [.bytea([0, 1, 255])]) as Bytes).bytes == [0, 1, 255])
        #expect(try one("SELECT $1", [.timestamptz(.init(microseconds: 1))]) as Timestamp == .init(microseconds: 1))
        #expect(try one("SELECT $1", [.date(.init(daysSince1970: -1))]) as Day == .init(daysSince1970: -1))
        #expect(try one("SELECT $1", [.float8Array([1, 2.5])]) as [Double] == [1, 2.5])
        #expect(try one("SELECT $1", [.int8Array([])]) as [Int64] == [])
        #expect(try one("SELECT $1", [.textArray(["", "{", "NULL"])]) as [String] == ["", "{", "NULL"])
        #expect(try one("SELECT $1::jsonb", [.text("[1]")]) as String == "[1]")
    }

    @Test func `a prepared statement runs again with other values`() throws {
        let twice = try connection.prepare("twice", "SELECT $1::int8 * 2 AS n")
        for value in [1, 2, -3] as [Int64] {
            let row = try #require(try twice.query([.int8(value)]).first)
            #expect(try row["n"] as Int64 == value * 2)
        }
    }

    @Test func `the columns of a query are told without running it`() throws {
        let columns = try connection.columns(of: "SELECT 1::int8 AS a, 'x'::text AS b, 1 / 0 AS c")
        #expect(columns.map(\.name) == ["a", "b", "c"])
        #expect(columns.map(\.type) == [TypeID.int8, TypeID.text, TypeID.int4])
    }

    @Test func `rows changed are counted`() throws {
        try connection.execute("CREATE TEMP TABLE t AS SELECT generate_series(1, 10) AS n")
        #expect(try connection.query("DELETE FROM t WHERE n > $1", [.int4(7)]).affectedRows == 3)
    }

    @Test func `a value of another type or NULL where none may be is an error`() throws {
        let row = try #require(try connection.query("SELECT 'x'::text AS a, NULL::int8 AS b").first)
        #expect(throws: PostgreSQLError.self) { try row["a"] as Int64 }
        #expect(throws: PostgreSQLError.self) { try row["b"] as Int64 }
        #expect(throws: PostgreSQLError.self) { try row["c"] as String }
    }

    @Test func `a transaction that throws leaves nothing`() throws {
        struct Stop: Error {}
        try connection.execute("CREATE TEMP TABLE t (n int)")
        #expect(throws: Stop.self) {
            try connection.transaction {
                try connection.execute("INSERT INTO t VALUES (1)")
                throw Stop()
            }
        }
        try connection.transaction { try connection.execute("INSERT INTO t VALUES (2)") }
        #expect(try one("SELECT sum(n)::int8 FROM t") as Int64 == 2)
        #expect(!connection.isInTransaction)
    }

    @Test func `a snapshot cannot write`() throws {
        let error = #expect(throws: PostgreSQLError.self) {
            try connection.transaction(.snapshot) { try connection.execute("CREATE TABLE t (n int)") }
        }
        #expect(error?.sqlState == "25006")
    }
}
