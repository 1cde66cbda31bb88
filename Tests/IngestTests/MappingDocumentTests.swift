import Domain
import Foundation
import Ingest
import Testing

/// docs/mappings.md and docs/reasons.md held against the code.
struct MappingDocumentTests {
    private struct Line {
        let section: String
        let key: String
        let example: String
    }

    private static func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(packageRoot)/docs/\(name)", encoding: .utf8)
    }

    /// The lines of the page's tables with their three cells.
    private static func lines() throws -> [Line] {
        var section = ""
        return try text("mappings.md").split(separator: "\n").compactMap { line -> Line? in
            if line.hasPrefix("## ") { section = String(line.dropFirst(3)) }
            guard line.hasPrefix("| `") else { return nil }
            let cells = line.split(separator: " | ")
            guard cells.count == 3 else { return nil }
            let key = cells[0].dropFirst(2).filter { $0 != "`" }
            let example = cells[2].drop { $0 != "`" }.dropFirst().prefix { $0 != "`" }
            return Line(
                section: section, key: String(key).trimmingCharacters(in: .whitespaces), example: String(example))
        }
    }

    /// The keys that are known where an unknown one stands, as the refusal lists them.
    private func known(_ mapping: String) throws -> Set<String> {
        let folder = try SourceFolder(["orders.csv": "a\n"])
        try folder.write(mapping, to: "shop.yaml")
        let message = try #require(folder.refusal { $0.mapping = folder.path + "/shop.yaml" }).description
        let list = try #require(message.firstRange(of: "Known: "))
        return Set(
            message[list.upperBound...].split(separator: ", ").map { String($0.prefix { $0.isLetter || $0 == "_" }) })
    }

    private func documented(_ section: String) throws -> Set<String> {
        Set(try Self.lines().filter { $0.section == section }.map(\.key))
    }

    @Test func `every key of a mapping has a line`() throws {
        #expect(try known("zzz: 1").subtracting(documented("The file")).isEmpty)
        let elsewhere: Set = ["layout", "add_rows", "tickets", "negative_totals"]
        for table in ["order_lines", "orders"] {
            let keys = try known("tables: { \(table): { files: orders.csv, columns: {}, zzz: 1 } }")
            #expect(try keys.subtracting(documented("A table")).subtracting(elsewhere).isEmpty, "\(table): \(keys)")
        }
        let keys = try known("tables: { orders: { files: orders.csv, columns: { order_id: { zzz: 1 } } } }")
        #expect(try keys.subtracting(documented("A column")).isEmpty, "\(keys)")
    }

    @Test func `every line is of a key that is known`() throws {
        #expect(try documented("The file").subtracting(known("zzz: 1")).isEmpty)
        let tables = try known("tables: { order_lines: { files: orders.csv, columns: {}, zzz: 1 } }")
        #expect(try documented("A table").subtracting(tables).isEmpty)
        let column = try known("tables: { orders: { files: orders.csv, columns: { order_id: { zzz: 1 } } } }")
        #expect(try documented("A column").subtracting(column).isEmpty)
    }

    @Test func `every example is a mapping that can be read`() throws {
        for line in try Self.lines() {
            let orders = "files: orders.csv, columns: { order_id: a, customer_id: b, ordered_at: c, total: d }"
            let lines = "files: lines.csv, columns: { order_id: a, product_id: b, quantity: c, unit_price: d }"
            let mapping: String
            switch line.section {
            case "The file" where line.key == "tables":
                mapping = line.example.replacing("tables: {", with: "tables: { orders: { \(orders) },")
            case "The file": mapping = "\(line.example)\ntables: { orders: { \(orders) } }"
            case "A table":
                let rest =
                    ["files", "table", "query"].contains(line.key)
                    ? lines.replacing("files: lines.csv, ", with: "") : lines
                let columns = line.key == "columns" ? "files: lines.csv" : rest
                let implied = ["orders", "cancellation_prefix"].contains(line.key)
                let follow = line.key == "cancellation_prefix" ? ", orders: { customer_id: x, ordered_at: y }" : ""
                mapping =
                    "tables: { " + (implied ? "" : "orders: { \(orders) }, ")
                    + "order_lines: { \(columns), \(line.example)\(follow) } }"
            case "A column":
                let isLine = ["per", "join"].contains(line.key)
                let key = String(line.example.prefix { $0 != ":" })
                let base = isLine ? lines : orders
                let without = base.replacing(try Regex("\(key): [a-d],? ?"), with: "")
                let table = without.replacing("columns: {", with: "columns: { \(line.example), ")
                mapping = "tables: { " + (isLine ? "orders: { \(orders) }, order_lines" : "orders") + ": { \(table) } }"
            default: continue
            }
            try expectReadable(mapping, line.key)
        }
    }

    @Test func `every whole example is a mapping that can be read`() throws {
        let parts = try Self.text("mappings.md").split(separator: "```")
        let examples = parts.filter { $0.hasPrefix("yaml\n") }
        #expect(examples.count >= 2)
        for example in examples { try expectReadable(String(example.dropFirst(5)), "example") }
    }

    private func expectReadable(_ mapping: String, _ key: String) throws {
        let folder = try SourceFolder(["unrelated.csv": "a\n"])
        try folder.write(mapping, to: "shop.yaml")
        let error = folder.refusal { $0.mapping = folder.path + "/shop.yaml" }
        #expect(error?.kind != .badMapping, "\(key): \(mapping)\n\(error.map { "\($0)" } ?? "")")
    }

    @Test func `every shipped mapping is on the page`() throws {
        let page = try Self.text("mappings.md")
        let files = try FileManager.default.contentsOfDirectory(atPath: packageRoot + "/pipelines/mappings")
        for file in files where file.hasSuffix(".yaml") && file != "canonical.yaml" {
            #expect(page.contains("`\(file.dropLast(5))`"), "\(file)")
        }
    }

    @Test func `every reason has a sentence, and every sentence a reason`() throws {
        let lines = try Self.text("reasons.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
        let codes = lines.map { String($0.dropFirst(3).prefix { $0 != "`" }) }
        #expect(Set(codes) == Set(ReasonCode.allCases.map(\.rawValue)))
        #expect(lines.allSatisfy { $0.split(separator: " | ").count == 4 })
    }
}
