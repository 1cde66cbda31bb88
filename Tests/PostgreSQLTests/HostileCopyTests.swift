import PostgreSQL
import PostgreSQLServer
import Testing

/// Values at the edge of their types, written by COPY, read by COPY and by query, and as the server itself writes them.
@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct HostileCopyTests {
    private let connection: Connection

    init() throws {
        connection = try Connection(.init(TestServer.shared()))
    }

    /// Writes values into a column of this type, and gives them back in the order of writing.
    private func through<Value: ColumnValue>(
        _ type: String, _ values: [Value], _ put: (inout CopyIn, Value) -> Void
    ) throws -> (values: [Value], texts: [String]) {
        try connection.execute("DROP TABLE IF EXISTS t; CREATE TEMP TABLE t (n int8, v \(type))")
        var rows = try connection.copyIn(into: "t", columns: ["n", "v"])
        for (index, value) in values.enumerated() {
            rows.put(Int64(index))
            put(&rows, value)
            try rows.endRow()
        }
        try rows.finish()
        let types = try connection.columns(of: "SELECT v FROM t").map(\.type)
        var out = try connection.copyOut("SELECT v FROM t ORDER BY n")
        var copied: [Value] = []
        while try out.next() { copied.append(try #require(Value(bytes: out.fields[0], type: types[0]))) }
        let texts = try connection.query("SELECT v::text FROM t ORDER BY n").map { try $0[0] as String }
        return (copied, texts)
    }

    @Test func `texts`() throws {
        let texts = [
            "", " ", "'", "''", "\"", "\\", "\\\\", "\\N", "\\.", "\\x00", "\t\n\r\u{b}", "'; DROP TABLE t; --",
            "$1 %s {",
            "\u{1}\u{7f}\u{85}", "\u{feff}", "a\u{301}", "\u{1F600}\u{10FFFF}", "NULL",
            String(repeating: "\"\\'é", count: 200_000),
        ]
        let result = try through("text", texts) { $0.put($1) }
        #expect(result.values.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
        #expect(result.texts == texts)
    }

    @Test func `numbers`() throws {
        let whole: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        let integers = try through("int8", whole) { $0.put($1) }
        #expect(integers.values == whole)
        #expect(integers.texts == whole.map(String.init))
        let reals = [
            0.0, -0.0, .leastNonzeroMagnitude, -.greatestFiniteMagnitude, 0.1 + 0.2, .infinity, -.infinity, .nan,
        ]
        let result = try through("float8", reals) { $0.put($1) }
        #expect(result.values.map(\.bitPattern) == reals.map(\.bitPattern))
        #expect(result.texts.suffix(3) == ["Infinity", "-Infinity", "NaN"])
    }

    @Test func `money, to the last of its digits`() throws {
        let money: [Int64] = [.min, -10_000, -1, 0, 1, 9_999, 10_000, 99_999_999, 100_000_000, .max]
        try connection.execute("CREATE TEMP TABLE m (v numeric)")
        var rows = try connection.copyIn(into: "m", columns: ["v"])
        for value in money {
            rows.putNumeric(tenThousandths: value)
            try rows.endRow()
        }
        try rows.finish()
        let back = try connection.query("SELECT (v * 10000)::int8 FROM m").map { try $0[0] as Int64 }
        #expect(back == money)
    }

    @Test func `instants, to the ends of what a server holds`() throws {
        // The first instant of a server, 4714-11-24 BC, and the last that 64 bits hold since 1970, in its own words.
        let instants = [
            Timestamp.minusInfinity, Timestamp(microseconds: -210_866_803_200_000_000), Timestamp(microseconds: -1),
            Timestamp(microseconds: 0), Timestamp(microseconds: .max - 1), .infinity,
        ]
        try connection.execute("SET TIME ZONE 'UTC'")
        let result = try through("timestamptz", instants) { $0.put($1) }
        #expect(result.values == instants)
        #expect(
            result.texts == [
                "-infinity", "4714-11-24 00:00:00+00 BC", "1969-12-31 23:59:59.999999+00", "1970-01-01 00:00:00+00",
                "294247-01-10 04:00:54.775806+00", "infinity",
            ])
        // Beyond that is the year 294276, which a server still holds and a count since 1970 does not.
        let late = try connection.query("SELECT '294276-12-31 23:59:59.999999Z'::timestamptz")[0][0] as Timestamp
        #expect(late == .infinity)
    }

    @Test func `an instant before the server's first is refused, and no row counts`() throws {
        try connection.execute("CREATE TEMP TABLE i (v timestamptz)")
        var rows = try connection.copyIn(into: "i", columns: ["v"])
        rows.put(Timestamp(microseconds: 0))
        try rows.endRow()
        rows.put(Timestamp(microseconds: -210_866_803_200_000_001))
        try rows.endRow()
        do {
            try rows.finish()
            Issue.record("an instant that no server holds went in")
        } catch {
            #expect(error.kind == .badValue && error.sqlState == "22008")
        }
        #expect(try connection.query("SELECT * FROM i").isEmpty)
    }

    @Test(arguments: [[0x61, 0, 0x62], [0xff], [0xc3], [0xed, 0xa0, 0x80]] as [[UInt8]])
    func `a NUL, and what is no UTF-8, is refused without being repeated`(_ bytes: [UInt8]) throws {
        try connection.execute("CREATE TEMP TABLE b (v text)")
        var rows = try connection.copyIn(into: "b", columns: ["v"])
        (Array("s3cret".utf8) + bytes).withUnsafeBufferPointer { rows.put($0) }
        try rows.endRow()
        do {
            try rows.finish()
            Issue.record("bytes that are no text went in")
        } catch {
            #expect(error.kind == .badValue && error.sqlState == "22021")
            #expect(!error.message.contains("s3cret"), "\(error.message)")
        }
        #expect(try connection.query("SELECT * FROM b").isEmpty)
    }

    @Test func `arrays of hostile elements`() throws {
        let texts = ["{", "}", ",", "\"", "\\", "NULL", "", "a\nb"]
        #expect(try through("text[]", [texts, []]) { $0.put($1) }.values == [texts, []])
        let reals = [Double.infinity, -.infinity, .greatestFiniteMagnitude, -0.0]
        #expect(try through("float8[]", [reals]) { $0.put($1) }.values == [reals])
    }
}
