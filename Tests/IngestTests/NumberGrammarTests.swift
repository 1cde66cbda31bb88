import Domain
import Foundation
import Ingest
import Testing

/// Amounts in the forms that exports write, each read in a column of its own; expected values are written by hand.
struct NumberGrammarTests {
    private static let head = "order_id,customer_id,ordered_at,total\n"

    private static func table(_ totals: [String]) -> String {
        head
            + totals.enumerated().map {
                "\($0 + 1),c,2025-01-0\($0 + 1)T00:00:00Z,\"\($1.replacing("\"", with: "\"\""))\"\n"
            }
            .joined()
    }

    private func totals(_ texts: [String]) throws -> [String] {
        try SourceFolder(["orders.csv": Self.table(texts)]).read().shop.orders.total.map(Money.text)
    }

    @Test(arguments: [
        (["1,234.50", "12.00"], ["1234.50", "12.00"]),
        (["1.234,50", "12,00"], ["1234.50", "12.00"]),
        (["1'234.50", "12.00"], ["1234.50", "12.00"]),
        (["1’234’567.50", "12.00"], ["1234567.50", "12.00"]),
        (["1\u{a0}234,50", "12"], ["1234.50", "12.00"]),
        (["1\u{202f}234,50", "12"], ["1234.50", "12.00"]),
        (["1 234", "12"], ["1234.00", "12.00"]),
        (["12,34,567.00", "12"], ["1234567.00", "12.00"]),
        (["€ 27.00", "27.50 €", "EUR 28.00", "29.00EUR"], ["27.00", "27.50", "28.00", "29.00"]),
        (["'137.37", "=\"1.50\""], ["137.37", "1.50"]),
        (["+7.00", "1.5e3", "2E-1"], ["7.00", "1500.00", "0.20"]),
        (["137.36999999999998", "26.999999999999996"], ["137.37", "27.00"]),
        (["0.00005", "0.00015", "0.000251"], ["0.00", "0.0002", "0.0003"]),
        // Three decimals as such, for the zero in front.
        (["0.125", "1.234"], ["0.125", "1.234"]),
        // A thousand, because the other numbers of the column have a decimal comma.
        (["1.234", "5,00"], ["1234.00", "5.00"]),
        (["1,234", "5.00"], ["1234.00", "5.00"]),
        ([".5", "12."], ["0.50", "12.00"]),
    ])
    func `a number is read in the grammar of its column`(texts: [String], expected: [String]) throws {
        #expect(try totals(texts) == expected)
    }

    @Test(arguments: ["1.234", "12,500"])
    func `a column that may mean two things is refused with both readings`(text: String) throws {
        let folder = try SourceFolder(["orders.csv": Self.table([text, "7"])])
        let error = try #require(folder.refusal())
        #expect(error.kind == .ambiguousNumbers)
        for word in [text, text.filter(\.isNumber), "decimal: \".\"", "decimal: \",\""] {
            #expect(error.description.contains(word), "\(word)")
        }
        let total = { (mark: String) in
            try folder.read { $0.mappingText = "numbers: { decimal: \"\(mark)\" }" }.shop.orders.total[0]
        }
        let digits = try #require(Int64(text.filter(\.isNumber)))
        #expect(try [total("."), total(",")].sorted() == [digits * 10, digits * 10_000])
    }

    @Test func `the other columns of a file decide where one leaves it open`() throws {
        let folder = try SourceFolder([
            "orders.csv":
                "order_id,customer_id,ordered_at,total,refunded\n1,c,2025-01-01T00:00:00Z,\"1.234\",\"0,50\"\n"
        ])
        #expect(try folder.read().shop.orders.total == [12_340_000])
    }

    @Test func `numbers that contradict the rest of their column are refused`() throws {
        let folder = try SourceFolder(["orders.csv": Self.table(["1.50", "2.50", "3,5"])])
        let result = try folder.read()
        #expect(try result.table("orders").reasons == [.badNumber: 1])
        #expect(try result.table("orders").quarantinedMoney == 35_000)
    }

    @Test func `rounded numbers are counted`() throws {
        let folder = try SourceFolder(["orders.csv": Self.table(["137.36999999999998", "1.00"])])
        #expect(try folder.read().table("orders").rounded == ["total": 1])
    }

    @Test func `a column can be turned, counted in cents, and stripped of words`() throws {
        let folder = try SourceFolder([
            "orders.csv": """
            order_id,customer_id,ordered_at,total,currency,discount
            1,c,2025-01-01T00:00:00Z,12345,EUR,-1.00
            2,c,2025-01-02T00:00:00Z,500,JPY,(2.50)
            3,c,2025-01-03T00:00:00Z,1500,KWD,3.00-

            """
        ])
        let shop = try folder.read {
            $0.mappingText =
                "tables: { orders: { columns: { total: { minor_units: true }, discount: { negate: true } } } }"
            $0.rates = ["JPY": ["2025-01": "0.01"], "KWD": ["2025-01": "3"]]
        }.shop
        #expect(shop.orders.total == [1_234_500, 50_000, 45_000])
        #expect(shop.orders.discount == [10_000, 250, 90_000])
    }

    @Test func `goods by weight become one piece at the price of all of it`() throws {
        let folder = try SourceFolder([
            "orders.csv": Self.head + "1,c,2025-01-01T00:00:00Z,4.80\n",
            "order_lines.csv": "order_id,product_id,quantity,unit_price\n1,apples,1.5 kg,3.20\n1,salt,2,0.10\n",
        ])
        let lines = try folder.read().shop.lines
        #expect(lines.quantity == [1, 2] && lines.unitPrice == [48_000, 1_000])
    }
}

