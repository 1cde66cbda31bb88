import Foundation
import Pipeline
import SampleShop
import Store

/// A small published shop that inputs are held against.
struct FuzzShop: Sendable {
    let folder: String
    let definition: PipelineDefinition

    /// Generates a shop in a folder and runs its pipeline there.
    init(folder: String, customers: Int = 60) throws {
        self.folder = folder
        _ = try SampleShop(.init(customers: customers, seed: 7)).write(to: folder + "/shop")
        var definition = PipelineDefinition(file: "fuzz", name: "nightly", source: .init(path: folder + "/shop"))
        definition.store = .folder(folder + "/data")
        definition.reportsPath = folder + "/reports"
        definition.modelsPath = folder + "/models"
        definition.guards.maxDaysWithoutOrder = 100_000
        self.definition = definition
        let outcome = try Runner(definition, jobs: 1).run()
        guard outcome.state == .published else { throw Broken(description: "the sample shop was not published") }
    }

    func store() throws -> RunStore {
        try RunStore(definition.store, tenant: definition.tenant, pipeline: definition.name, access: .reading)
    }

    /// The folder of the published run's tables.
    var runFolder: String {
        get throws {
            guard let run = try store().current() else { throw Broken(description: "nothing is published") }
            return "\(folder)/data/\(definition.tenant)/\(definition.name)/runs/\(run)"
        }
    }
}

/// The files of the project that inputs are made from.
enum ProjectFiles {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    static func bytes(_ name: String) throws -> [UInt8] { try bytes(at: "\(root)/\(name)") }

    static func bytes(at path: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }
}
