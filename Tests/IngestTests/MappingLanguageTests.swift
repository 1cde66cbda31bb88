import Domain
import Foundation
import Ingest
import Testing

/// The keys of a mapping that make rows and values out of what stands in several places.
struct MappingLanguageTests {
    private func read(_ files: [String: String], _ mapping: String) throws -> IngestResult {
        let folder = try SourceFolder(files)
        try folder.write(mapping, to: "shop.yaml")
        return try folder.read { $0.mapping = folder.path + "/shop.yaml" }
    }

    private static let head = "order_id,customer_id,ordered_at,total"
    private static let plain = "order_id: order_id, customer_id: customer_id, ordered_at: ordered_at"

    @Test func `the first alternative with a value counts, row by row`() throws {
        let result = try read(
            [
                "orders.csv":
                    "id,member,email,at,total\n1,0,a@x,2024-01-01T00:00:00Z,1\n2,7,b@x,2024-01-02T00:00:00Z,2\n3,0,,2024-01-03T00:00:00Z,3\n"
            ],
            """
            tables:
              orders:
                files: orders.csv
                columns:
                  order_id: id
                  customer_id: { coalesce: [{ column: member, values: { "0": "" } }, email, missing] }
                  ordered_at: at
                  total: total
            """)
        #expect(result.shop.customers.ids.strings == ["7", "a@x"])
        #expect(result.shop.orders.customer.count { $0 < 0 } == 1)
    }

    @Test func `columns are added and taken away`() throws {
        let result = try read(
            [
                "orders.csv":
                    "\(Self.head),ship,gift\n1,a,2024-01-01T00:00:00Z,10.00,4.90,\n2,a,2024-01-02T00:00:00Z,20,,5\n"
            ],
            "tables: { orders: { files: orders.csv, columns: { \(Self.plain), total: { sum: [total, ship], minus: [gift] } } } }"
        )
        #expect(result.shop.orders.total == [149_000, 150_000])
    }

    @Test func `rows below zero are refunds of the order that they name`() throws {
        let result = try read(
            [
                "orders.csv":
                    "\(Self.head)\n10,a,2024-01-01T00:00:00Z,50\n11,b,2024-01-02T00:00:00Z,20\nR10,a,2024-01-05T00:00:00Z,-12.50\n"
            ],
            """
            tables:
              orders:
                files: orders.csv
                except: { total: { below: 0 } }
                columns: { \(Self.plain), total: total }
              refunds:
                files: orders.csv
                where: { total: { below: 0 } }
                columns: { order_id: { column: order_id, strip_prefix: R }, at: ordered_at, amount: { minus: total } }
            """)
        let orders = result.shop.orders
        #expect(orders.count == 2 && Money.text(orders.net(of: 0..<2)) == "57.50")
        #expect(result.shop.has.datedRefunds)
    }

    @Test func `a pattern stands for any value that fits, and an exact value goes first`() throws {
        let result = try read(
            [
                "orders.csv":
                    "\(Self.head),state\n1,a,2024-01-01T00:00:00Z,1,Shipped - Delivered\n2,a,2024-01-02T00:00:00Z,2,Shipped - Returned\n3,a,2024-01-03T00:00:00Z,4,new\n"
            ],
            """
            tables:
              orders:
                files: orders.csv
                columns:
                  order_id: order_id
                  customer_id: customer_id
                  ordered_at: ordered_at
                  total: total
                  status: { column: state, values: { "*": placed, "shipped*": paid, Shipped - Returned: cancelled } }
            """)
        #expect(result.shop.orders.total == [10_000, 40_000])
        #expect(try result.table("orders").setApart == ["cancelled": 1])
    }

    @Test func `lines in one cell are told apart by their quantities`() throws {
        let result = try read(
            [
                "orders.csv":
                    "\(Self.head),items\n1,a,2024-01-01T00:00:00Z,30,\"2 x Tea, loose @ 10.00, 1 x Mug @ 10.00\"\n2,a,2024-01-02T00:00:00Z,1,\n3,b,2024-01-03T00:00:00Z,1,nothing of the kind\n"
            ],
            """
            tables:
              orders: { files: orders.csv, columns: { \(Self.plain), total: total } }
              order_lines:
                files: orders.csv
                split: { column: items, by: ", ", pattern: "{quantity} x {title} @ {price}" }
                columns: { order_id: order_id, product_id: title, quantity: quantity, unit_price: price }
            """)
        #expect(result.shop.products.ids.strings == ["Mug", "Tea, loose"])
        #expect(result.shop.lines.quantity.sorted() == [1, 2])
        let lines = try result.table("order_lines")
        #expect(lines.read == 3 && lines.accepted == 2 && lines.reasons == [.badLines: 1])
        #expect(result.quality.quarantine.first?.row == 3)
    }

