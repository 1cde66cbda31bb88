import ArgumentParser
import Domain
import Foundation
import Pipeline
import Reports
import Store
import Tables

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a pipeline and publish its results.",
        discussion: "Progress goes to standard error: a bar on a terminal, JSON lines elsewhere.")

    @Argument(help: "Pipeline file.", completion: .file(extensions: ["yaml"]))
    var pipeline = "pipelines/nightly.yaml"

    @Option(help: "Up to when records count: latest, now, or an ISO 8601 instant.")
    var asOf: String?

    @Option(help: "Run this stage with what it needs: \(StageFile.allCases.map(\.rawValue).joined(separator: ", ")).")
    var only: String?

    @Flag(help: "Compute every stage, even where the published run has the same.")
    var force = false

    @Flag(help: "Publish although something cannot be compared with the published run, which is damaged or gone.")
    var acceptUncompared = false

    @Option(help: "Threads; the results do not depend on them.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Print the outcome as JSON.")
    var json = false

    func run() throws {
        try require("--jobs", jobs, in: 1...4_096)
        let runner = try Runner(
            PipelineDefinition(contentsOf: pipeline), jobs: jobs, progress: ProgressPrinter().handle)
        Interruption.install()
        let outcome = try runner.run(request())
        if json {
            Terminal.export(Data(try OutcomeJSON(outcome).text().utf8))
        } else {
            print(OutcomeText(outcome).text, terminator: "")
        }
        for warning in outcome.warnings { Terminal.complain("quimbi: warning: \(warning)") }
        if let failed = outcome.holdBackReason { throw RunError(.heldBack, failed) }
    }

    private func request() throws -> RunRequest {
        var request = RunRequest()
        (request.force, request.acceptsUncompared) = (force, acceptUncompared)
        request.asOf = try AsOfOption.parse(asOf)
        if let only {
            guard let stage = StageFile(rawValue: only) else {
                let known = StageFile.allCases.map(\.rawValue).joined(separator: ", ")
                throw RunError(.usage, "there is no stage `\(only)`; the stages are \(known)")
            }
            request.only = stage
        }
        return request
    }
}

/// The option `--as-of` of several commands.
enum AsOfOption {
    static func parse(_ text: String?) throws -> PipelineDefinition.AsOf? {
        guard let text else { return nil }
        guard let asOf = PipelineDefinition.AsOf(text) else {
            throw RunError(.usage, "--as-of is `\(text)`; give `latest`, `now` or an ISO 8601 instant")
        }
        return asOf
    }
}

/// What a run found and where it lies, for people: under ten lines.
struct OutcomeText {
    let text: String

    init(_ outcome: RunOutcome) {
        var lines = ["run \(outcome.run) \(outcome.state.rawValue.replacing("_", with: " ")), as of \(outcome.asOf)"]
        lines += outcome.findings.map { "  " + $0 }
        lines.append("  reports and tables: \(outcome.reportFolder), \(outcome.tables)")
        text = lines.joined(separator: "\n") + "\n"
    }
}

/// The same for programs.
struct OutcomeJSON {
    private struct Body: Encodable {
        let run, state, asOf: String
        let reports, tables: String
        let report: RunReport

        private enum CodingKeys: String, CodingKey {
            case run, state, reports, tables
            case asOf = "as_of"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(run, forKey: .run)
            try container.encode(state, forKey: .state)
            try container.encode(asOf, forKey: .asOf)
            try container.encode(reports, forKey: .reports)
            try container.encode(tables, forKey: .tables)
            try report.encode(to: encoder)
        }
    }

    private let body: Body

    init(_ outcome: RunOutcome) {
        body = Body(
            run: outcome.run.text, state: outcome.state.rawValue, asOf: outcome.asOf.description,
            reports: outcome.reportFolder, tables: outcome.tables,
            report: RunReport(
                stages: outcome.stages.map(\.entry), totals: outcome.totals, outcome: outcome.state.rawValue))
    }

    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(body), as: UTF8.self) + "\n"
    }
}
