import ArgumentParser
import Domain
import Foundation
import Ingest
import PostgreSQL

/// Times COPY out of a server into columns and from columns into a table, beside psql doing the same with the same rows.
struct PostgreSQLBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "postgres",
        abstract: "Time COPY from and to a PostgreSQL server, beside psql's \\copy of the same rows.",
        discussion: """
            The server is that of PGHOST, PGUSER and the like, or one of the benchmark's own:
            Tests/postgres.sh run .build/release/Benchmarks postgres
            """)

    @Option(help: "Orders in the table.")
    var orders = 5_000_000

    @Option(help: "Times that each is done; the median counts.")
    var runs = 3

    private var uri: String { ProcessInfo.processInfo.environment["QUIMBI_TEST_POSTGRES"] ?? "" }
    /// Made for the benchmark and dropped with it.
    private static let schema = "quimbi_benchmark"
    private static let query = "SELECT * FROM \(schema).orders"

    func run() throws {
        let connection = try Connection(ConnectionSettings(uri))
        try prepare(connection)
        defer { try? connection.execute("DROP SCHEMA \(Self.schema) CASCADE") }
        let file = NSTemporaryDirectory() + "quimbi-benchmark-\(ProcessInfo.processInfo.processIdentifier)"
        defer { try? FileManager.default.removeItem(atPath: file) }
        var columns = OrdersInColumns()
        try compare(
            "COPY out into columns",
            {
                columns = OrdersInColumns()
                try columns.read(try connection.copyOut(Self.query))
                guard columns.count == orders else { throw Night.Failed(description: "orders are missing") }
            }, "psql \\copy to a file", { try psql("\\copy (\(Self.query)) TO '\(file)'") })
        let target = "\(Self.schema).target"
        try compare(
            "COPY in from columns",
            {
                try connection.execute("TRUNCATE \(target)")
                try columns.write(try connection.copyIn(into: target, columns: OrdersInColumns.names))
            }, "psql \\copy from that file",
            {
                try connection.execute("TRUNCATE \(target)")
                try psql("\\copy \(target) FROM '\(file)'")
            }, afterEach: { try checkTarget(connection) })
        columns = OrdersInColumns()
        let source = SourceDescription(paths: [], database: .server(uri: uri, schema: Self.schema))
        show(
            "the source: read, checked, in order, with its digest",
            try (0..<runs).map { _ in
                try seconds {
                    let shop = try Ingest.read(source, jobs: 2).shop
                    guard shop.orders.count == orders else { throw Night.Failed(description: "orders are missing") }
                }
            })
    }

    private func prepare(_ connection: Connection) throws {
        let schema = Self.schema
        try connection.execute(
            """
            DROP SCHEMA IF EXISTS \(schema) CASCADE;
            CREATE SCHEMA \(schema);
            CREATE TABLE \(schema).orders AS SELECT 'O' || lpad(n::text, 9, '0') AS order_id,
              'C' || lpad((n::bigint * 7919 % 500000)::text, 7, '0') AS customer_id,
              timestamptz '2022-01-01Z' + n * interval '17 seconds' AS ordered_at, 'paid' AS status, 'EUR' AS currency,
              (n % 20000 / 100.0)::numeric(12,2) AS subtotal, 0::numeric(12,2) AS discount,
              (n % 20000 / 100.0)::numeric(12,2) AS total, CASE n % 3 WHEN 0 THEN 'web' ELSE 'app' END AS channel
              FROM generate_series(1, \(orders)) n;
            CREATE TABLE \(schema).target (LIKE \(schema).orders);
            """)
        try connection.execute("VACUUM ANALYZE \(schema).orders")
    }

    /// What came in has to be what went out.
    private func checkTarget(_ connection: Connection) throws {
        let sum = "SELECT md5(sum(hashtextextended(t::text, 0))::text) FROM"
        let out: String? = try connection.query("\(sum) \(Self.schema).orders t").first?[0]
        let back: String? = try connection.query("\(sum) \(Self.schema).target t").first?[0]
        guard out == back else { throw Night.Failed(description: "the rows written are not the rows read") }
    }

    private func psql(_ command: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["psql", "-X", "-q", "-d", uri.isEmpty ? "dbname=" : uri, "-c", command]
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Night.Failed(description: "psql ended with an error") }
    }

    /// Does both in turn, so that a busy machine is as busy for the one as for the other.
    private func compare(
        _ name: String, _ ours: () throws -> Void, _ theirName: String, _ theirs: () throws -> Void,
        afterEach check: () throws -> Void = {}
    ) throws {
        var (ownTimes, theirTimes) = ([Double](), [Double]())
        for _ in 0..<runs {
            ownTimes.append(try seconds(ours))
            try check()
            theirTimes.append(try seconds(theirs))
            try check()
        }
        let (own, their) = (show(name, ownTimes), show(theirName, theirTimes))
        Benchmarks.show("  \(Self.rounded(own / their)) of psql's time\n")
    }

    private func seconds(_ body: () throws -> Void) rethrows -> Double {
        let began = ContinuousClock.now
        try body()
        return (ContinuousClock.now - began) / .seconds(1)
    }

    @discardableResult
    private func show(_ name: String, _ times: [Double]) -> Double {
        let median = times.sorted()[times.count / 2]
        Benchmarks.show("\(name): \(Self.rounded(median)) s, \(Int(Double(orders) / median)) rows/s\n")
        return median
    }

    private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}

