internal import Domain

/// What a run found, in a few lines: those of its stages, what was not computed, and warnings.
struct RunFindings {
    let lines: [String]

    init(_ plan: StagePlan, _ context: RunContext, _ checks: [QualityCheck]) throws {
        let findings = try plan.computed.flatMap { try Self.findings(of: $0, context) }
        var lines = findings.indices.reduce(into: [String]()) { lines, index in
            if index > 0, findings[index].isBrief, findings[index - 1].isBrief {
                lines[lines.count - 1] += "; " + findings[index].text
            } else {
                lines.append(findings[index].text)
            }
        }
        let reused = plan.entries.filter { $0.action == .reuse }.map(\.stage.rawValue)
        if !reused.isEmpty { lines.append("unchanged, taken from the run before: \(reused.joined(separator: ", "))") }
        let warned = checks.filter { $0.outcome == .warned }
        if let first = warned.first {
            let more = warned.count > 1 ? ", and \(warned.count - 1) more" : ""
            lines.append("worth a look: \(first.name): \(first.found)\(more) (`quimbi report data-quality`)")
        }
        self.lines = lines
    }

    private static func findings<S: Stage>(of stage: S.Type, _ context: RunContext) throws -> [Finding] {
        try S.findings(StageRun<S>(context))
    }
}
