import Domain
import Foundation
import Ingest
import Testing

/// Sources that are refused as a whole, and rows that must not bring the reader down.
struct BadInputTests {
    private static let head = "order_id,customer_id,ordered_at,total\n"
    private static let good = "1,c,2025-01-01T00:00:00Z,1\n"

    @Test func `a missing column is named with the table and the columns that are there`() throws {
        let error = try SourceFolder(["orders.csv": "order_id,customer_id,total,note\n"]).refusal()
        #expect(error?.kind == .missingColumn)
        for word in ["orders", "ordered_at", "order_id, customer_id, total, note"] {
            #expect(error?.description.contains(word) == true, "\(word)")
        }
    }

    @Test func `all tables that are wrong are named at once, with what is known of the others`() throws {
        let folder = try SourceFolder([
            "orders.csv": "order_id\n", "tickets.csv": "ticket_id\n",
            "agents.csv": "agent_id,max_concurrent_tickets\na,1\nb,x\n",
        ])
        let error = try #require(folder.refusal())
        #expect(error.description.contains("orders") && error.description.contains("tickets"))
        #expect(
            error.quality.tables.first { $0.table == "agents" }?.badCells == [
                BadCells(column: "max_concurrent_tickets", reason: .badNumber, count: 1)
            ])
    }

    @Test func `a source without orders is refused with what it has`() throws {
        let error = try SourceFolder(["order.csv": "a\n"]).refusal()
        #expect(error?.kind == .noTable)
        #expect(error?.description.contains("order.csv") == true)
        #expect(Self.refusal(path: "/nowhere/at/all") == .noSuchFile)
    }

    @Test func `a quote that never closes refuses the source with its line`() throws {
        let folder = try SourceFolder(["orders.csv": Self.head + Self.good + "2,\"c,2025-01-01T00:00:00Z,1\n3,d,x,1\n"])
        let error = try #require(folder.refusal())
        #expect(error.kind == .openQuote)
        #expect(error.description.contains("line 3") && error.description.contains("orders.csv"))
        #expect(error.quality.tables.first?.table == "orders")
    }

    @Test func `a quote that is open for more than a mebibyte refuses the source`() throws {
        let rows = String(repeating: Self.good, count: 60_000)
        let folder = try SourceFolder(["orders.csv": Self.head + "2,\"c,2025-01-01T00:00:00Z,1\n" + rows])
        let error = try #require(folder.refusal())
        #expect(error.kind == .openQuote && error.description.contains("line 2"))
    }

    @Test func `a field of 100 MB is one refused row, its neighbours stand`() throws {
        let folder = try SourceFolder()
        let huge = Data(repeating: UInt8(ascii: "x"), count: 100_000_000)
        try folder.write(
            Data((Self.head + "1,").utf8) + huge + Data(",2025-01-01T00:00:00Z,1\n2,c,2025-01-01T00:00:00Z,1\n".utf8),
            to: "orders.csv")
        let result = try folder.read()
        let table = try result.table("orders")
        #expect((table.read, table.accepted) == (2, 1) && table.reasons == [.badCSV: 1])
        #expect(result.quality.quarantine.first?.raw.utf8.count == QuarantinedRow.rawLimit)
    }

    @Test func `a field of a mebibyte is read, one byte more is not`() throws {
        let field = String(repeating: "x", count: 1 << 20)
        let head = "product_id,title\n"
        let folder = try SourceFolder([
            "orders.csv": Self.head + Self.good,
            "products.csv": head + "a,\(field)\nb,\(field)x\nc,\"\(field)\"\n",
        ])
        let table = try folder.read().table("products")
        #expect((table.accepted, table.quarantined) == (2, 1) && table.reasons == [.badCSV: 1])
    }

    @Test func `100,000 columns are refused`() throws {
        let columns = (0..<100_000).map { "c\($0)" }.joined(separator: ",")
        let error = try SourceFolder(["orders.csv": columns + "\n"]).refusal()
        #expect(error?.kind == .tooManyColumns)
        #expect(error?.description.contains("100000") == true)
    }

    @Test func `a row of a million fields is one refused row`() throws {
        let wide = String(repeating: ",", count: 1_000_000)
        let table = try SourceFolder(["orders.csv": Self.head + Self.good + wide + "\n"]).read().table("orders")
        #expect((table.read, table.accepted) == (2, 1) && table.reasons == [.badCSV: 1])
    }

    @Test func `an empty file is refused, one with a header alone is an empty table`() throws {
        #expect(try SourceFolder(["orders.csv": ""]).refusal()?.kind == .noHeader)
        let result = try SourceFolder(["orders.csv": Self.head]).read()
        #expect(try result.table("orders").read == 0)
        #expect(result.shop.customers.count == 0 && result.shop.asOf == result.shop.observedFrom)
    }

    @Test func `a byte order mark and CRLF change nothing`() throws {
        let plain = try SourceFolder(["orders.csv": Self.head + Self.good]).read()
        let marked = try SourceFolder([
            "orders.csv": "\u{feff}" + (Self.head + Self.good).replacingOccurrences(of: "\n", with: "\r\n")
        ]).read()
        #expect(plain.digest == marked.digest)
    }

    @Test func `packed and plain at once are refused`() throws {
        let folder = try SourceFolder(["orders.csv": Self.head + Self.good])
        try folder.pack("orders.csv")
        #expect(try folder.read().table("orders").accepted == 1)
        try folder.write(Self.head, to: "orders.csv")
        #expect(folder.refusal()?.kind == .ambiguousFiles)
    }

    @Test func `a file that shrinks or vanishes while it is read refuses the source`() throws {
        let rows = (0..<200_000).map { "\($0),c,2025-01-01T00:00:00Z,1\n" }.joined()
        for isRemoved in [false, true] {
            let folder = try SourceFolder(["orders.csv": Self.head + rows])
            let file = folder.path + "/orders.csv"
            let source = folder.source()
            #expect {
                try Ingest.read(source) { _, rows, _, _ in
                    guard rows < 20_000 else { return }
                    if isRemoved {
                        try? FileManager.default.removeItem(atPath: file)
                    } else {
                        truncate(file, 3_000_000)
                    }
                }
            } throws: { ($0 as? IngestError)?.kind == .changedWhileReading }
        }
    }

    @Test func `folders, pipes and files without permission are refused with their names`() throws {
        let folder = try SourceFolder(["orders.csv": Self.head])
        mkfifo(folder.path + "/pipe.csv", 0o600)
        #expect(
            Self.refusal(path: folder.path + "/pipe.csv", mapping: packageRoot + "/pipelines/mappings/cdnow.yaml")
                == .unreadable)
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path + "/orders.csv")
        // The superuser reads everything.
        if getuid() != 0 { #expect(folder.refusal()?.kind == .unreadable) }
    }

    private static func refusal(path: String, mapping: String? = nil) -> IngestError.Kind? {
        do throws(IngestError) {
            _ = try Ingest.read(SourceDescription(paths: [path], mapping: mapping))
            return nil
        } catch {
            return error.kind
        }
    }
}
