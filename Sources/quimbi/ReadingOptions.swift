import ArgumentParser
import Pipeline
import Store

/// Which pipeline a command reads: the one of a file, or the one that published last.
struct ReadingOptions: ParsableArguments {
    @Option(
        name: .customLong("pipeline"), help: "Pipeline file; by default the pipeline that published last.",
        completion: .file(extensions: ["yaml"]))
    var file: String?

    /// The pipeline with its store, its reports and its models.
    func open() throws -> Target {
        if let file {
            let definition = try PipelineDefinition(contentsOf: file)
            return try Target(root: definition.storePath, tenant: definition.tenant, pipeline: definition.name)
        }
        let (root, tenant) = ("data", "default")
        return try Target(root: root, tenant: tenant, pipeline: RunStore.lastPublished(root: root, tenant: tenant))
    }

    /// One pipeline's folders.
    struct Target {
        let store: RunStore
        let reports: ReportFolder
        let models: ModelFolder

        init(root: String, tenant: String, pipeline: String) throws {
            store = try RunStore(root: root, tenant: tenant, pipeline: pipeline)
            reports = ReportFolder(tenant: tenant, pipeline: pipeline)
            models = ModelFolder(tenant: tenant, pipeline: pipeline)
        }

        /// The bytes of a report of the published run.
        func report(_ name: ReportName) throws -> JSONValue {
            let run = try store.snapshot().run.id.text
            return try JSONDecoding.value(bytes(name, run: run))
        }

        func bytes(_ name: ReportName, run: String) throws -> [UInt8] {
            guard let data = reports.data(name, run: run) else {
                throw RunError(
                    .storeUnreachable,
                    "\(reports.path(ofRun: run))/\(name.rawValue).json is not there; "
                        + "run the pipeline with --force to write it anew")
            }
            return Array(data)
        }
    }
}
