import Foundation
import Ingest
import Pipeline
import Testing

/// `docs/configuration.md` against the program: in every section the keys of its table are those that the reader knows.
struct ConfigurationPageTests {
    private static let page = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/configuration.md")

    /// The keys of the page's tables by section: those that stand below a line `<!-- keys: SECTION -->`.
    private func documented() throws -> [String: Set<String>] {
        var (found, section): ([String: Set<String>], String?) = ([:], nil)
        for line in try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n") {
            if let match = line.wholeMatch(of: /<!-- keys: ?(.*) -->/) {
                section = String(match.1)
            } else if let section, let row = line.prefixMatch(of: /\| `([a-z_]+)` \|/) {
                found[section, default: []].insert(String(row.1))
            } else if line.hasPrefix("## ") {
                section = nil
            }
        }
        return found
    }

    /// The keys that a section knows: the message about an unknown one names them.
    private func known(in section: String, _ extra: String = "") throws -> Set<String> {
        let keys = section.split(separator: ".").map(String.init)
        let opening = keys.map { "\($0): { \($0 == "source" ? "path: p, " : "")" }.joined()
        let nest = opening + extra + "nonsense: 1" + String(repeating: " }", count: keys.count)
        let source = section == "source" ? "" : "source: { path: p }\n"
        let path = NSTemporaryDirectory() + "quimbi-" + UUID().uuidString + ".yaml"
        try Data((source + nest + "\n").utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let error = #expect(throws: ConfigurationError.self) { try PipelineDefinition(contentsOf: path) }
        let text = try #require(error).description
        let list = try #require(text.firstMatch(of: /Known: (.*)/), "\(section): \(text)")
        return Set(list.1.split(separator: ", ").map(String.init))
    }

    @Test func `every key that the program accepts is described, and no other`() throws {
        let pages = try documented()
        #expect(pages.count == 13 && (pages[""]?.contains("keep_runs") ?? false))
        for (section, keys) in pages {
            var expected = try known(in: section)
            // A server has keys of its own.
            if section == "source" || section == "store" {
                expected.formUnion(section == "source" ? ["url", "schema"] : ["url"])
            }
            #expect(keys == expected, "docs/configuration.md, section `\(section)`")
        }
    }

    @Test func `a file with nothing but a source has the defaults of the page`() throws {
        let path = NSTemporaryDirectory() + "quimbi-" + UUID().uuidString + ".yaml"
        try Data("source: { path: p }\n".utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let plain = try PipelineDefinition(contentsOf: path)
        let stated = """
            source: { kind: csv, path: p }
            tenant: default
            as_of: latest
            timezone: UTC
            currency: EUR
            store: { kind: sqlite, path: data }
            reports_path: reports
            models_path: models
            keep_runs: 7
            seed: 1
            max_quarantine_share: 0.01
            max_days_without_order: 14
            max_drift: 0.5
            stages:
              segments: { refit_days: 7, min_support: 0.001 }
              lifetime: { model: auto, time_unit: week, horizon_months: [3, 6, 12, 24, 36], discount_rate: 0, refit_days: 7 }
              churn: { horizon_days: auto, margin: 1, refit_days: 7 }
              cohorts: { granularity: [month, week], start: first_order }
              affinity: { min_confidence: 0.1, max_size: 4, window_days: 90, budget: { mebibytes: 512 } }
              support:
                queue:
                  priority: { urgent: 100, high: 75, normal: 50, low: 25 }
                  value: [{ above: 500, points: 25 }, { above: 1000, points: 50 }]
                  churn: [{ above: 0.5, points: 20 }, { above: 0.7, points: 40 }]
                  age_hours: [{ above: 24, points: 30 }, { above: 48, points: 80 }]
                  urgency: 60
                  breached: 80
                  suggestion: { free_slot: 10, specialization: 30, supervisor: 50, supervisor_above: 1000 }
            """
        try Data(stated.utf8).write(to: URL(filePath: path))
        let spelled = try PipelineDefinition(contentsOf: path)
        // The digest is over every option with its default filled in.
        #expect(plain.digest == spelled.digest)
    }
}
