package import Domain
internal import Ingest

extension PipelineDefinition {
    package struct CohortOptions: Codable, Sendable, Equatable {
        package var granularities: [CohortGranularity] = [.month, .week]
        package var breakdowns: [CohortBreakdown] = []
        package var start = CohortStart.firstOrder
    }
}

extension PipelineDefinition.CohortOptions {
    /// Reads `stages.cohorts` of a pipeline file.
    init(_ yaml: StrictYAML) throws(ConfigurationError) {
        self.init()
        granularities = try Self.readGranularities(yaml) ?? granularities
        breakdowns = try CohortBreakdown.read(yaml)
        start = try CohortStart(yaml)
    }

    private static func readGranularities(_ yaml: StrictYAML) throws(ConfigurationError) -> [CohortGranularity]? {
        guard let names = try yaml.strings("granularity") else { return nil }
        var chosen: [CohortGranularity] = []
        for name in names {
            guard let granularity = CohortGranularity(rawValue: name) else {
                let known = CohortGranularity.allCases.map(\.rawValue).joined(separator: ", ")
                throw yaml.error("`\(name)` is none of \(known)", at: "granularity")
            }
            chosen.append(granularity)
        }
        guard Set(chosen).count == chosen.count, !chosen.isEmpty else {
            throw yaml.error("names each granularity once, and at least one", at: "granularity")
        }
        return chosen
    }
}

extension CohortStart {
    /// What stands at `start`; the first order where nothing does.
    init(_ yaml: StrictYAML) throws(ConfigurationError) {
        let name = try yaml.string("start") ?? Self.firstOrder.rawValue
        guard let start = CohortStart(rawValue: name) else {
            let known = Self.allCases.map(\.rawValue).joined(separator: ", ")
            throw yaml.error("`\(name)` is none of \(known)", at: "start")
        }
        self = start
    }
}

extension CohortBreakdown {
    /// What stands at `breakdown`: properties, each once.
    static func read(_ yaml: StrictYAML) throws(ConfigurationError) -> [CohortBreakdown] {
        var chosen: [CohortBreakdown] = []
        for name in try yaml.strings("breakdown") ?? [] {
            guard let breakdown = CohortBreakdown(rawValue: name), !chosen.contains(breakdown) else {
                let known = allCases.map(\.rawValue).joined(separator: ", ")
                throw yaml.error("`\(name)` is named twice or is none of \(known)", at: "breakdown")
            }
            chosen.append(breakdown)
        }
        return chosen
    }
}
