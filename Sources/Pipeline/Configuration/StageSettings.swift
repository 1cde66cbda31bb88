internal import Ingest

/// What a pipeline says about each stage, with its defaults filled in.
struct StageSettings: Sendable {
    private var given: [String: any Codable & Sendable] = [:]

    subscript<S: Stage>(_ stage: S.Type) -> S.Settings {
        get { given[S.name] as? S.Settings ?? S.defaults }
        set { given[S.name] = newValue }
    }

    /// Reads what stands under `stages`; a key that no stage knows is an error.
    mutating func read(_ yaml: StrictYAML, _ definition: PipelineDefinition) throws(ConfigurationError) {
        for stage in Stages.all where stage.hasSettings { try read(stage, yaml, definition) }
        try yaml.finish()
    }

    private mutating func read<S: Stage>(
        _ stage: S.Type, _ yaml: StrictYAML, _ definition: PipelineDefinition
    ) throws(ConfigurationError) {
        guard let options = try yaml.object(S.name) else { return }
        self[S.self] = try S.settings(options, definition)
        try options.finish()
    }

    /// The sorted JSON of every stage's settings, in the order of the stages.
    var json: [String] {
        get throws { try Stages.all.filter { $0.hasSettings }.map { try json(of: $0) } }
    }

    private func json<S: Stage>(of stage: S.Type) throws -> String { try Digest.json(self[S.self]) }
}
