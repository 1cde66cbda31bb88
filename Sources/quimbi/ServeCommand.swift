import ArgumentParser
import Foundation
import Pipeline
import ReadAPI
import Store

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve what is published over HTTP, until SIGTERM or Ctrl-C.")

    @Argument(
        help: "Pipeline file; by default the pipeline that published last.", completion: .file(extensions: ["yaml"]))
    var pipeline: String?

    @Option(help: "Address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0 for any free one.")
    var port = 8080

    func run() async throws {
        let definition = try definition()
        var configuration = ReadAPI.Configuration(
            pipeline: definition.name,
            reportsFolder: ReportFolder(
                root: definition.reportsPath, tenant: definition.tenant, pipeline: definition.name
            ).path)
        (configuration.host, configuration.port) = (host, port)
        (configuration.storeRoot, configuration.tenant) = (definition.storePath, definition.tenant)
        let (host, name) = (host, definition.name)
        try await ReadAPI(configuration).run { port in
            let line = "quimbi: serving pipeline \(name) on http://\(host):\(port); `quimbi keys create` makes a key\n"
            FileHandle.standardError.write(Data(line.utf8))
        }
    }

    private func definition() throws -> PipelineDefinition {
        if let pipeline { return try PipelineDefinition(contentsOf: pipeline) }
        var defaults = PipelineDefinition(file: "", name: "", source: .init(path: ""))
        defaults.name = try RunStore.lastPublished(root: defaults.storePath, tenant: defaults.tenant)
        return defaults
    }
}
