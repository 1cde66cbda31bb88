import Domain
import Foundation
import GRDB
import Ingest
import SampleShop
import Testing

/// What a source in an SQLite file says, held against the same rows in files.
struct SQLiteSourceTests {
    private let folder: SourceFolder
    private let path: String

    init() throws {
        folder = try SourceFolder()
        path = folder.path + "/shop.sqlite"
    }

    private func write(_ body: (GRDB.Database) throws -> Void) throws {
        try DatabaseQueue(path: path).write { try body($0) }
    }

    private func execute(_ sql: String) throws { try write { try $0.execute(sql: sql) } }

    private func source(_ mapping: String? = nil) -> SourceDescription {
        SourceDescription(paths: [], database: .file(path), mapping: mapping)
    }

    private func refusal(_ mapping: String? = nil) throws -> IngestError {
        try #require(#expect(throws: IngestError.self) { _ = try Ingest.read(source(mapping)) })
    }

    /// Makes a table of each file, its numbers as numbers.
    private func load(_ files: String) throws {
        let numbers: Set = [
            "total", "subtotal", "unit_price", "amount", "quantity", "line_no", "refunded_quantity", "csat",
        ]
        for file in try FileManager.default.contentsOfDirectory(atPath: files) where file.hasSuffix(".csv") {
            let rows = try CSVText(String(contentsOfFile: "\(files)/\(file)", encoding: .utf8)).rows
            let header = try #require(rows.first)
            let columns = header.map { "\"\($0)\" \(numbers.contains($0) ? "NUMERIC" : "TEXT")" }
            let marks = header.map { _ in "nullif(?, '')" }.joined(separator: ", ")
            let table = file.dropLast(4)
            try write { database in
                try database.execute(sql: "CREATE TABLE \"\(table)\" (\(columns.joined(separator: ", ")))")
                let insert = try database.makeStatement(sql: "INSERT INTO \"\(table)\" VALUES (\(marks))")
                for row in rows.dropFirst() { try insert.execute(arguments: StatementArguments(row)) }
            }
        }
    }

    @Test func `a generated shop is the same from files and from tables`() throws {
        let shop = try SourceFolder()
        _ = try SampleShop(.init(customers: 300)).write(to: shop.path)
        try load(shop.path)
        let (files, tables) = (try shop.read(), try Ingest.read(source(), jobs: 2))
        #expect(tables.digest == files.digest)
        #expect(tables.shop.asOf == files.shop.asOf)
        #expect(tables.rowsRead == files.rowsRead)
        #expect(tables.quality.tables.map(\.accepted) == files.quality.tables.map(\.accepted))
        #expect(tables.quality.checks == files.quality.checks)
    }

    @Test func `a mapping names tables, queries and formats as for files`() throws {
        try execute(
            """
            CREATE TABLE "Bestellung" (nr INTEGER, kunde TEXT, am TEXT, cents INTEGER, art TEXT);
            INSERT INTO "Bestellung" VALUES (1, 'k1', '2024-07-01 12:00:00', 1025, 'x'), (2, 'k2', '2024-12-01 12:00:00', 10, 'x'),
              (3, 'k2', '2024-12-02 12:00:00', 10, 'y');
            CREATE VIEW leute AS SELECT DISTINCT kunde, 1717200000 AS seit FROM "Bestellung";
            """)
        let mapping = try folder.write(
            """
            tables:
              orders:
                query: SELECT * FROM Bestellung WHERE art = 'x' -- those alone
                columns:
                  order_id: nr
                  customer_id: kunde
                  ordered_at: { column: am, format: "yyyy-MM-dd HH:mm:ss", timezone: Europe/Berlin }
                  total: { column: cents, scale: 0.01 }
              customers:
                table: leute
                columns:
                  customer_id: kunde
                  created_at: { column: seit, format: unix_seconds }
            """, to: "m.yaml")
        let result = try Ingest.read(source(mapping))
        // Berlin is two hours ahead of UTC in July and one in December.
        #expect(result.shop.orders.orderedAt == [1_719_828_000_000_000, 1_733_050_800_000_000])
        #expect(result.shop.orders.total == [102_500, 1_000])
        #expect(result.shop.customers.count == 2)
        #expect(try result.table("orders").ignoredColumns == ["art"])
    }

