import Domain
import Foundation
import Ingest
import Testing

/// What `init` makes of a folder.
struct SourceGuessTests {
    private static let mappings = packageRoot + "/pipelines/mappings"

    /// Reads a folder as its guess would have it.
    static func read(_ path: String, zone: String? = nil) throws -> (guess: SourceGuess, result: IngestResult) {
        let guess = try SourceGuess.of(folder: path, mappingFolder: mappings, zone: zone)
        let folder = try SourceFolder()
        var source = SourceDescription(paths: [path])
        (source.mapping, source.mappingFolder) = (guess.vendor, mappings)
        if let mapping = guess.mapping {
            source.mapping = try folder.write(mapping, to: "guess.yaml")
        }
        source.currency = guess.currency ?? "EUR"
        source.zone = ShopZone(identifier: guess.zone ?? "UTC") ?? .utc
        return try withExtendedLifetime(folder) { (guess, try Ingest.read(source)) }
    }

    @Test(arguments: VendorExport.all)
    func `a vendor's export is known, and read to the cent`(export: VendorExport) throws {
        let (guess, result) = try Self.read("\(VendorExport.path)/\(export.folder)")
        #expect(guess.vendor == export.mapping && guess.choices.isEmpty)
        let orders = result.shop.orders
        #expect(orders.count == export.orders)
        #expect(Money.text(orders.net(of: 0..<orders.count)) == export.net)
    }

    @Test func `a vendor's file of another name is read under that name`() throws {
        let folder = try SourceFolder()
        let file = try String(
            contentsOfFile: "\(VendorExport.path)/shopify-export/orders_export_1.csv", encoding: .utf8)
        try folder.write(file, to: "march.csv")
        let (guess, result) = try Self.read(folder.path)
        #expect(guess.vendor == "shopify" && guess.mapping?.contains("march.csv") == true)
        #expect(Money.text(result.shop.orders.net(of: 0..<result.shop.orders.count)) == "76.80")
    }

    @Test func `files of two vendors are not mixed`() throws {
        let folder = try SourceFolder([
            "a.csv": "Name,Financial Status,Lineitem name,Total\n1,paid,x,1\n",
            "b.csv": "increment_id,grand_total\n1,2\n",
        ])
        let error = #expect(throws: IngestError.self) { try SourceGuess.of(folder: folder.path) }
        #expect(error?.description.contains("magento and shopify") == true)
    }

    @Test func `two totals that differ are the owner's to choose`() throws {
        let folder = try SourceFolder([
            "orders.csv":
                "Order Number,Customer,Order Date,Total Gross,Total Net\n1,a,2024-01-13,119.00,100.00\n2,b,2024-01-14,11.90,10.00\n"
        ])
        let guess = try SourceGuess.of(folder: folder.path)
        #expect(guess.choices.count == 1)
        let choice = try #require(guess.choices.first)
        #expect(choice.contains("total: Total Gross  # adds up to 130.90"))
        #expect(choice.contains("total: Total Net  # adds up to 110.00"))
    }

    @Test func `day and month that cannot be told apart are the owner's to choose`() throws {
        let folder = try SourceFolder([
            "orders.csv": "order_id,customer_id,date,total\n1,a,01/02/2024,1\n2,b,03/04/2024,2\n"
        ])
        let guess = try SourceGuess.of(folder: folder.path)
        #expect(guess.choices.first?.contains("dd/MM/yyyy") == true)
        #expect(guess.choices.first?.contains("MM/dd/yyyy") == true)
    }

    @Test func `a state that may count or not is the owner's to choose`() throws {
        let folder = try SourceFolder([
            "orders.csv": "order_id,customer_id,date,total,status\n1,a,2024-01-20,1,paid\n2,b,2024-01-21,2,pending\n"
        ])
        let guess = try SourceGuess.of(folder: folder.path)
        #expect(guess.choices.first?.contains("pending (1)") == true)
        #expect(guess.choices.first?.contains("pending: cancelled") == true)
    }

    @Test func `lines in the orders' own file, customers made anew and refunds below zero are seen`() throws {
        let folder = try SourceFolder([
            "orders.csv":
                "order_id,customer_id,ordered_at,total\n1,x1,2024-01-01T00:00:00Z,10\n2,x2,2024-01-02T00:00:00Z,20\nR1,x3,2024-01-05T00:00:00Z,-4\n",
            "customers.csv": "customer_id,customer_unique_id\nx1,p\nx2,p\nx3,p\n",
        ])
        let (guess, result) = try Self.read(folder.path)
        #expect(guess.choices.isEmpty, "\(guess.choices)")
        #expect(Money.text(result.shop.orders.net(of: 0..<result.shop.orders.count)) == "26.00")
        #expect(Set(result.shop.orders.customer).count == 1)
    }

    @Test func `a folder without orders says what it found`() throws {
        let folder = try SourceFolder(["stock.csv": "sku,stock\na,1\n"])
        let error = #expect(throws: IngestError.self) { try SourceGuess.of(folder: folder.path) }
        #expect(error?.description.contains("stock.csv (sku, stock)") == true)
        let empty = try SourceFolder()
        #expect(throws: IngestError.self) { try SourceGuess.of(folder: empty.path) }
    }