/// Orders as columns: the texts one behind the other with where each ends, times in microseconds, money in 1/10000.
///
/// Ends take four bytes: a wider column costs its pages and the copies of its growth, which the server would wait for.
private struct OrdersInColumns {
    static let names = [
        "order_id", "customer_id", "ordered_at", "status", "currency", "subtotal", "discount", "total", "channel",
    ]
    private static let textFields = [0, 1, 3, 4, 8]
    private static let moneyFields = [5, 6, 7]

    private var texts: [UInt8] = []
    private var ends: [UInt32] = [0]
    private var times: [Timestamp] = []
    private var money: [Int64] = []

    var count: Int { times.count }

    mutating func read(_ rows: consuming CopyOut) throws {
        while try rows.next() {
            let fields = rows.fields
            for index in Self.textFields {
                texts.append(contentsOf: fields[index])
                ends.append(UInt32(texts.count))
            }
            for index in Self.moneyFields { money.append(Self.money(fields[index])) }
            guard let time = Timestamp(bytes: fields[2], type: TypeID.timestamptz) else { continue }
            times.append(time)
        }
    }

    private static func money(_ bytes: UnsafeRawBufferPointer) -> Int64 {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { text in
            var count = 0
            let isNumber = NumericText.write(bytes) { byte in
                text[count] = byte
                count += 1
            }
            guard isNumber else { return Money.missing }
            return (try? Money.parse(UnsafeBufferPointer(rebasing: text[..<count]))) ?? Money.missing
        }
    }

    func write(_ rows: consuming CopyIn) throws {
        var rows = rows
        try texts.withUnsafeBufferPointer { texts in
            for row in 0..<count {
                putText(row, 0, texts, &rows)
                putText(row, 1, texts, &rows)
                rows.put(times[row])
                putText(row, 2, texts, &rows)
                putText(row, 3, texts, &rows)
                for index in 0..<3 { rows.putNumeric(tenThousandths: money[3 * row + index], decimals: 2) }
                putText(row, 4, texts, &rows)
                try rows.endRow()
            }
        }
        try rows.finish()
    }

    private func putText(_ row: Int, _ index: Int, _ texts: UnsafeBufferPointer<UInt8>, _ rows: inout CopyIn) {
        let text = 5 * row + index
        rows.put(UnsafeBufferPointer(rebasing: texts[Int(ends[text])..<Int(ends[text + 1])]))
    }
}