    @Test func `hostile values arrive exactly or are quarantined with a reason`() throws {
        let hostile = #"o'1"; \N,\\ -- "# + "\u{1F600}\n\t"
        try write { database in
            try database.execute(sql: "CREATE TABLE orders (order_id, customer_id, ordered_at, total)")
            let insert = try database.makeStatement(sql: "INSERT INTO orders VALUES (?, ?, ?, ?)")
            let rows: [[(any DatabaseValueConvertible)?]] = [
                [hostile, "c\\1", "2024-01-01T00:00:00.000001Z", 0.0001],
                [Int64.max, nil, "2024-01-01T00:00:00Z", "99999999999.9999"],
                [0.5, "c", "2024-01-01T00:00:00Z", 7.0],
                ["o3", "c", "2024-01-01T00:00:00Z", Double.infinity], ["o4", "c", "2024-01-01T00:00:00Z", 1e300],
                ["o5", "c", "294276-12-31T23:59:59Z", 1], ["o6", "c", nil, 1],
                ["o7", "c", "2024-01-01T00:00:00Z", "NaN"],
                [Data("o8\u{0}".utf8), "c", "2024-01-01T00:00:00Z", 1],
                [Data([0x6f, 0xff]), "c", "2024-01-01T00:00:00Z", 1],
                [Data("o9".utf8), "c", "2024-01-01T00:00:00Z", 1],
                [String(repeating: "é", count: 600_000), "c", "2024-01-01T00:00:00Z", 1],
            ]
            for row in rows { try insert.execute(arguments: StatementArguments(row)) }
        }
        let result = try Ingest.read(source())
        let table = try result.table("orders")
        #expect(table.read == 12 && table.accepted == 4 && table.isReconciled)
        #expect(
            table.reasons == [
                .badNumber: 2, .numberOutOfRange: 1, .badTimestamp: 1, .missingValue: 1, .badUTF8: 2, .badCSV: 1,
            ])
        #expect(result.shop.orders.total.sorted() == [1, 10_000, 70_000, 999_999_999_999_999])
        #expect(Set(result.quality.quarantine.map(\.row)) == [4, 5, 6, 7, 8, 9, 10, 12])
        #expect(result.quality.quarantine.first { $0.row == 8 }?.raw == "o7,c,2024-01-01T00:00:00Z,NaN")
    }

    @Test func `rows that are refused late have their texts`() throws {
        try execute(
            """
            CREATE TABLE orders (order_id, customer_id, ordered_at, total);
            INSERT INTO orders VALUES ('o1', 'c1', '2024-01-01T00:00:00Z', 5), ('o2', 'c,2', '2024-01-02T00:00:00Z', 6),
              ('o2', 'c3', '2024-01-09T00:00:00Z', 7.5);
            """)
        let rows = try Ingest.read(source()).quality.quarantine
        #expect(rows.map(\.row) == [2, 3])
        #expect(rows.map(\.raw) == [#"o2,"c,2",2024-01-02T00:00:00Z,6"#, "o2,c3,2024-01-09T00:00:00Z,7.5"])
    }

    @Test func `all tables are of one moment, and nothing is written`() throws {
        try execute(
            """
            PRAGMA user_version = 3;
            CREATE TABLE orders AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
              SELECT 'o' || i AS order_id, 'c' AS customer_id, '2024-01-01T00:00:00Z' AS ordered_at, 1 AS total FROM n;
            CREATE TABLE order_lines AS SELECT order_id, 'p' AS product_id, 1 AS quantity, 1 AS unit_price FROM orders;
            """)
        // With a write-ahead log somebody may write while others read.
        let writer = try DatabasePool(path: path)
        try writer.write { try $0.execute(sql: "INSERT INTO orders VALUES ('before', 'c', '2024-01-01T00:00:00Z', 1)") }
        let result = try Ingest.read(source()) { table, rows, _, _ in
            guard table == "orders", rows == 16_384 else { return }
            try? writer.write { try $0.execute(sql: "DELETE FROM orders; DELETE FROM order_lines") }
        }
        #expect(try result.table("orders").read == 20_001)
        #expect(try result.table("order_lines").read == 20_000)
        #expect(try writer.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM order_lines") } == 0)
    }

    @Test func `a file that is none, or damaged, or not there is refused in one sentence`() throws {
        #expect(try refusal().kind == .noSuchFile)
        try folder.write("order_id,customer_id\n", to: "shop.sqlite")
        #expect(try refusal().message.contains("is no SQLite database"))
        try FileManager.default.removeItem(atPath: path)
        try execute(
            """
            CREATE TABLE orders AS SELECT 'o1' AS order_id, 'c' AS customer_id, '2024-01-01T00:00:00Z' AS ordered_at, 1 AS total
            """)
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes.replaceSubrange(4096..<8192, with: Data(repeating: 0xff, count: 4096))
        try folder.write(bytes, to: "shop.sqlite")
        let error = try refusal()
        #expect(error.message.contains("malformed") && !error.message.contains("\n"), "\(error.message)")
    }

    @Test func `a missing table and a missing column are named`() throws {
        try execute("CREATE TABLE bestellungen (a)")
        #expect(try refusal().message.contains("no table orders in \(path)"))
        try execute("CREATE TABLE orders (order_id, customer_id, ordered_at)")
        #expect(try refusal().message.contains("has no column total"))
        let mapping = try folder.write(
            "tables: { orders: { table: nowhere, columns: { order_id: a, customer_id: a, ordered_at: a, total: a } } }",
            to: "m.yaml")
        #expect(try refusal(mapping).message.contains("no table nowhere for orders"))
        try folder.write(
            "tables: { orders: { query: SELECT b FROM x, columns: { order_id: a, customer_id: a, ordered_at: a, total: a } } }",
            to: "m.yaml")
        #expect(try refusal(mapping).kind == .badQuery)
    }
}

/// A text of RFC 4180, cut into fields.
private struct CSVText {
    var rows: [[String]] = []

    init(_ text: String) {
        var (row, field, isQuoted) = ([String](), [UInt8](), false)
        var previous: UInt8 = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                if isQuoted, previous == byte { field.append(byte) }
            case UInt8(ascii: ",") where !isQuoted, UInt8(ascii: "\n") where !isQuoted:
                row.append(String(decoding: field, as: UTF8.self))
                field = []
                if byte == UInt8(ascii: "\n") {
                    rows.append(row)
                    row = []
                }
            case UInt8(ascii: "\r") where !isQuoted: break
            default: field.append(byte)
            }
            previous = byte
        }
    }
}
