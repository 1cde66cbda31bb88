import ArgumentParser
import Pipeline
import Store

struct MigrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Make what a pipeline needs in its PostgreSQL database, or bring it forward to this version.",
        discussion: "It can be repeated; nothing is dropped that it did not make.")

    @Argument(help: "Pipeline file.", completion: .file(extensions: ["yaml"]))
    var pipeline = "pipelines/nightly.yaml"

    @Option(
        help: "Address, '${NAME}' or postgresql://..., of a user who may create schemas and roles; else the pipeline's."
    )
    var url: String?

    func run() throws {
        let definition = try PipelineDefinition(contentsOf: pipeline)
        guard case .postgres(let own) = definition.store else {
            _ = try RunStore(definition.store, tenant: definition.tenant, pipeline: definition.name)
            print("pipeline \(definition.name): its store of files is up to date")
            return
        }
        let versions = try PostgresMigration.migrate(
            url: try url.map { try ServerAddress.option($0) } ?? own, tenant: definition.tenant,
            pipeline: definition.name)
        print("pipeline \(definition.name): \(text(versions))")
    }

    private func text(_ versions: (from: Int, to: Int)) -> String {
        switch versions.from {
        case 0: "schemas, tables, views and roles are made, at version \(versions.to)"
        case versions.to: "version \(versions.to) is there already; tables, views and grants are as they should be"
        default: "brought from version \(versions.from) to \(versions.to); the ledger before is kept beside it"
        }
    }
}
