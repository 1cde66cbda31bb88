import Domain
import Foundation
import Ingest
import Pipeline
import SampleShop
import Store
import Tables
import Testing

/// A key of a pipeline file, or of a file that it names, with another value than in ``PipelineFiles``, and the stages whose
/// digests that must move: no more, or a run computes what it need not; no fewer, or it serves what is no longer true.
struct ChangedKey: Sendable {
    let path: String
    let value: String
    let moved: Set<StageFile>

    init(_ path: String, _ value: String, moves moved: Set<StageFile>) {
        (self.path, self.value, self.moved) = (path, value, moved)
    }

    var names: [String] { moved.map(\.rawValue).sorted() }
}

private let all = Set(StageFile.allCases).subtracting([.checks])
private let none: Set<StageFile> = []
private let support: Set<StageFile> = [.support]
private let profiles: Set<StageFile> = [.profiles, .changes]
private let actions: Set<StageFile> = profiles.union([.actions])
/// What reads the segments; cohorts do where they are cut by them.
private let segments: Set<StageFile> = actions.union([.segments, .support, .cohorts])
private let features: Set<StageFile> = segments.union([.features])
private let churn: Set<StageFile> = segments.union([.churn])
private let lifetime: Set<StageFile> = churn.union([.lifetime, .features])
private let clocks: Set<StageFile> = churn.union([.clocks, .features])
/// Random draws; the models of features are the segments'.
private let seeded: Set<StageFile> = all.subtracting([.ingest, .clocks, .affinity])