    /// The same shop in random dialects: the guess gives that shop, or leaves a choice, or the reading refuses.
    ///
    /// Oracle: the canonical form of the very orders, read without a mapping; digests are over all accepted rows.
    @Test func `in a thousand dialects a guess is the same shop or a refusal`() throws {
        var (refused, other): (Int, [String]) = (0, [])
        let count = 1000
        for seed in 0..<count {
            var dialect = RandomDialect(seed: UInt64(seed))
            let (plain, written) = (try SourceFolder(), try SourceFolder())
            let orders = dialect.orders()
            try plain.write(RandomDialect.canonical(orders), to: "orders.csv")
            let note = try dialect.write(orders, to: written)
            let wanted = try plain.read { $0.currency = "EUR" }.digest
            do {
                let (guess, result) = try Self.read(written.path, zone: "UTC")
                if !guess.choices.isEmpty {
                    refused += 1
                } else if result.digest != wanted || result.quality.tables.contains(where: { $0.quarantined > 0 }) {
                    if result.quality.tables.contains(where: { $0.quarantined > 0 }) {
                        refused += 1
                    } else {
                        other.append("\(seed): \(note)")
                    }
                }
            } catch is IngestError {
                refused += 1
            }
        }
        #expect(other.isEmpty, "\(other.count) other shops: \(other.prefix(10))")
        #expect(refused * 10 <= count, "\(refused) of \(count) refused")
    }
}

/// A way to write orders, drawn from a seed.
struct RandomDialect {
    struct Order {
        let id: Int
        let customer: String
        let day: Int
        let second: Int
        let cents: Int
    }

    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

    /// SplitMix64 (Steele, Lea, Flood 2014).
    private mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(next() % UInt64(elements.count))]
    }
    private mutating func number(_ range: Range<Int>) -> Int { range.lowerBound + Int(next() % UInt64(range.count)) }

    mutating func orders() -> [Order] {
        let count = number(30..<80)
        let customers = (0..<12).map { "C\(100 + $0)" }
        return (0..<count).map { index in
            // Large amounts, small ones and round ones.
            let cents = pick([number(100..<20_000), number(100_000..<2_000_000), number(1..<90) * 1000])
            return Order(
                id: 10_001 + index, customer: pick(customers), day: 19_723 + index * 9 + number(0..<9),
                second: number(0..<1440) * 60, cents: cents)
        }
    }

    static func canonical(_ orders: [Order]) -> String {
        let formatter = formatter("yyyy-MM-dd'T'HH:mm:ss'Z'")
        let rows = orders.map { order in
            "\(order.id),\(order.customer),\(formatter.string(from: date(order))),\(amount(order.cents, ".", ""))\n"
        }
        return "order_id,customer_id,ordered_at,total\n" + rows.joined()
    }

    private static func formatter(_ format: String) -> DateFormatter {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = format
        return formatter
    }

    private static func date(_ order: Order) -> Date {
        Date(timeIntervalSince1970: Double(order.day * 86_400 + order.second))
    }

    private static func amount(_ cents: Int, _ decimal: String, _ thousands: String) -> String {
        let digits = String(cents / 100)
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += thousands }
            grouped.append(digit)
        }
        return "\(grouped)\(decimal)\(cents % 100 < 10 ? "0" : "")\(cents % 100)"
    }

    /// Writes the orders into one or two files.
    ///
    /// - Returns: the dialect in words.
    mutating func write(_ orders: [Order], to folder: SourceFolder) throws -> String {
        let separator = pick([",", ";", "\t", "|"])
        let (decimal, thousands) = pick([(".", ""), (".", ","), (",", ""), (",", "."), (",", " "), (".", "'")])
        let sign = pick(["", "", "€", "EUR "])
        let format = pick([
            "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "dd.MM.yyyy HH:mm",
            "dd/MM/yyyy HH:mm",
            "MM/dd/yyyy HH:mm", "M/d/yyyy h:mm a", "MMM d, yyyy HH:mm", "dd-MMM-yyyy HH:mm:ss", "dd/MM/yy HH:mm",
            "yyyy/MM/dd HH:mm:ss",
        ])
        let names = [
            pick(["order_id", "Order ID", "OrderNumber", "order-no", "Bestellnummer"]),
            pick(["customer_id", "Customer", "Kundennummer", "client id"]),
            pick(["ordered_at", "Order Date", "created_at", "Datum", "Date"]),
            pick(["total", "Order Total", "Grand Total", "Gesamtbetrag", "Amount"]),
        ]
        let (end, quotesAll) = (pick(["\n", "\r\n"]), next() % 3 == 0)
        let order = pick([[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
        func field(_ text: String) -> String {
            let needs = quotesAll || text.contains(separator) || text.contains("\"")
            return needs ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
        }
        func line(_ cells: [String]) -> String { order.map { field(cells[$0]) }.joined(separator: separator) + end }
        let formatter = Self.formatter(format)
        let rows = orders.map { order in
            let money = sign + Self.amount(order.cents, decimal, thousands)
            return line(["\(order.id)", order.customer, formatter.string(from: Self.date(order)), money])
        }
        let encoding = pick([String.Encoding.utf8, .utf8, .utf16LittleEndian, .windowsCP1252])
        let parts = pick([1, 1, 2])
        let half = rows.count / 2
        // Two exports overlap by some rows.
        let ranges = parts == 1 ? [0..<rows.count] : [0..<half + 3, half..<rows.count]
        for (index, range) in ranges.enumerated() {
            var text = line(names) + rows[range].joined()
            if encoding == .utf16LittleEndian { text = "\u{feff}" + text }
            try folder.write(
                text.data(using: encoding) ?? Data(), to: parts == 1 ? "export.csv" : "export_\(index).csv")
        }
        return "\(names) \(separator) \(decimal)\(thousands) \(sign) \(format) \(encoding) \(parts)"
    }
}
