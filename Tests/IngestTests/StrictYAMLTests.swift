import Foundation
import Ingest
import Testing

struct StrictYAMLTests {
    /// Why a file of this text is refused, as the source's mapping and as any other configuration.
    private func refusals(_ text: String) throws -> [String] {
        let folder = try SourceFolder(["orders.csv": "order_id\n", "c.yaml": text])
        let mapping = try #require(folder.refusal { $0.mapping = folder.path + "/c.yaml" })
        #expect(mapping.kind == .badMapping)
        let other = #expect(throws: ConfigurationError.self) {
            let yaml = try StrictYAML.load(folder.path + "/c.yaml")
            _ = try (yaml.object("tables"), yaml.finish())
        }
        let texts = [mapping.description, try #require(other).description]
        for text in texts {
            #expect(text.contains(folder.path + "/c.yaml"))
            #expect(text.utf8.count < 1_000)
        }
        return texts
    }

    @Test func `a huge file is refused`() throws {
        let huge = "a: " + String(repeating: "x", count: 1 << 20)
        #expect(try refusals(huge).allSatisfy { $0.contains("1 MiB") })
        let large = String(repeating: "x", count: (1 << 20) - 10) + ": 1"
        #expect(try refusals(large).allSatisfy { $0.contains("unknown key `xxx") || $0.contains("no valid YAML") })
    }

    @Test(arguments: [
        String(repeating: "[", count: 60_000), "tables: " + String(repeating: "- ", count: 30_000),
        "tables: [" + String(repeating: "\"]\", [", count: 30_000),
        (0..<1_000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\r"),
    ])
    func `a deep file is refused`(text: String) throws {
        #expect(try refusals(text).allSatisfy { $0.contains("nested") })
    }

    @Test(arguments: [
        "tables: &a { orders: *a }",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\ntables: { orders: *c }",
        (1...40).map { "- &n\($0) [*n\($0 - 1),*n\($0 - 1)]\n" }.reduce("- &n0 [x]\n", +) + "- { ? *n40 : x }",
    ])
    func `a file that refers to itself or to its parts is refused`(text: String) throws {
        #expect(try refusals(text).allSatisfy { $0.contains("line ") && $0.contains("write out") })
    }

    @Test func `a star within a text is no reference`() throws {
        let yaml = try StrictYAML.parse("files: [\"*.csv\", export-*.csv, a * b, '*']", file: "c.yaml")
        #expect(try yaml.strings("files") == ["*.csv", "export-*.csv", "a * b", "*"])
    }

    @Test func `an unknown key names file, place and the nearest known one`() throws {
        let yaml = try StrictYAML.parse("source: { paht: a, kind: b }", file: "c.yaml")
        let source = try #require(try yaml.object("source"))
        _ = try (source.string("kind"), source.string("path"), source.string("mapping"))
        let error = #expect(throws: ConfigurationError.self) { try source.finish() }
        #expect(
            error?.description
                == "c.yaml: source: unknown key `paht`; did you mean `path`? Known: kind, mapping, path")
    }
}