private let changedKeys: [ChangedKey] = [
    .init("pipeline.name", "other", moves: none),
    .init("pipeline.tenant", "other", moves: none),
    .init("pipeline.as_of", "2025-06-01T00:00:00Z", moves: all),
    .init("pipeline.timezone", "Asia/Tokyo", moves: all),
    .init("pipeline.currency", "EUR", moves: all),
    .init("pipeline.rates.EUR.2025-01", "3", moves: all),
    .init("pipeline.reports_path", "%PLACE%/elsewhere", moves: none),
    .init("pipeline.models_path", "%PLACE%/elsewhere", moves: none),
    .init("pipeline.keep_runs", "9", moves: none),
    .init("pipeline.seed", "2", moves: seeded),
    .init("pipeline.max_quarantine_share", "0.5", moves: none),
    .init("pipeline.max_days_without_order", "30", moves: none),
    .init("pipeline.max_drift", "0.1", moves: none),
    .init("pipeline.question_categories", #"["shipping"]"#, moves: churn.union([.features])),
    .init("pipeline.source.path", "%PLACE%/other-shop", moves: all),
    // A column more than the mapping of the base: what matters of a mapping is the rows that it makes.
    // The mapping that holds without a word of it.
    .init("pipeline.source.mapping", "canonical", moves: []),
    .init("pipeline.store.path", "%PLACE%/elsewhere", moves: none),
    .init("pipeline.stages.segments.refit_days", "1", moves: none),
    .init("pipeline.stages.segments.min_support", "0.5", moves: segments),
    .init("pipeline.stages.lifetime.model", "bg_nbd", moves: lifetime),
    .init("pipeline.stages.lifetime.time_unit", "day", moves: lifetime),
    .init("pipeline.stages.lifetime.horizon_months", "[6]", moves: lifetime),
    .init("pipeline.stages.lifetime.discount_rate", "0.1", moves: lifetime),
    .init("pipeline.stages.lifetime.refit_days", "1", moves: none),
    .init("pipeline.stages.churn.horizon_days", "90", moves: churn),
    .init("pipeline.stages.churn.margin", "0.5", moves: churn),
    .init("pipeline.stages.churn.refit_days", "1", moves: none),
    .init("pipeline.stages.cohorts.granularity", #"["week"]"#, moves: [.cohorts]),
    .init("pipeline.stages.cohorts.breakdown", #"["country", "purchase_value"]"#, moves: [.cohorts]),
    .init("pipeline.stages.cohorts.start", "created_at", moves: [.cohorts]),
    .init("pipeline.stages.affinity.min_count", "9", moves: [.affinity]),
    .init("pipeline.stages.affinity.min_support", "0.1", moves: [.affinity]),
    .init("pipeline.stages.affinity.top", "10", moves: [.affinity]),
    .init("pipeline.stages.affinity.min_confidence", "0.5", moves: [.affinity]),
    .init("pipeline.stages.affinity.max_size", "2", moves: [.affinity]),
    .init("pipeline.stages.affinity.window_days", "9", moves: [.affinity]),
    .init("pipeline.stages.affinity.exclude_products", #"["POST"]"#, moves: [.affinity]),
    .init("pipeline.stages.affinity.budget.seconds", "60", moves: [.affinity]),
    .init("pipeline.stages.affinity.budget.mebibytes", "64", moves: [.affinity]),
    .init("pipeline.stages.actions.catalogue", "%PLACE%/other-actions.yaml", moves: actions),
    .init("pipeline.stages.support.sla", "%PLACE%/other-sla.yaml", moves: clocks),
    .init("pipeline.stages.support.calendar", "%PLACE%/other-calendar.yaml", moves: clocks),
    .init("pipeline.stages.support.queue.priority.urgent", "7", moves: support),
    .init("pipeline.stages.support.queue.priority.high", "7", moves: support),
    .init("pipeline.stages.support.queue.priority.normal", "7", moves: support),
    .init("pipeline.stages.support.queue.priority.low", "7", moves: support),
    .init("pipeline.stages.support.queue.value", #"[{ "above": 7, "points": 25 }]"#, moves: support),
    .init("pipeline.stages.support.queue.churn", #"[{ "above": 0.1, "points": 20 }]"#, moves: support),
    .init("pipeline.stages.support.queue.age_hours", #"[{ "above": 1, "points": 30 }]"#, moves: support),
    .init("pipeline.stages.support.queue.urgency", "7", moves: support),
    .init("pipeline.stages.support.queue.breached", "7", moves: support),
    .init("pipeline.stages.support.queue.keywords[1].name", "other", moves: support),
    // Which tickets hold a keyword is found while they are read.
    .init("pipeline.stages.support.queue.keywords[1].keywords", #"["zebra"]"#, moves: support),
    .init("pipeline.stages.support.queue.keywords[1].boost", "7", moves: support),
    .init("pipeline.stages.support.queue.suggestion.free_slot", "7", moves: support),
    .init("pipeline.stages.support.queue.suggestion.specialization", "7", moves: support),
    .init("pipeline.stages.support.queue.suggestion.supervisor", "7", moves: support),
    .init("pipeline.stages.support.queue.suggestion.supervisor_above", "7", moves: support),

    .init("sla.policies[1].name", "other", moves: clocks),
    .init("sla.policies[1].match.priority", "high", moves: clocks),
    .init("sla.policies[1].match.channel", "phone", moves: clocks),
    .init("sla.policies[1].match.category", "shipping", moves: clocks),
    .init("sla.policies[1].match.tier", "gold", moves: clocks),
    .init("sla.policies[1].first_response", "7m", moves: clocks),
    .init("sla.policies[1].next_response", "7m", moves: clocks),
    .init("sla.policies[1].resolution", "7m", moves: clocks),
    .init("sla.policies[1].calendar", "night", moves: clocks),
    .init("sla.policies[1].pause", #"["on_hold"]"#, moves: clocks),
    .init("sla.policies[1].warn_at", "0.5", moves: clocks),
    .init("sla.policies[1].valid_from", "2025-02-02", moves: clocks),
    .init("sla.tiers[1].name", "best", moves: clocks),
    .init("sla.tiers[1].ltv_above", "7", moves: clocks),
    .init("calendar.calendars.office[1].timezone", "Asia/Tokyo", moves: clocks),
    .init("calendar.calendars.office[1].hours.mon", #"["10:00-11:00"]"#, moves: clocks),
    .init("calendar.calendars.office[1].hours.tue", #"["10:00-11:00"]"#, moves: clocks),
    .init("calendar.calendars.office[1].hours.wed", #"["10:00-11:00"]"#, moves: clocks),
    .init("calendar.calendars.office[1].hours.thu", #"["10:00-11:00"]"#, moves: clocks),
    .init("calendar.calendars.office[1].hours.fri", #"["10:00-11:00"]"#, moves: clocks),
    .init("calendar.calendars.office[1].hours.sat", #"["10:00-11:00"]"#, moves: clocks),
    .init("calendar.calendars.office[1].hours.sun", #"["10:00-11:00"]"#, moves: clocks),
    .init("calendar.calendars.office[1].holidays", #"["2025-12-24"]"#, moves: clocks),
    .init("calendar.calendars.office[1].valid_from", "2024-02-02", moves: clocks),

    .init("actions.actions[1].action", "other", moves: actions),
    .init("actions.actions[1].text", "Call.", moves: actions),
    .init("actions.actions[1].urgency", "low", moves: actions),
    .init("actions.actions[1].channel", "phone", moves: actions),
    .init("actions.actions[1].cost", "7", moves: actions),
    .init("actions.actions[1].effect.assumed", "0.07", moves: actions),
    .init("actions.actions[1].effect.low", "0.01", moves: actions),
    .init("actions.actions[1].effect.high", "0.7", moves: actions),
    .init("actions.actions[1].stake", "order", moves: actions),
    .init("actions.actions[1].scenarios", #"["retention_risk"]"#, moves: actions),
    .init("actions.actions[1].when.churn_risk.above", "0.1", moves: actions),
    .init("actions.actions[1].when.churn_risk.below", "0.9", moves: actions),
    .init("actions.actions[1].when.segments.purchase_value", #"["low"]"#, moves: actions),
    .init("actions.guidance[1].say", "Other words.", moves: actions),
    .init("actions.guidance[1].weight", "0.1", moves: actions),
    .init("actions.guidance[1].when.total_orders.above", "7", moves: actions),
    .init("actions.guidance[1].when.total_orders.below", "7", moves: actions),
]

/// Keys that are allowed and not walked, each with the reason.
private let exempt: [String: Set<String>] = [
    // A running server is needed; `DatabaseRunTests` reads one.
    "pipeline.source": ["kind", "url", "schema"],
    "pipeline.store": ["kind", "url"],
    // Measures and axes: one stands for all, which are read by one loop.
    "actions.actions[1].when": [
        "total_orders", "total_tickets", "lifetime_value", "avg_order_value", "days_since_last_purchase",
        "ltv_12m", "open_tickets", "broken_promises",
    ],
    "actions.guidance[1].when": [
        "churn_risk", "total_tickets", "lifetime_value", "avg_order_value", "days_since_last_purchase",
        "ltv_12m", "open_tickets", "broken_promises", "segments",
    ],
    "actions.actions[1].when.segments": Set(Axis.allCases.map(\.rawValue)).subtracting(["purchase_value"]),
]

/// Places whose keys are names of the shop's own.
private let freeKeys: Set<String> = [
    "pipeline.rates", "pipeline.rates.EUR", "calendar.calendars",
    // One calendar stands for all.
    "calendar.calendars.night", "calendar.calendars.night.hours",
]

/// A shop and a pipeline in whose files every key has a value, as JSON, which is YAML too.
private struct PipelineFiles {
    let place: Workplace
    private var files: [String: Any]

    init() throws {
        place = try Workplace()
        _ = try place.sample(customers: 40)
        files = try Self.texts.mapValues { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
        let months = (2023...2025).flatMap { year in (1...12).map { "\(year)-\($0 < 10 ? "0" : "")\($0)" } }
        let rates = Dictionary(uniqueKeysWithValues: months.map { ($0, "1.1") })
        files = try setting(rates, at: "pipeline.rates.EUR")
        let canonical = try String(contentsOfFile: SharedData.mappings + "/canonical.yaml", encoding: .utf8)
        // A column less than without a mapping.
        try place.write(canonical.replacing("      discount_code: discount_code\n", with: ""), to: "mapping.yaml")
        try FileManager.default.createDirectory(atPath: place.path + "/other-shop", withIntermediateDirectories: true)
        _ = try SampleShop(.init(customers: 40, seed: 2)).write(to: place.path + "/other-shop")
        try place.write("policies: [{ name: other, resolution: 1h }]", to: "other-sla.yaml")
        try place.write("calendars: { office: { hours: {} } }", to: "other-calendar.yaml")
        try place.write("actions: []", to: "other-actions.yaml")
    }

    /// The files with another value at a path like `sla.policies[1].match.tier`.
    func setting(_ value: Any, at path: String) throws -> [String: Any] {
        let steps = path.replacing("[", with: ".[").split(separator: ".").map(String.init)
        return try #require(Self.setting(value, steps[...], in: files) as? [String: Any])
    }

    private static func setting(_ value: Any, _ steps: ArraySlice<String>, in node: Any) -> Any {
        guard let step = steps.first else { return value }
        if step.hasPrefix("["), let place = Int(step.dropFirst().dropLast()), var list = node as? [Any] {
            list[place - 1] = setting(value, steps.dropFirst(), in: list[place - 1])
            return list
        }
        var object = node as? [String: Any] ?? [:]
        object[step] = setting(value, steps.dropFirst(), in: object[step] ?? [String: Any]())
        return object
    }

    /// Every place with keys, by its path.
    func places() -> [String] { Self.places(in: files, at: "").filter { !$0.isEmpty } }

    private static func places(in node: Any, at path: String) -> [String] {
        switch node {
        case let object as [String: Any]:
            [path]
                + object.keys.sorted().flatMap { places(in: object[$0] ?? "", at: path.isEmpty ? $0 : "\(path).\($0)") }
        case let list as [Any]: list.prefix(1).flatMap { places(in: $0, at: "\(path)[1]") }
        default: []
        }
    }

    /// The pipeline that the files describe; paths are made those of the workplace.
    func definition(_ files: [String: Any]? = nil) throws -> PipelineDefinition {
        for (name, file) in files ?? self.files where name != "mapping" {
            let text = String(
                decoding: try JSONSerialization.data(withJSONObject: file, options: .sortedKeys), as: UTF8.self)
            try place.write(text.replacing("%PLACE%", with: place.path).replacing("\\/", with: "/"), to: "\(name).yaml")
        }
        return try PipelineDefinition(contentsOf: place.path + "/pipeline.yaml")
    }

    func digests(_ definition: PipelineDefinition) throws -> [StageFile: String] {
        let plan = try Runner(definition, jobs: 1).plan()
        return Dictionary(uniqueKeysWithValues: plan.stages.map { ($0.stage, $0.digest) })
    }
}

extension PipelineFiles {
    fileprivate static let texts = [
        "pipeline": """
        {
          "name": "base", "tenant": "default", "as_of": "latest", "timezone": "Europe/Berlin", "currency": "USD",
          "rates": { "EUR": {} }, "reports_path": "%PLACE%/reports", "models_path": "%PLACE%/models",
          "keep_runs": 7, "seed": 1, "max_quarantine_share": 0.01, "max_days_without_order": 14, "max_drift": 0.5,
          "question_categories": ["product_question"],
          "source": { "path": "%PLACE%/shop", "mapping": "%PLACE%/mapping.yaml" },
          "store": { "path": "%PLACE%/data" },
          "stages": {
            "segments": { "refit_days": 7, "min_support": 0.001 },
            "lifetime": {
              "model": "auto", "time_unit": "week", "horizon_months": [3, 12], "discount_rate": 0, "refit_days": 7
            },
            "churn": { "horizon_days": "auto", "margin": 1, "refit_days": 7 },
            "cohorts": {
              "granularity": ["month"], "breakdown": ["channel", "archetype"], "start": "first_order"
            },
            "affinity": {
              "min_confidence": 0.2, "max_size": 3, "window_days": 90, "exclude_products": ["X"],
              "budget": { "mebibytes": 512, "seconds": 1000000 }
            },
            "actions": { "catalogue": "%PLACE%/actions.yaml" },
            "support": {
              "sla": "%PLACE%/sla.yaml", "calendar": "%PLACE%/calendar.yaml",
              "queue": {
                "priority": { "urgent": 100, "high": 75, "normal": 50, "low": 25 },
                "value": [{ "above": 500, "points": 25 }], "churn": [{ "above": 0.5, "points": 20 }],
                "age_hours": [{ "above": 24, "points": 30 }], "urgency": 60, "breached": 80,
                "keywords": [{ "name": "soon", "keywords": ["urgent"], "boost": 20 }],
                "suggestion": {
                  "free_slot": 10, "specialization": 30, "supervisor": 50, "supervisor_above": 1000
                }
              }
            }
          }
        }
        """,
        "sla": """
        {
          "tiers": [
                { "name": "top", "ltv_above": 5000 }, { "name": "vip", "ltv_above": 1000 }, { "name": "gold", "ltv_above": 500 }
              ],
          "policies": [
            {
              "name": "first",
              "match": { "priority": "urgent", "channel": "chat", "category": "billing", "tier": "vip" },
              "first_response": "30m", "next_response": "1h", "resolution": "8h", "calendar": "office",
              "pause": ["pending"], "warn_at": 0.8, "valid_from": "2025-01-01"
            },
            { "name": "vips", "match": { "tier": "vip" }, "resolution": "12h" },
            { "name": "rest", "resolution": "48h" }
          ]
        }
        """,
        "calendar": """
        {
          "calendars": {
            "office": [{
              "timezone": "Europe/Berlin", "valid_from": "2023-01-01", "holidays": ["2025-12-25"],
              "hours": {
                "mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "wed": ["09:00-17:00"], "thu": ["09:00-17:00"],
                "fri": ["09:00-17:00"], "sat": [], "sun": []
              }
            }],
            "night": { "hours": { "mon": ["20:00-24:00"] } }
          }
        }
        """,
        "actions": """
        {
          "actions": [{
            "action": "win_back", "text": "Write.", "urgency": "urgent", "channel": "email", "cost": 4,
            "effect": { "assumed": 0.06, "low": 0.02, "high": 0.12 }, "stake": "churn",
            "scenarios": ["support_ticket"],
            "when": { "churn_risk": { "above": 0.7, "below": 1 }, "segments": { "purchase_value": ["high"] } }
          }],
          "guidance": [{ "say": "Apologise.", "weight": 0.9, "when": { "total_orders": { "above": 0, "below": 9 } } }]
        }
        """,
    ]
}

struct StageDigestTests {
    private let files: PipelineFiles
    private let base: [StageFile: String]

    init() throws {
        files = try PipelineFiles()
        base = try files.digests(try files.definition())
    }

    @Test func `each key moves the digests of the stages that it can change, and no others`() throws {
        for key in changedKeys {
            let value = (try? JSONSerialization.jsonObject(with: Data(key.value.utf8), options: .fragmentsAllowed))
            let definition = try files.definition(try files.setting(value ?? key.value, at: key.path))
            let digests = try files.digests(definition)
            #expect(moved(digests) == key.names, "\(key.path): \(key.value)")
        }
    }

    private func moved(_ digests: [StageFile: String]) -> [String] {
        base.keys.filter { base[$0] != digests[$0] }.map(\.rawValue).sorted()
    }

    @Test func `the list of keys is whole`() throws {
        for place in files.places() where !freeKeys.contains(place) {
            let walked = Set(changedKeys.filter { $0.path.hasPrefix(place + ".") || $0.path == place }.map(\.path))
            let isWalkedAsWhole = changedKeys.contains { place.hasPrefix($0.path + "[") }
            guard place.contains("."), !isWalkedAsWhole else { continue }
            let keys = Set(
                walked.compactMap { $0.dropFirst(place.count + 1).split(separator: ".").first }.map {
                    String($0.prefix { $0 != "[" })
                })
            let missing = try knownKeys(at: place).subtracting(keys).subtracting(exempt[place] ?? [])
            #expect(
                missing.isEmpty,
                "add \(missing.sorted()) of \(place) to changedKeys, with the stages whose results they can change")
        }
    }

    /// The keys that may be given at a place, as the message about one that may not names them.
    private func knownKeys(at place: String) throws -> Set<String> {
        do {
            _ = try files.definition(try files.setting(1, at: place + ".zzzzzzzz"))
        } catch let error as ConfigurationError {
            let known = try #require(
                error.description.components(separatedBy: "Known: ").dropFirst().first, "\(place): \(error)")
            return Set(known.components(separatedBy: ", "))
        }
        Issue.record("\(place) takes any key")
        return []
    }

    @Test func `equal files give equal digests, and another program other ones`() throws {
        #expect(moved(try files.digests(try files.definition())).isEmpty)
        let ended = try Program(folder: files.place.path).run("plan", "pipeline.yaml")
        #expect(ended.code == 0, "\(ended.errors)")
        for (stage, digest) in base {
            let line = try #require(ended.output.split(separator: "\n").first { $0.hasPrefix(stage.rawValue + " ") })
            #expect(!line.contains(digest.prefix(12)), "\(line)")
        }
    }
}
