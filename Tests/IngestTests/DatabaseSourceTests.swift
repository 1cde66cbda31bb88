import Domain
import Foundation
import Ingest
import PostgreSQL
import PostgreSQLServer
import SampleShop
import Testing

/// What a source in a database says, held against the same rows in files.
@Suite(.enabled(if: TestServer.isThere, Comment(rawValue: TestServer.absence)))
struct DatabaseSourceTests {
    private let database: TestDatabase
    private let connection: Connection

    init() throws {
        database = try TestDatabase()
        connection = try database.connect()
    }

    private func source(schema: String? = nil, mapping: String? = nil) -> SourceDescription {
        Self.source(database.uri, schema: schema, mapping: mapping)
    }

    private static func source(
        _ uri: String, schema: String? = nil, mapping: String? = nil
    ) -> SourceDescription {
        SourceDescription(paths: [], database: .server(uri: uri, schema: schema), mapping: mapping)
    }

    private func read(_ source: SourceDescription) throws -> IngestResult { try Ingest.read(source, jobs: 2) }

    private func refusal(_ source: SourceDescription) throws -> IngestError {
        try #require(#expect(throws: IngestError.self) { _ = try Ingest.read(source) })
    }

    /// Only what a source needs, as texts.
    private func makeOrders(
        _ values: String, columns: String = "order_id text, customer_id text, ordered_at timestamptz, total numeric"
    )
        throws
    {
        try connection.execute("CREATE TABLE orders (\(columns))")
        try connection.execute("INSERT INTO orders VALUES \(values)")
    }

    // MARK: - The same as from files

    @Test func `a generated shop is the same from files and from tables`() throws {
        let folder = try SourceFolder()
        _ = try SampleShop(.init(customers: 400)).write(to: folder.path)
        try ShopTables.load(folder.path, into: connection)
        let files = try folder.read()
        let tables = try read(source())
        #expect(tables.digest == files.digest)
        #expect(tables.shop.asOf == files.shop.asOf)
        #expect(tables.rowsRead == files.rowsRead)
        #expect(tables.quality.tables.map(\.table) == files.quality.tables.map(\.table))
        #expect(tables.quality.tables.map(\.accepted) == files.quality.tables.map(\.accepted))
        #expect(tables.quality.checks == files.quality.checks)
    }

    @Test func `the order in which a server returns rows does not matter`() throws {
        let folder = try SourceFolder()
        _ = try SampleShop(.init(customers: 60)).write(to: folder.path)
        try ShopTables.load(folder.path, into: connection)
        try connection.execute(
            """
            CREATE SCHEMA shuffled;
            CREATE VIEW shuffled.orders AS SELECT * FROM public.orders ORDER BY md5(order_id);
            CREATE VIEW shuffled.order_lines AS SELECT * FROM public.order_lines ORDER BY md5(order_id), line_no DESC;
            CREATE VIEW shuffled.tickets AS SELECT * FROM public.tickets ORDER BY md5(ticket_id);
            CREATE SCHEMA plain;
            CREATE VIEW plain.orders AS SELECT * FROM public.orders;
            CREATE VIEW plain.order_lines AS SELECT * FROM public.order_lines;
            CREATE VIEW plain.tickets AS SELECT * FROM public.tickets;
            """)
        #expect(try read(source(schema: "shuffled")).digest == read(source(schema: "plain")).digest)
    }

