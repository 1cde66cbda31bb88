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
        let (root, tenant, name) = try target()
        var configuration = ReadAPI.Configuration(
            pipeline: name, reportsFolder: ReportFolder(tenant: tenant, pipeline: name).path)
        (configuration.host, configuration.port) = (host, port)
        (configuration.storeRoot, configuration.tenant) = (root, tenant)
        let host = host
        try await ReadAPI(configuration).run { port in
            FileHandle.standardError.write(
                Data(
                    "quimbi: serving pipeline \(name) on http://\(host):\(port); make a key with `quimbi keys create`\n"
                        .utf8))
        }
    }

    private func target() throws -> (root: String, tenant: String, pipeline: String) {
        guard let pipeline else {
            return ("data", "default", try RunStore.lastPublished(root: "data", tenant: "default"))
        }
        let definition = try PipelineDefinition(contentsOf: pipeline)
        return (definition.storePath, definition.tenant, definition.name)
    }
}
