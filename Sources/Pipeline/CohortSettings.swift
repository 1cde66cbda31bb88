internal import Domain
internal import Ingest

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
