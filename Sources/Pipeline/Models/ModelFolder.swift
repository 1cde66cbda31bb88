internal import Domain
internal import Foundation
package import Store

/// The files of a pipeline's models: `<root>/<pipeline>/<model>/v<NNNN>.json`.
///
/// A file is written whole before the ledger names it. Which version is the champion is the ledger's word; `registry.json`
/// is a copy of that for people.
package struct ModelFolder: Sendable {
    package let path: String

    package init(root: String, tenant: String, pipeline: String) {
        self.path = tenant == "default" ? "\(root)/\(pipeline)" : "\(root)/\(tenant)/\(pipeline)"
    }

    package func file(of model: String, version: Int) -> String {
        let digits = String(version)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
        return "\(path)/\(model)/v\(zeros)\(digits).json"
    }

    package func write<Model: StoredModel>(_ model: Model) throws -> String {
        let file = file(of: Model.name, version: model.version)
        let folder = URL(filePath: file).deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try encoder.encode(model).write(to: URL(filePath: file), options: .atomic)
        return file
    }

    /// Reads the model that the ledger names.
    ///
    /// - Throws: ``RunError`` where the file is gone or is no model of this version of the program.
    package func read<Model: StoredModel>(_ version: ModelVersion, as type: Model.Type = Model.self) throws -> Model {
        guard let data = FileManager.default.contents(atPath: version.path) else {
            throw RunError(.storeUnreachable, "\(version.path): the model's file is gone; bring it back from a copy")
        }
        do {
            return try JSONDecoder().decode(Model.self, from: data)
        } catch {
            throw RunError(.storeUnreachable, "\(version.path): is no model of this version of the program")
        }
    }

    /// Writes what the ledger says for people.
    package func writeRegistry(_ versions: [ModelVersion]) throws {
        guard !versions.isEmpty else { return }
        let entries = versions.map {
            Entry(
                model: $0.name, version: $0.version, path: $0.path, champion: $0.isChampion,
                cutoff: $0.asOf.description)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try encoder.encode(entries).write(to: URL(filePath: "\(path)/registry.json"), options: .atomic)
    }

    private struct Entry: Encodable {
        let model: String
        let version: Int
        let path: String
        let champion: Bool
        let cutoff: String
    }
}
