import Domain
import Foundation
import Reports
import Testing

/// `docs/schemas/<report>.json` and `docs/reports.md` are what the types say; `UPDATE_DOCS=1` writes them anew.
struct ReportSchemaTests {
    private static let docs = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs")
    private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_DOCS"] == "1"

    private func hold(_ text: String, to path: String) throws {
        let file = Self.docs.appending(path: path)
        if Self.isUpdating { try Data(text.utf8).write(to: file) }
        let found = try String(contentsOf: file, encoding: .utf8)
        #expect(found == text, "docs/\(path) is not what the types say; run this test with UPDATE_DOCS=1")
    }

    @Test(arguments: ReportName.allCases)
    func `every key of a report is described, and the schema on file is that of its type`(name: ReportName) throws {
        let schema = try ReportSchema(name)
        #expect(schema.gaps == [], "keys without a meaning; add them to `meanings` of their type")
        #expect(schema.strays == [], "meanings of keys that the type does not have")
        try hold(schema.json, to: "schemas/\(name.rawValue).json")
    }

    @Test func `the page of figures is made from the same types`() throws {
        let pages = try ReportName.allCases.map { try ReportSchema($0).page }
        try hold(ReportSchema.pageHead + pages.joined(), to: "reports.md")
    }

    @Test func `a schema tells required, optional, nullable and closed lists apart`() throws {
        let text = try ReportSchema(.churn).json
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let required = try #require(schema["required"] as? [String])
        #expect(required.contains("header") && required.contains("value_at_stake"))
        let properties = try #require(schema["properties"] as? [String: [String: Any]])
        let stake = try #require(properties["value_at_stake"]?["anyOf"] as? [[String: Any]])
        #expect(stake.compactMap { $0["type"] as? String } == ["number", "null"])
        let support = try ReportSchema(.support).json
        let sla = try #require(try JSONSerialization.jsonObject(with: Data(support.utf8)) as? [String: Any])
        #expect((sla["required"] as? [String])?.contains("vip") == false)
        #expect(try ReportSchema(.affinity).json.contains(#""enum" : ["#))
    }
}