    @Test func `the elements of a list within a list are rows with values of all levels`() throws {
        let order =
            #"{"id":1,"who":"a","at":"2024-01-01T00:00:00Z","total":"30.00","refunds":["#
            + #"{"at":"2024-01-02T00:00:00Z","parts":[{"amount":"1.00"},{"amount":"2.50"}]},"#
            + #"{"at":"2024-01-03T00:00:00Z","parts":[]},{"at":"2024-01-04T00:00:00Z","parts":[{"amount":"0.5\u0030"}]}]}"#
        let result = try read(
            [
                "orders.jsonl": order + "\n"
                    + #"{"id":2,"who":"b","at":"2024-01-05T00:00:00Z","total":5,"refunds":null}"# + "\n"
            ],
            """
            tables:
              orders:
                files: orders.jsonl
                columns: { order_id: id, customer_id: who, ordered_at: at, total: total }
              refunds:
                files: orders.jsonl
                each: refunds.parts
                columns: { order_id: id, at: refunds.at, amount: refunds.parts.amount }
            """)
        #expect(result.shop.refunds.amount == [10_000, 25_000, 5_000])
        #expect(
            result.shop.refunds.at.map { Instant(microseconds: $0).description.prefix(10) } == [
                "2024-01-02", "2024-01-02", "2024-01-04",
            ])
        #expect(try result.table("refunds").read == 3)
    }

    @Test func `a sum over a list adds all of its values, a column takes the first`() throws {
        let result = try read(
            [
                "orders.jsonl":
                    #"{"id":1,"who":"a","at":"2024-01-01T00:00:00Z","total":30,"codes":[{"c":"X"},{"c":"Y"}],"refunds":[{"t":"-5.00"},{"t":"-1.25"}]}"#
                    + "\n"
            ],
            """
            tables:
              orders:
                files: orders.jsonl
                columns:
                  order_id: id
                  customer_id: who
                  ordered_at: at
                  total: total
                  refunded: { minus: "refunds[].t" }
                  discount_code: "codes[].c"
            """)
        #expect(result.shop.orders.refunded == [62_500])
        #expect(result.shop.orders.discountCodes.strings == ["X"])
    }

    /// The same orders in the forms in which programs write them.
    @Test(arguments: [
        #"[{"id":1,"t":"a]}"},{"id":2}]"#, "{\"id\":1}\n{\"id\":2}\n",
        #"{"orders":[{"id":1},{"id":2}],"next":[{"id":3}]}"#,
        #"{"object":"list","more":false,"data":[{"id":1},{"id":2}]}"#,
        "[\n  {\n    \"id\": 1\n  },\n  { \"id\": 2 }\n]\n",
        "[]", "",
    ])
    func `a file of JSON objects is read whatever stands around them`(text: String) throws {
        let folder = try SourceFolder(["orders.json": text])
        try folder.write(
            """
            tables:
              orders:
                files: orders.json
                columns:
                  { order_id: id, customer_id: { constant: a }, ordered_at: { constant: "2024-01-01T00:00:00Z" }, total: id }
            """, to: "shop.yaml")
        let result = try folder.read { $0.mapping = folder.path + "/shop.yaml" }
        #expect(result.shop.orders.total == (text.count < 3 ? [] : [10_000, 20_000]))
        #expect(try result.table("orders").isReconciled)
    }

    @Test func `a list that ends in the middle of an object is refused row by row, not lost`() throws {
        let folder = try SourceFolder(["orders.json": #"[{"id":1},{"id":2"#])
        try folder.write(
            """
            tables:
              orders:
                files: orders.json
                columns:
                  { order_id: id, customer_id: { constant: a }, ordered_at: { constant: "2024-01-01T00:00:00Z" }, total: id }
            """, to: "shop.yaml")
        let result = try folder.read { $0.mapping = folder.path + "/shop.yaml" }
        #expect(try result.table("orders").reasons == [.badCSV: 1])
        #expect(result.shop.orders.count == 1)
    }

    @Test func `values are looked up in another file, or added up there`() throws {
        let files = [
            "orders.csv": "order_id,who,at\n1,x1,2024-01-01T00:00:00Z\n2,x2,2024-01-02T00:00:00Z\n",
            "people.csv": "who,person\nx1,p\nx2,p\n", "payments.csv": "order,paid\n1,10.00\n1,2.50\n2,5\n",
        ]
        let result = try read(
            files,
            """
            tables:
              orders:
                files: orders.csv
                columns:
                  order_id: order_id
                  customer_id: { column: who, lookup: { file: people.csv, key: who, value: person } }
                  ordered_at: at
                  total: { column: order_id, lookup: { file: payments.csv, key: order, sum: paid } }
            """)
        #expect(result.shop.customers.ids.strings == ["p"])
        #expect(result.shop.orders.total == [125_000, 50_000])
    }

    @Test func `rows of one order are added up, and a second export of it is a duplicate`() throws {
        let rows = "1,a,2024-01-01T00:00:00Z,10\n1,a,2024-01-01T00:00:00Z,2.50\n1,a,2024-01-01T00:00:00Z,2.50\n"
        let result = try read(
            [
                "orders_1.csv": "\(Self.head)\n\(rows)2,b,2024-01-02T00:00:00Z,1\n",
                "orders_2.csv": "\(Self.head)\n\(rows)3,b,2024-01-03T00:00:00Z,4\n",
            ],
            "tables: { orders: { files: 'orders_*.csv', add_rows: true, columns: { \(Self.plain), total: total } } }")
        #expect(result.shop.orders.total == [150_000, 10_000, 40_000])
        let orders = try result.table("orders")
        #expect(orders.read == 8 && orders.accepted == 5 && orders.duplicates == 3)
    }

    @Test func `lines that are no sales take their money out of the order`() throws {
        let result = try read(
            [
                "orders.csv": "\(Self.head)\n1,a,2024-01-01T00:00:00Z,110\n2,b,2024-01-02T00:00:00Z,20\n",
                "order_lines.csv":
                    "order_id,product_id,quantity,unit_price,discount\n1,GIFT50,2,50.00,0\n1,TEA,1,10,0\n2,TEA,2,10,0\n",
            ],
            """
            tables:
              orders: { files: orders.csv, columns: { \(Self.plain), total: total } }
              order_lines:
                files: order_lines.csv
                not_sales: { product_id: { like: "gift*" } }
                columns:
                  { order_id: order_id, product_id: product_id, quantity: quantity, unit_price: unit_price, discount: discount }
            """)
        #expect(result.shop.orders.total == [100_000, 200_000])
        #expect(result.shop.products.ids.strings == ["TEA"])
        #expect(try result.table("order_lines").setApart == ["not_sales": 1])
    }

    @Test(arguments: [
        ("coalesce: [a]", "at least two"), ("coalesce: [a, {}]", "exactly one of column and constant"),
        ("column: a, coalesce: [a, b]", "exactly one of column, coalesce"),
        ("column: a, lookup: { file: x, key: k }", "either value or sum"),
        ("column: a, lookup: { file: ../x, key: k, value: v }", "without / or .."),
        ("column: a, per: piece", "quantity"),
    ])
    func `a rule that makes no sense is refused`(rule: String, word: String) throws {
        let folder = try SourceFolder(["orders.csv": "a\n"])
        try folder.write(
            "tables: { orders: { files: orders.csv, columns: { order_id: { \(rule) } } } }", to: "shop.yaml")
        let error = try #require(folder.refusal { $0.mapping = folder.path + "/shop.yaml" })
        #expect(error.kind == .badMapping && error.description.contains(word), "\(error)")
    }

    @Test(arguments: [
        ("where: { total: {} }", "like, empty, above or below"), ("where: { total: { above: x } }", "a number such as"),
        ("split: { column: a, by: '', pattern: '{quantity}' }", "what stands between"),
        ("split: { column: a, by: ';', pattern: 'x' }", "name each part once"),
        ("split: { column: a, by: ';', pattern: '{a}{b}' }", "nothing between them"),
        ("each: a, split: { column: a, by: ';', pattern: '{quantity}' }", "both each and split"),
    ])
    func `a table that makes no sense is refused`(key: String, word: String) throws {
        let folder = try SourceFolder(["orders.csv": "a\n"])
        try folder.write(
            "tables: { orders: { files: orders.csv, \(key), columns: { \(Self.plain), total: total } } }",
            to: "shop.yaml")
        let error = try #require(folder.refusal { $0.mapping = folder.path + "/shop.yaml" })
        #expect(error.kind == .badMapping && error.description.contains(word), "\(error)")
    }
}