/// Files in the forms that programs write: each is the same two orders.
struct FileFormTests {
    private static let plain =
        "order_id,customer_id,ordered_at,total\n1,Müller,2025-01-01T00:00:00Z,1.50\n2,b,2025-01-02T00:00:00Z,2.50\n"

    private func check(_ folder: SourceFolder) throws {
        let shop = try folder.read().shop
        #expect(shop.orders.total == [15_000, 25_000] || shop.orders.total == [25_000, 15_000])
        #expect(shop.customers.ids.strings == ["Müller", "b"])
    }

    @Test(arguments: [";", "\t", "|"])
    func `another separator is found`(separator: String) throws {
        try check(SourceFolder(["orders.csv": Self.plain.replacing(",", with: separator)]))
    }

    @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf16, .windowsCP1252])
    func `another encoding is found`(encoding: String.Encoding) throws {
        let folder = try SourceFolder()
        try folder.write(#require(Self.plain.data(using: encoding)), to: "orders.csv")
        try check(folder)
    }

    @Test func `Windows-1252 is found far behind the first bytes`() throws {
        let ascii = (3...3000).map { "\($0),c\($0),2025-01-03T00:00:00Z,1.50\n" }.joined()
        let folder = try SourceFolder()
        let text = "order_id,customer_id,ordered_at,total\n\(ascii)1,Müller,2025-01-01T00:00:00Z,1.50\n"
        try folder.write(#require(text.data(using: .windowsCP1252)), to: "orders.csv")
        let result = try folder.read()
        #expect(try result.table("orders").accepted == 2999)
        #expect(result.shop.customers.ids.strings.contains("Müller"))
    }

    @Test(arguments: [
        ("sep=,\n", ""), ("Orders of 2025\nmade by the shop\n", ""), ("\n\n", ",,,\n,,,\n"),
        ("", "Total,,,4.00\n"), ("", "Sum,,,4\n"),
    ])
    func `what stands above the header and below the rows is no row`(above: String, below: String) throws {
        let folder = try SourceFolder(["orders.csv": above + Self.plain + below])
        try check(folder)
        #expect(try folder.read().table("orders").quarantined == 0)
    }

    @Test func `lines may end with a carriage return alone, rows with a separator`() throws {
        try check(SourceFolder(["orders.csv": Self.plain.replacing("\n", with: "\r")]))
        let lines = Self.plain.split(separator: "\n")
        try check(SourceFolder(["orders.csv": lines.joined(separator: ",\n")]))
        try check(SourceFolder(["orders.csv": lines[0] + "\n" + lines[1] + ",\n" + lines[2] + ",,\n"]))
    }

    @Test func `a quote that swallows rows refuses the source with its line and both ways out`() throws {
        let folder = try SourceFolder([
            "orders.csv":
                "order_id,customer_id,ordered_at,total,note\n1,a,2025-01-01T00:00:00Z,1.50,\"24 inch\n"
                + "2,b,2025-01-02T00:00:00Z,2.50,x\n3,b,2025-01-03T00:00:00Z,2.50,24\"\n"
        ])
        let error = try #require(folder.refusal())
        #expect(error.kind == .openQuote && error.description.contains("line 2"))
        #expect(error.description.contains("quote: none") && error.description.contains("quote: rfc4180"))
        let fixed = try folder.read { $0.mappingText = "tables: { orders: { quote: none } }" }
        #expect(try fixed.table("orders").accepted == 3)
    }

    @Test func `backslashes before quotes are found`() throws {
        let folder = try SourceFolder([
            "orders.csv":
                "order_id,customer_id,ordered_at,total\n1,\"a \\\"x\\\" b\",2025-01-01T00:00:00Z,1.50\n"
        ])
        #expect(try folder.read().shop.customers.ids.strings == ["a \"x\" b"])
    }
}

/// Ids in several forms, and words for nobody.
struct IdentityTests {
    private static let orders = """
        order_id,customer_id,ordered_at,total
        1, Ann@x.org ,2025-01-01T00:00:00Z,1
        2,ann@x.org\u{a0},2025-01-02T00:00:00Z,1
        3,#0042,2025-01-03T00:00:00Z,1
        4,42.0,2025-01-04T00:00:00Z,1
        5,0,2025-01-05T00:00:00Z,1
        6,GUEST,2025-01-06T00:00:00Z,1
        7,N/A,2025-01-07T00:00:00Z,1
        8,-,2025-01-08T00:00:00Z,1

        """

    @Test func `blanks around an id never count, words for nobody are guests`() throws {
        let shop = try SourceFolder(["orders.csv": Self.orders]).read().shop
        #expect(shop.customers.ids.strings == ["#0042", "42.0", "Ann@x.org", "ann@x.org"])
        #expect(shop.orders.customer.count { $0 < 0 } == 4)
    }

    @Test func `a mapping folds capitals, keeps digits and has its own words for nobody`() throws {
        let folder = try SourceFolder(["orders.csv": Self.orders])
        let folded = try folder.read {
            $0.mappingText = "{ nobody: [gast], tables: { orders: { columns: { customer_id: { case: fold } } } } }"
        }
        #expect(folded.shop.customers.ids.strings == ["#0042", "-", "0", "42.0", "ann@x.org", "guest", "n/a"])
        let digits = try folder.read {
            $0.mappingText = "tables: { orders: { columns: { customer_id: { digits: true, case: fold } } } }"
        }
        #expect(digits.shop.customers.ids.strings == ["42", "ann@x.org"])
    }
}