    @Test(.enabled(if: SharedData.has("online_retail_ii")))
    func `Online Retail II is the same from a file and from a table`()
        throws
    {
        let folder = try SourceFolder()
        let name = "online_retail_2010-2011.csv"
        let packed = "\(SharedData.path)/online_retail_ii/\(name).gz"
        try FileManager.default.copyItem(atPath: packed, toPath: "\(folder.path)/\(name).gz")
        let unpack = Process()
        unpack.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        unpack.arguments = ["gunzip", "-k", "\(folder.path)/\(name).gz"]
        try unpack.run()
        unpack.waitUntilExit()
        let plain = "\(folder.path)/\(name)"
        let handle = try #require(FileHandle(forReadingAtPath: plain))
        let head = String(decoding: try handle.read(upToCount: 1000) ?? Data(), as: UTF8.self)
        let header = head.prefix { $0 != "\n" && $0 != "\r\n" }.split(separator: ",").map(String.init)
        let types = ["Quantity": "int", "InvoiceDate": "timestamp", "Price": "numeric", "UnitPrice": "numeric"]
        let columns = header.map { "\(Connection.quoted($0)) \(types[$0] ?? "text")" }.joined(separator: ", ")
        try connection.execute("CREATE TABLE order_lines (\(columns))")
        try connection.execute("COPY order_lines FROM '\(plain)' (FORMAT csv, HEADER)")
        try FileManager.default.removeItem(atPath: plain)
        let mapping = "\(packageRoot)/pipelines/mappings/online-retail.yaml"
        let zone = try #require(ShopZone(identifier: "Europe/London"))
        let files = try folder.read { ($0.mapping, $0.zone, $0.currency) = (mapping, zone, "GBP") }
        var description = source(mapping: mapping)
        (description.zone, description.currency) = (zone, "GBP")
        let tables = try read(description)
        #expect(tables.digest == files.digest)
        #expect(tables.rowsRead == files.rowsRead)
        #expect(try tables.table("order_lines").reasons == files.table("order_lines").reasons)
    }

    // MARK: - Mappings

    @Test func `a table under other names, a query, and declared zones`() throws {
        try connection.execute(
            """
            CREATE SCHEMA sales;
            CREATE TABLE sales."Bestellung" (nr bigint, kunde char(8), am timestamp, summe float8, art text);
            INSERT INTO sales."Bestellung" VALUES
              (1, 'k1', '2024-07-01 12:00', 10.25, 'x'), (2, 'k1', '2024-12-01 12:00:00.5', 0.1, 'x'), (3, 'k2', '2024-12-02', 7, 'y');
            CREATE TABLE sales.mensch (id text, faecher text[], tag date);
            INSERT INTO sales.mensch VALUES ('a1', '{versand,"große Pakete"}', '2024-01-01');
            """)
        let folder = try SourceFolder([
            "mapping.yaml": """
            tables:
              orders:
                query: |
                  SELECT nr, kunde, am, summe FROM sales."Bestellung" -- all of them
                columns:
                  order_id: nr
                  customer_id: kunde
                  ordered_at: { column: am, format: "yyyy-MM-dd HH:mm:ss", timezone: Europe/Berlin }
                  total: summe
              agents:
                table: sales.mensch
                columns:
                  agent_id: id
                  specializations: { column: faecher, join: ";" }
            """
        ])
        let result = try read(source(mapping: folder.path + "/mapping.yaml"))
        // Berlin is two hours ahead of UTC in July and one in December.
        #expect(result.shop.orders.orderedAt == [1_719_828_000_000_000, 1_733_050_800_500_000, 1_733_094_000_000_000])
        #expect(result.shop.orders.total == [102_500, 1_000, 70_000])
        #expect(result.shop.customers.ids.count == 2)
        #expect(result.shop.agents.specializations[0] == "versand;große Pakete")
        #expect(result.quality.tables.allSatisfy { $0.quarantined == 0 && $0.isReconciled })
    }

    @Test func `a foreign table and a view are read like any other`() throws {
        let folder = try SourceFolder([
            "orders.csv": "order_id,customer_id,ordered_at,total\no1,c1,2024-01-01T00:00:00Z,5\n",
            "customers.csv": "customer_id\nc1\n",
        ])
        try connection.execute(
            """
            CREATE EXTENSION file_fdw;
            CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
            CREATE FOREIGN TABLE orders (order_id text, customer_id text, ordered_at timestamptz, total numeric)
              SERVER files OPTIONS (filename '\(folder.path)/orders.csv', format 'csv', header 'true');
            CREATE VIEW customers AS SELECT DISTINCT customer_id FROM orders;
            """)
        let result = try read(source())
        #expect(try result.digest == folder.read().digest)
        #expect(result.shop.orders.total == [50_000])
    }

