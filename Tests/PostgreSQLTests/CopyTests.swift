import PostgreSQL
import PostgreSQLServer
import Testing

@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct CopyTests {
    private let connection: Connection

    init() throws {
        connection = try Connection(.init(TestServer.shared()))
    }

    private func create() throws {
        try connection.execute(
            """
            CREATE TEMP TABLE t (n int8, r float8, b bool, s text, at timestamptz, d date, j jsonb, rs float8[], ts text[])
            """)
    }

    private static let columns = ["n", "r", "b", "s", "at", "d", "j", "rs", "ts"]

    @Test func `rows copied in are the rows that queries give`() throws {
        try create()
        var rows = try connection.copyIn(into: "t", columns: Self.columns)
        let document = Array(#"{"a": [1, "x"]}"#.utf8)
        for index in 0..<1000 {
            rows.put(Int64(index) &* 1_000_000_007)
            rows.put(Double(index) / 7)
            rows.put(index % 2 == 0)
            if index % 3 == 0 { rows.putNull() } else { rows.put("row \(index) 'é\\\"\n") }
            rows.put(Timestamp(microseconds: Int64(index)))
            rows.put(Day(daysSince1970: Int32(index)))
            document.withUnsafeBufferPointer { rows.putJSONB($0) }
            rows.put([Double(index), 0.5])
            rows.put(index % 2 == 0 ? [] : ["\(index)", ""])
            try rows.endRow()
        }
        try rows.finish()
        let result = try connection.query("SELECT * FROM t ORDER BY d")
        try #require(result.count == 1000)
        for (index, row) in result.enumerated() {
            #expect(try row["n"] as Int64 == Int64(index) &* 1_000_000_007)
            #expect(try row["r"] as Double == Double(index) / 7)
            #expect(try row["b"] as Bool == (index % 2 == 0))
            #expect(try row["s"] as String? == (index % 3 == 0 ? nil : "row \(index) 'é\\\"\n"))
            #expect(try row["at"] as Timestamp == Timestamp(microseconds: Int64(index)))
            #expect(try row["j"] as String == #"{"a": [1, "x"]}"#)
            #expect(try row["rs"] as [Double] == [Double(index), 0.5])
            #expect(try row["ts"] as [String] == (index % 2 == 0 ? [] : ["\(index)", ""]))
        }
    }

    @Test func `a megabyte of text goes in and out`() throws {
        try create()
        let long = String(repeating: "é\\'\"\n", count: 200_000)
        var rows = try connection.copyIn(into: "t", columns: ["s"])
        for _ in 0..<3 {
            rows.put(long)
            try rows.endRow()
        }
        try rows.finish()
        var out = try connection.copyOut("SELECT s FROM t")
        var count = 0
        while try out.next() {
            count += 1
            #expect(String(decoding: out.fields[0], as: UTF8.self) == long)
        }
        #expect(count == 3)
    }

    @Test func `rows copied out are cut into fields, NULL told from nothing`() throws {
        var out = try connection.copyOut("SELECT n, CASE WHEN n % 2 = 0 THEN '' END FROM generate_series(1::int8, 5) n")
        var numbers: [Int64] = []
        var nulls: [Bool] = []
        while try out.next() {
            numbers.append(out.fields[0].int64(at: 0))
            nulls.append(out.fields[1].baseAddress == nil)
        }
        #expect(numbers == [1, 2, 3, 4, 5])
        #expect(nulls == [true, false, true, false, true])
        #expect(try connection.query("SELECT 1::int8").first?[0] as Int64? == 1)
    }

    @Test func `no rows are no rows`() throws {
        try create()
        var out = try connection.copyOut("SELECT * FROM t")
        #expect(try !out.next())
        let rows = try connection.copyIn(into: "t", columns: ["n"])
        try rows.finish()
        #expect(try connection.query("SELECT * FROM t").isEmpty)
    }

    @Test func `a copy left early frees the connection`() throws {
        func leave() throws {
            var out = try connection.copyOut("SELECT repeat('x', 1000) FROM generate_series(1, 1000000)")
            #expect(try out.next())
        }
        try leave()
        #expect(try connection.query("SELECT 7::int8").first?[0] as Int64? == 7)
    }

    @Test func `a copy that is not finished leaves no row`() throws {
        try create()
        func leave() throws {
            var rows = try connection.copyIn(into: "t", columns: ["n"])
            rows.put(1 as Int64)
            try rows.endRow()
        }
        try leave()
        #expect(try connection.query("SELECT * FROM t").isEmpty)
    }

    @Test func `what the server refuses is told at the end, and the connection stays`() throws {
        try connection.execute("CREATE TEMP TABLE u (n int8 PRIMARY KEY)")
        var rows = try connection.copyIn(into: "u", columns: ["n"])
        for value in [1, 2, 1] as [Int64] {
            rows.put(value)
            try rows.endRow()
        }
        do {
            try rows.finish()
            Issue.record("two rows of one key went in")
        } catch {
            #expect(error.kind == .duplicateKey)
            #expect(error.message.contains("u_pkey"))
            #expect(!error.message.contains("(1)"))
        }
        #expect(try connection.query("SELECT * FROM u").isEmpty)
    }

    @Test func `an error amid the rows is told`() throws {
        var out = try connection.copyOut("SELECT 10 / (50000 - n) FROM generate_series(1, 60000) n")
        var count = 0
        do {
            while try out.next() { count += 1 }
            Issue.record("a division by zero went through")
        } catch {
            #expect(error.sqlState == "22012")
        }
        #expect(count == 49_999)
    }
}
