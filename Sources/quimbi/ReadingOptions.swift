import ArgumentParser
import Domain
import Foundation
import Pipeline
import Store

/// Which pipeline a command reads: the one of a file, or the one that published last.
struct ReadingOptions: ParsableArguments {
    @Option(
        name: .customLong("pipeline"), help: "Pipeline file; by default the pipeline that published last.",
        completion: .file(extensions: ["yaml"]))
    var file: String?

    /// The pipeline with its store, its reports and its models.
    ///
    /// Reading needs no right to write.
    func open(for access: StoreAccess = .reading) throws -> Target {
        if let file {
            return try Target(PipelineDefinition(contentsOf: file), access)
        }
        let defaults = PipelineDefinition(file: "", name: "", source: .init(path: ""))
        return try Target(
            defaults, access, pipeline: RunStore.lastPublished(defaults.store, tenant: defaults.tenant))
    }

    /// One pipeline's folders.
    struct Target {
        let store: RunStore
        let reports: ReportFolder
        let registry: ModelRegistry

        init(_ definition: PipelineDefinition, _ access: StoreAccess, pipeline: String? = nil) throws {
            let name = pipeline ?? definition.name
            store = try RunStore(definition.store, tenant: definition.tenant, pipeline: name, access: access)
            reports = ReportFolder(root: definition.reportsPath, tenant: definition.tenant, pipeline: name)
            let models = ModelFolder(root: definition.modelsPath, tenant: definition.tenant, pipeline: name)
            registry = ModelRegistry(store, models)
        }

        /// The bytes of a report.
        func bytes(_ name: ReportName, run: String) throws -> [UInt8] {
            guard let data = try reports.data(name, run: run) else { throw missing(name, run) }
            return Array(data)
        }

        /// A report that is read place by place.
        func source(_ name: ReportName, run: String) throws -> JSONSource {
            let path = reports.path(name, run: run)
            guard FileManager.default.fileExists(atPath: path) else { throw missing(name, run) }
            try reports.check(name, run: run)
            guard let source = JSONSource(path: path) else { throw missing(name, run) }
            return source
        }

        private func missing(_ name: ReportName, _ run: String) -> RunError {
            RunError(
                .storeUnreachable,
                "\(reports.path(name, run: run)) is not there; run the pipeline with --force to write it anew")
        }
    }
}