    @Test func `columns that nothing reads are listed and not asked for`() throws {
        try makeOrders(
            "('o1', 'c1', '2024-01-01Z', 5, 1)",
            columns: "order_id text, customer_id text, ordered_at timestamptz, total numeric, secret int")
        let role = database.name + "_reader"
        try connection.execute(
            """
            CREATE ROLE \(role) LOGIN PASSWORD 'pw';
            GRANT SELECT (order_id, customer_id, ordered_at, total) ON orders TO \(role);
            """)
        defer { try? connection.execute("DROP OWNED BY \(role); DROP ROLE \(role)") }
        #expect(try read(source()).table("orders").ignoredColumns == ["secret"])
    }

    // MARK: - Hostile values

    @Test func `hostile values arrive exactly or are quarantined with a reason`() throws {
        let hostile = #"o'1"; \N,\\ -- "# + "\u{1F600}\n\t"
        try connection.execute(
            "CREATE TABLE orders (order_id text, customer_id text, ordered_at timestamptz, total numeric)")
        let insert = try connection.prepare("i", "INSERT INTO orders VALUES ($1, $2, $3::timestamptz, $4::numeric)")
        let rows: [(String, String, String, String)] = [
            (hostile, "c\\1", "2024-01-01T00:00:00.000001Z", "0.0001"), ("o2", "", "2024-01-01Z", "99999999999.9999"),
            ("o3", "c", "2024-01-01Z", "NaN"), ("o4", "c", "2024-01-01Z", "Infinity"),
            ("o5", "c", "294276-12-31 23:59:59.999999Z", "1"), ("o6", "c", "infinity", "1"),
            ("o7", "c", "-infinity", "1"),
            ("o8", "c", "4713-12-31 BC", "1"), ("o9", "c", "2024-01-01Z", "1e100"),
            ("o10", "c", "2024-01-01Z", "0.00001"),
            (String(repeating: "x", count: 256), "c", "2024-01-01Z", "1"), ("o11", "c", "2024-01-01Z", "-1"),
            ("o12", "c", "1969-12-31Z", "1"),
        ]
        for row in rows { try insert.query([.text(row.0), .text(row.1), .text(row.2), .text(row.3)]) }
        try connection.execute("INSERT INTO orders VALUES (repeat('é', 600000), 'c', '2024-01-01Z', 1)")
        let result = try read(source())
        let table = try result.table("orders")
        // 0.00001 is money of less than four decimals, rounded to 0.
        #expect(table.read == 14 && table.accepted == 3 && table.isReconciled)
        #expect(
            table.reasons == [
                .badNumber: 2, .numberOutOfRange: 1, .badTimestamp: 5, .idTooLong: 1, .negativeTotal: 1, .badCSV: 1,
            ])
        #expect(result.shop.orders.total.sorted() == [0, 1, 999_999_999_999_999])
        #expect(result.shop.orders.orderedAt.contains(1_704_067_200_000_001))
        let raw = Dictionary(uniqueKeysWithValues: result.quality.quarantine.map { ($0.row, $0.raw) })
        #expect(raw[3] == "o3,c,2024-01-01T00:00:00Z,NaN")
        #expect(raw[4] == "o4,c,2024-01-01T00:00:00Z,Infinity")
        #expect(raw[5] == "o5,c,294276-12-31T23:59:59.999999Z,1")
        #expect(raw[6] == "o6,c,infinity,1")
        #expect(raw[14]?.utf8.count ?? 0 <= QuarantinedRow.rawLimit)
        #expect(result.quality.quarantine.allSatisfy { $0.source == "table orders" })
    }

    /// Such a database keeps any bytes; a row of bytes that are no text is one row, and not the end of all.
    @Test func `what is no UTF-8 in a database without an encoding is quarantined`() throws {
        try withTestDatabase(encoding: "SQL_ASCII") { database in
            try database.connect().execute(
                """
                CREATE TABLE orders (order_id text, customer_id text, ordered_at timestamptz, total numeric);
                INSERT INTO orders VALUES ('o1', E'c\\303\\251', '2024-01-01Z', 1), ('o2', E'c\\377', '2024-01-01Z', 2),
                  (E'o\\303', 'c', '2024-01-01Z', 3)
                """)
            let result = try read(Self.source(database.uri))
            #expect(try result.table("orders").reasons == [.badUTF8: 2])
            #expect(result.shop.orders.total == [10_000])
            #expect(result.shop.customers.ids[0] == "cé")
        }
    }

    @Test func `rows that are refused late have their texts`() throws {
        let folder = try SourceFolder([
            "orders.csv": """
            order_id,customer_id,ordered_at,total
            o1,c1,2024-01-01T00:00:00Z,5.00
            o2,"c,2",2024-01-02T00:00:00Z,6.00
            o2,"c,3",2024-03-02T00:00:00Z,7.00
            o3,c1,2024-01-03T00:00:00Z,NaN
            o4,c1,2024-01-04T00:00:00Z,8.00

            """,
            "order_lines.csv": #"""
            order_id,product_id,quantity,unit_price
            o1,p1,1,5.00
            o9,"p ""9""",1,5.00
            o2,p2,2,3.00

            """#,
        ])
        try connection.execute(
            """
            CREATE TABLE orders (order_id text, customer_id text, ordered_at timestamptz, total numeric(9,2));
            CREATE TABLE order_lines (order_id text, product_id text, quantity int, unit_price numeric(9,2));
            COPY orders FROM '\(folder.path)/orders.csv' (FORMAT csv, HEADER);
            COPY order_lines FROM '\(folder.path)/order_lines.csv' (FORMAT csv, HEADER);
            """)
        let files = try folder.read().quality.quarantine
        let tables = try read(source()).quality.quarantine
        #expect(files.count == 5)
        #expect(tables.map(\.raw) == files.map(\.raw))
        #expect(tables.map(\.row) == files.map(\.row))
        #expect(tables.map(\.reason) == files.map(\.reason))
        #expect(tables.map(\.column) == files.map(\.column))
    }

    // MARK: - Refused, in one sentence

    @Test func `a column of another type is refused by name`() throws {
        try makeOrders(
            "('o1', 'c1', '2024-01-01Z', true)",
            columns: "order_id text, customer_id text, ordered_at timestamptz, total boolean")
        let error = try refusal(source())
        #expect(error.kind == .badColumn && !error.isOutOfReach)
        #expect(
            error.message
                == "table orders: column total is a boolean where total needs a number; map another, or a query that casts it"
        )
    }

    @Test(arguments: [
        ("order_id bytea, customer_id text, ordered_at timestamptz, total numeric", "column order_id is bytea"),
        ("order_id text[], customer_id text, ordered_at timestamptz, total numeric", "column order_id is an array"),
        ("order_id text, customer_id text, ordered_at timestamp, total numeric", "on which clock"),
        ("order_id text, customer_id text, ordered_at date, total numeric", "on which clock"),
        ("order_id text, customer_id text, ordered_at int, total numeric", "column ordered_at is a whole number"),
        ("order_id text, customer_id text, ordered_at timestamptz", "has no column total"),
    ])
    func `a table that cannot be read is refused by its column`(_ columns: String, _ words: String) throws {
        try connection.execute("CREATE TABLE orders (\(columns))")
        let error = try refusal(source())
        #expect(error.message.contains(words), "\(error.message)")
        #expect(!error.isOutOfReach)
    }

    @Test func `a source without orders says where it looked`() throws {
        let error = try refusal(source(schema: "nowhere"))
        #expect(error.kind == .noTable)
        #expect(error.message.contains("no table orders in schema nowhere"))
    }

    @Test func `a query that the server does not understand is refused`() throws {
        let folder = try SourceFolder([
            "m.yaml": """
            tables:
              orders:
                query: SELECT missing FROM nothing
                columns: { order_id: a, customer_id: b, ordered_at: c, total: d }
            """
        ])
        let error = try refusal(source(mapping: folder.path + "/m.yaml"))
        #expect(error.kind == .badQuery && !error.isOutOfReach)
        #expect(error.further.isEmpty)
    }

    @Test func `a role without rights is told which table`() throws {
        try makeOrders("('o1', 'c1', '2024-01-01Z', 5)")
        let role = database.name + "_role"
        try connection.execute("CREATE ROLE \(role) LOGIN PASSWORD 'pw'")
        defer { try? connection.execute("DROP ROLE \(role)") }
        let description = Self.source(try TestServer.uri(database: database.name, user: role, password: "pw"))
        let error = try refusal(description)
        #expect(error.isOutOfReach)
        #expect(error.message.contains("permission denied for table orders"))
        try connection.execute("GRANT SELECT ON orders TO \(role)")
        #expect(try read(description).shop.orders.count == 1)
        try connection.execute("DROP OWNED BY \(role)")
    }

    @Test func `a statement beyond its time is told so`() throws {
        try makeOrders("('o1', 'c1', '2024-01-01Z', 5)")
        try connection.execute(
            """
            CREATE VIEW slow AS SELECT orders.* FROM orders, pg_sleep(60);
            ALTER DATABASE \(database.name) SET statement_timeout = '100ms';
            """)
        let folder = try SourceFolder([
            "m.yaml": """
            tables:
              orders:
                table: slow
                columns: { order_id: order_id, customer_id: customer_id, ordered_at: ordered_at, total: total }
            """
        ])
        let error = try refusal(source(mapping: folder.path + "/m.yaml"))
        #expect(error.isOutOfReach)
        #expect(error.message.contains("statement timeout"))
    }

    @Test func `a wrong password and a server that is away are out of reach`() throws {
        let refused = try refusal(Self.source(TestServer.uri(database: database.name, password: "s3cret")))
        #expect(refused.isOutOfReach && refused.message.contains("password") && !refused.message.contains("s3cret"))
        #expect(try refusal(Self.source("postgresql://127.0.0.1:1/x")).isOutOfReach)
    }

    // MARK: - One snapshot

    @Test func `all tables are of one moment`() throws {
        try connection.execute(
            """
            CREATE TABLE orders AS SELECT 'o' || n AS order_id, 'c' AS customer_id, now() AS ordered_at, 1.0 AS total
              FROM generate_series(1, 20000) n;
            CREATE TABLE order_lines AS SELECT order_id, 'p' AS product_id, 1 AS quantity, 1.0 AS unit_price FROM orders;
            """)
        let writer = try TestWriter(database.uri)
        let result = try Ingest.read(source()) { table, rows, _, _ in
            // Midway through the first table both grow: neither may show it.
            if table == "orders", rows == 16_384 { writer.addOrder() }
        }
        #expect(writer.added == 1)
        #expect(try result.table("orders").read == 20_000)
        #expect(try result.table("order_lines").read == 20_000)
        #expect(try read(source()).table("order_lines").read == 20_001)
    }

    @Test func `a server that is killed while it is read and comes back is read again from the start`() throws {
        let server = try PrivateServer()
        let setUp = try Connection(.init(server.uri))
        try setUp.execute(
            """
            CREATE TABLE orders AS SELECT 'o' || n AS order_id, 'c' || n % 100 AS customer_id,
              timestamptz '2024-01-01Z' + n * interval '1 minute' AS ordered_at, n / 4.0 AS total
              FROM generate_series(1, 200000) n;
            CHECKPOINT;
            """)
        let description = Self.source(server.uri)
        let undisturbed = try Ingest.read(description)
        let killer = ServerKiller(server)
        let result = try Ingest.read(description) { _, rows, _, _ in
            if rows == 16_384 { killer.killOnce() }
        }
        #expect(killer.kills == 1)
        #expect(result.digest == undisturbed.digest)
        #expect(try result.table("orders").read == 200_000)
    }
}

/// Another session that writes while a source is read.
private final class TestWriter: @unchecked Sendable {
    // Called by the one thread that reads the source.
    private let connection: Connection
    private(set) var added = 0

    init(_ uri: String) throws {
        connection = try Connection(.init(uri))
    }

    func addOrder() {
        let sql = """
            INSERT INTO orders VALUES ('new', 'c', now(), 1);
            INSERT INTO order_lines VALUES ('new', 'p', 1, 1)
            """
        if (try? connection.execute(sql)) != nil { added += 1 }
    }
}

/// Kills a server once and starts it again beside.
private final class ServerKiller: @unchecked Sendable {
    // Called by the one thread that reads the source; the restart waits in the background for nothing of it.
    private let server: PrivateServer
    private(set) var kills = 0

    init(_ server: PrivateServer) {
        self.server = server
    }

    func killOnce() {
        guard kills == 0 else { return }
        kills += 1
        try? server.kill()
        nonisolated(unsafe) let server = server
        DispatchQueue.global().async { try? server.restart() }
    }
}
