internal import Domain
internal import Foundation
package import Store

/// The folder of a pipeline's models: `<model>/v<NNNN>.json`.
///
/// A file is written whole before the ledger names it. Which version is the champion is the ledger's word; `registry.json`
/// is a copy of that for people.
package struct ModelFolder: Sendable {
    package let path: String
    private let owned: OwnedFolder

    package init(root: String, tenant: String, pipeline: String) {
        path = PipelineFolder.path(root: root, tenant: tenant, pipeline: pipeline, sign: "registry.json")
        owned = OwnedFolder(.models, path: path, tenant: tenant, pipeline: pipeline)
    }

    /// Marks the folder as this pipeline's, and removes what killed runs left half written; under the pipeline's lock.
    ///
    /// - Throws: ``StoreError/Code/foreignFolder`` where it is another's.
    package func claim(_ store: RunStore) throws(StoreError) {
        let known = Set(try store.models().map(\.name))
        try owned.claim(isKnown: known.contains)
        try owned.removeFiles(isOurs: Leftovers.isTemporary)
        for name in Self.modelNames { try owned.removeFiles(in: name, isOurs: Leftovers.isTemporary) }
    }

    private static let modelNames = [StoredSegmentModel.name, StoredLifetimeModel.name, StoredChurnModel.name]

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
        let bytes = try Array(encoder.encode(model))
        try Checksums.note((file as NSString).lastPathComponent, Checksums.digest(bytes), in: folder.path())
        try DurableFile.write(bytes, to: file)
        return file
    }

    /// Reads the model that the ledger names.
    ///
    /// - Throws: ``RunError`` where the file is gone or is no model of this version of the program.
    package func read<Model: StoredModel>(_ version: ModelVersion, as type: Model.Type = Model.self) throws -> Model {
        let bytes = try Self.bytes(version)
        do {
            return try JSONDecoder().decode(Model.self, from: Data(bytes))
        } catch {
            throw RunError(
                .storeUnreachable,
                "\(version.path): is damaged, or no model of this version of the program; bring it back from a copy, or go "
                    + "back to an earlier version with `quimbi models rollback \(version.name)`")
        }
    }

    /// The bytes of a version's file, as they were written.
    ///
    /// - Throws: ``RunError`` where it is gone, ``StoreError/Code/damaged`` where it is not what was written.
    package static func bytes(_ version: ModelVersion) throws -> [UInt8] {
        guard let bytes = try DurableFile.read(version.path) else { throw gone(version) }
        let path = version.path as NSString
        do {
            try Checksums.check(bytes, path.lastPathComponent, in: path.deletingLastPathComponent)
        } catch let error as StoreError where error.code == .damaged {
            throw damaged(version)
        }
        return bytes
    }

    private static func damaged(_ version: ModelVersion) -> RunError {
        RunError(
            .storeUnreachable,
            "\(version.path): is not what was written there: it is damaged; bring it back from a copy, or go back to an "
                + "earlier version with `quimbi models rollback \(version.name)`")
    }

    static func gone(_ version: ModelVersion) -> RunError {
        RunError(
            .storeUnreachable,
            "\(version.path): the model's file is gone; bring it back from a copy, or go back to an earlier version with "
                + "`quimbi models rollback \(version.name)`")
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
        try DurableFile.write(Array(encoder.encode(entries)), to: "\(path)/registry.json")
    }

    private struct Entry: Encodable {
        let model: String
        let version: Int
        let path: String
        let champion: Bool
        let cutoff: String
    }
}
