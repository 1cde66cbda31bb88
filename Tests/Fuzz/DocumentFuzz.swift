import Domain
import Foundation
import Ingest
import Kernels
import Pipeline

/// JSON documents: the parser, and reports read place by place.
struct JSONFuzz: FuzzKind {
    static let name = "json"
    static let costliness = 1

    private let seeds = [
        #"{"customer_id":"c1","context":{"orders":[{"ordered_at":"2025-11-02","total":1.5,"lines":[{"product_id":"é"}]}]}}"#,
        #"[1,-2.5e10,true,false,null,"\u00e9\ud83d\ude00\n",{"a":{"b":[[],{}]}}]"#,
        #"{"header":{"run_id":"x"},"axes":[{"axis":"a","segments":[{"name":"n","share":0.5}]}],"volume":[{"day":1}]}"#,
    ].map { Array($0.utf8) }

    init(folder: String) {}

    func feed(_ random: inout CounterRandom) throws {
        let bytes = Mutation.mutate(seeds[random.index(below: seeds.count)], &random)
        let strict = try? JSONValue(json: bytes)
        // What the strict parser takes, Foundation must take too.
        if strict != nil, (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) == nil {
            throw Broken(description: "JSON that only our parser takes: \(String(decoding: bytes, as: UTF8.self))")
        }
        let source = JSONSource(bytes)
        for name in ReportList.names(in: source) {
            guard let list = ReportList(name, in: source) else { continue }
            _ = Array(list.rows)
        }
        _ = String(decoding: bytes, as: UTF8.self).printable
    }
}

/// Pipeline files, policies, calendars, catalogues and mappings.
struct YAMLFuzz: FuzzKind {
    static let name = "yaml"
    static let costliness = 4

    private let folder: String
    private let seeds: [(name: String, bytes: [UInt8])]

    init(folder: String) throws {
        self.folder = folder
        let files = [
            "nightly", "sla", "calendar", "actions", "mappings/online-retail", "mappings/zendesk", "mappings/gorgias",
        ]
        seeds = try files.map { ($0, try ProjectFiles.bytes("pipelines/\($0).yaml")) }
        for file in ["orders", "order_lines"] {
            try Data("order_id\n".utf8).write(to: URL(filePath: "\(folder)/\(file).csv"))
        }
    }

    func feed(_ random: inout CounterRandom) throws {
        let seed = seeds[random.index(below: seeds.count)]
        let file = "\(folder)/input.yaml"
        try Data(Mutation.mutate(seed.bytes, &random)).write(to: URL(filePath: file))
        switch seed.name {
        case "nightly": use(file)
        case let name where name.hasPrefix("mappings"):
            _ = try? Ingest.read(SourceDescription(paths: [folder], mapping: file))
        default:
            let stage = seed.name == "actions" ? "actions: { catalogue: \"\(file)\" }" : "support: { sla: \"\(file)\" }"
            let pipeline = "\(folder)/pipeline.yaml"
            try Data("source: { path: x }\nstages: { \(stage) }\n".utf8).write(to: URL(filePath: pipeline))
            use(pipeline)
        }
    }

    private func use(_ file: String) {
        guard let definition = try? PipelineDefinition(contentsOf: file) else { return }
        _ = definition.digest
        let figures = ["churn_risk": 0.9, "ltv_12m": 1e12, "total_orders": 3, "days_since_last_purchase": 70]
        _ = definition.advice(on: ToldProfile(figures: figures, segments: [.purchaseValue: "high_value"]))
    }
}

/// The tables of a shop as CSV.
struct CSVFuzz: FuzzKind {
    static let name = "csv"
    static let costliness = 8

    private let files: TableFiles

    init(folder: String) throws { files = try TableFiles(folder: folder, isJSON: false) }

    func feed(_ random: inout CounterRandom) throws { try files.feed(&random) }
}

/// The tables of a shop with an object a line.
struct JSONLinesFuzz: FuzzKind {
    static let name = "json-lines"
    static let costliness = 8

    private let files: TableFiles

    init(folder: String) throws { files = try TableFiles(folder: folder, isJSON: true) }

    func feed(_ random: inout CounterRandom) throws { try files.feed(&random) }
}
