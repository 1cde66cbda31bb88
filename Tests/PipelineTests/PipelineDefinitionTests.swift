import Analytics
import Domain
import Ingest
import Pipeline
import Tables
import Testing

struct PipelineDefinitionTests {
    private func read(_ text: String) throws -> PipelineDefinition {
        let place = try Workplace()
        try place.write(text, to: "shop.yaml")
        return try PipelineDefinition(contentsOf: place.path + "/shop.yaml")
    }

    private func complaint(_ text: String) -> String {
        do {
            _ = try read(text)
            return "none"
        } catch {
            return "\(error)"
        }
    }

    @Test func `the shortest useful file names a source`() throws {
        let definition = try read("source: { path: data/my-shop }")
        #expect(definition.name == "shop")
        #expect(definition.source == .init(path: "data/my-shop"))
        #expect(definition.asOf == .latest)
        #expect(definition.keepRuns == 7)
        #expect(definition.guards.maxQuarantineShare == 0.01)
        #expect(definition.cohorts.granularities == [.month, .week])
    }

    @Test func `an unknown key names the nearest known one`() {
        #expect(
            complaint("source: { path: a }\ntimezon: UTC").contains("unknown key `timezon`; did you mean `timezone`?"))
        #expect(complaint("source: { path: a }\nstages: { cohort: {} }").contains("did you mean `cohorts`?"))
        #expect(complaint("source: { paht: a, path: b }").contains("source: unknown key `paht`; did you mean `path`?"))
    }

    @Test(arguments: [
        ("name: x", "needs a source"),
        ("source: { path: a }\nstages: { affinity: { min_support: 0 } }", "min_support: is 0"),
        ("source: { path: a }\nstages: { affinity: { min_support: 0.1, min_count: 5 } }", "stands beside min_count"),
        ("source: { path: a }\nstages: { affinity: { top: 100, min_count: 5 } }", "top: stands beside a threshold"),
        ("source: { path: a }\nstages: { affinity: { min_confidence: 2 } }", "min_confidence"),
        ("source: { path: a }\nstages: { cohorts: { breakdown: [color] } }", "none of channel, country"),
        ("source: { path: a }\nstages: { cohorts: { start: birth } }", "none of first_order, created_at"),
        ("source: { kind: parquet, path: a }", "is `parquet`"),
        ("source: { path: a }\ntimezone: Mars/Olympus", "`Mars/Olympus` is no known time zone"),
        ("source: { path: a }\nas_of: yesterday", "is `yesterday`"),
        ("source: { path: a }\ncurrency: euros", "is `euros`"),
        ("source: { path: a }\nkeep_runs: 0", "must be a whole number from 1"),
        ("source: { path: a }\nmax_quarantine_share: 2", "must be a number from 0.0 to 1.0"),
        ("source: { path: a }\nsource: { path: b }", "duplicated key"),
        ("source: [", "is no valid YAML"),
        ("source: { path: a }\nstages: { cohorts: { granularity: [year] } }", "`year` is none of day, week, month"),
    ])
    func `says what is wrong and where`(text: String, expected: String) {
        #expect(complaint(text).contains(expected))
    }

    @Test func `every option that changes a result changes the digest of the configuration`() throws {
        let base = try read("source: { path: a }")
        let others = [
            "as_of: now", "timezone: Europe/Berlin", "currency: GBP", "rates: { USD: { 2025-01: 0.9 } }", "seed: 2",
            "question_categories: [how_to]", "stages: { segments: { refit_days: 1 } }",
            "stages: { segments: { min_support: 0.5 } }", "stages: { cohorts: { granularity: [day] } }",
        ]
        #expect(base.support == ServiceAgreement())
        for other in others {
            #expect(try read("source: { path: a }\n" + other).digest != base.digest, "\(other)")
        }
    }
}
