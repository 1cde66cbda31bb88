import ArgumentParser
import Foundation
import Pipeline
import ReadAPI
import Store

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve what is published over HTTP, until SIGTERM or Ctrl-C.")

    @Argument(
        help: "Pipeline file; by default that of the pipeline that published last.",
        completion: .file(extensions: ["yaml"]))
    var pipeline: String?

    @Option(help: "Address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "Port to listen on; 0 for any free one.")
    var port = 8080

    @Option(help: "Seconds for which clients may hold an answer without asking again.")
    var maxAge = 60

    @Option(help: "Hours without a new run after which answers are marked as old.")
    var staleAfter = 36.0

    @Option(name: .customLong("allow-origin"), help: "Origin of a web page that may call; may be repeated.")
    var origins: [String] = []

    @Option(help: "Wrong keys a minute from one address before they are answered with 429; 0 is no limit.")
    var wrongKeys = 60

    @Option(
        name: .customLong("trusted-proxy"),
        help:
            "Address or network (10.0.0.0/8) of a proxy whose X-Forwarded-For or Forwarded is believed; may be repeated."
    )
    var proxies: [String] = []

    @Flag(inversion: .prefixedNo, help: "Answer GET /metrics, which takes no key.")
    var metrics = true

    @Flag(
        inversion: .prefixedNo,
        help:
            "Let POST /api/admin/runs start the pipeline, as the user of the server, who needs to write the store then."
    )
    var startRuns = true

    func run() async throws {
        CoreDumps.forbid()
        try checkNumbers()
        let definition = try definition()
        let (host, name) = (host, definition.name)
        do {
            try await ReadAPI(configuration(of: definition)).run { port in
                Terminal.complain(
                    "quimbi: serving pipeline \(name) on http://\(host):\(port); `quimbi keys create` makes a key")
            }
        } catch let error as ListenError {
            throw RunError(.cannotListen, error.description)
        }
    }

    private func checkNumbers() throws {
        try require("--port", port, in: 0...65_535)
        try require("--max-age", maxAge, in: 0...31_536_000)
        try require("--stale-after", staleAfter, in: 0.001...1_000_000)
        try require("--wrong-keys", wrongKeys, in: 0...1_000_000)
    }

    private func configuration(of definition: PipelineDefinition) throws -> ReadAPI.Configuration {
        let (tenant, name) = (definition.tenant, definition.name)
        var configuration = ReadAPI.Configuration(
            pipeline: name,
            reportsFolder: ReportFolder(root: definition.reportsPath, tenant: tenant, pipeline: name).path)
        (configuration.host, configuration.port, configuration.maxAge) = (host, port, maxAge)
        (configuration.store, configuration.tenant) = (definition.store, tenant)
        (configuration.staleAfter, configuration.allowedOrigins) = (staleAfter * 3_600, Set(origins))
        guard let trusted = TrustedProxies(proxies) else {
            throw RunError(.usage, "--trusted-proxy is no address; give one like 10.0.0.5, 10.0.0.0/8 or fd00::/8")
        }
        configuration.trustedProxies = trusted
        (configuration.wrongKeyLimit, configuration.servesMetrics) = (wrongKeys, metrics)
        configuration.runs = starting(definition)
        let scoring = try ContextScoring(
            RunStore(definition.store, tenant: tenant, pipeline: name, access: .reading),
            models: ModelFolder(root: definition.modelsPath, tenant: tenant, pipeline: name), zone: definition.zone)
        configuration.placeByContext = { try scoring.standing(by: $0, asOf: $1) }
        configuration.advise = { definition.advice(on: $0) }
        return configuration
    }

    private func starting(_ definition: PipelineDefinition) -> RunStarting {
        guard startRuns else { return .off("it was started with --no-start-runs") }
        guard !definition.file.isEmpty, let program = Self.program else {
            return .off("it was started without a pipeline's file")
        }
        return .command([program, "run", definition.file])
    }

    /// Where this program lies.
    private static var program: String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    }

    /// The pipeline of the file that is named, else of `pipelines/<name>.yaml` where that file is of the one published last.
    private func definition() throws -> PipelineDefinition {
        if let pipeline { return try PipelineDefinition(contentsOf: pipeline) }
        var defaults = PipelineDefinition(file: "", name: "", source: .init(path: ""))
        defaults.name = try RunStore.lastPublished(defaults.store, tenant: defaults.tenant)
        let file = "pipelines/\(defaults.name).yaml"
        if let found = try? PipelineDefinition(contentsOf: file), found.name == defaults.name { return found }
        return defaults
    }
}
