internal import Domain
internal import Ingest

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
