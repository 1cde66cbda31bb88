import Domain
import Foundation
import Pipeline
import SampleShop
import Store
import Testing

/// A folder of its own for one test, removed with it: shops, store, reports and models.
final class Workplace: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "quimbi-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A pipeline over a generated shop of this many customers.
    func sample(customers: Int, seed: UInt64 = 1, dropout: Bool = true, tickets: Bool = true) throws
        -> PipelineDefinition
    {
        let shop = SampleShop(.init(customers: customers, seed: seed, dropout: dropout, tickets: tickets))
        _ = try shop.write(to: path + "/shop")
        return definition(source: path + "/shop")
    }

    func definition(source: String, mapping: String? = nil, name: String = "nightly") -> PipelineDefinition {
        var definition = PipelineDefinition(
            file: "test", name: name, source: .init(path: source, mapping: mapping))
        definition.store = .folder(path + "/data")
        definition.reportsPath = path + "/reports"
        definition.modelsPath = path + "/models"
        return definition
    }

    func write(_ text: String, to name: String) throws {
        let url = URL(filePath: "\(path)/\(name)")
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }

    func store(_ definition: PipelineDefinition) throws -> RunStore {
        try RunStore(definition.store, tenant: definition.tenant, pipeline: definition.name)
    }

    /// The digest of every table of a run, clock figures left out.
    func digests(_ definition: PipelineDefinition, _ run: RunID) throws -> [String: String] {
        try store(definition).snapshot(run: run).tableDigests()
    }

    /// A run's reports without their headers, by name; `run` holds clock figures and is left out.
    func reports(_ definition: PipelineDefinition, _ run: RunID) throws -> [String: String] {
        var bodies: [String: String] = [:]
        for name in ReportName.allCases where name != .run {
            let folder = ReportFolder(
                root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name)
            let text = String(decoding: try folder.data(name, run: run.text) ?? Data(), as: UTF8.self)
            bodies[name.rawValue] = text.replacing(/"header":\{[^}]*\}/, with: "")
        }
        return bodies
    }
}

/// Where the shared data lie, and why a test is skipped where they do not.
enum SharedData {
    static let path: String = {
        if let given = ProcessInfo.processInfo.environment["QUIMBI_SHARED_DATA"] { return given }
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return root.deletingLastPathComponent().appending(path: "shared/data").path()
    }()

    static let isThere = FileManager.default.fileExists(atPath: path)
    static let comment: Comment = "the shared data are not beside the project"

    /// The folder of the mappings that ship with the project.
    static let mappings: String = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "pipelines/mappings").path()
}
