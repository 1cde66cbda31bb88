import ArgumentParser
import Domain
import Foundation
import Pipeline
import Reports
import Store
import Tables

struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Say what a run would do and why; write nothing.")

    @Argument(help: "Pipeline file.", completion: .file(extensions: ["yaml"]))
    var pipeline = "pipelines/nightly.yaml"

    @Option(help: "Up to when records count: latest, now, or an ISO 8601 instant.")
    var asOf: String?

    func run() throws {
        let runner = try Runner(
            PipelineDefinition(contentsOf: pipeline), jobs: ProcessInfo.processInfo.activeProcessorCount,
            progress: ProgressPrinter().handle)
        var request = RunRequest()
        request.asOf = try AsOfOption.parse(asOf)
        let plan = try runner.plan(request)
        print("as of \(plan.asOf), input \(plan.inputDigest.prefix(12))")
        for model in plan.models { print("\(model.name): \(model.reason)") }
        var rows = TextTable(
            ["table", "read", "accepted", "duplicates", "superseded", "set aside", "quarantined", "after as_of"],
            numeric: [1, 2, 3, 4, 5, 6, 7])
        for table in plan.tables {
            rows.add(
                [table.table]
                    + [
                        table.read, table.accepted, table.duplicates, table.superseded, table.setAside,
                        table.quarantined, table.afterAsOf,
                    ].map(Figure.count))
        }
        print(rows.text, terminator: "")
        for table in plan.tables where !table.ignoredColumns.isEmpty {
            print("\(table.table): nothing reads \(table.ignoredColumns.joined(separator: ", "))")
        }
        if !plan.unreadFiles.isEmpty { print("no table takes \(plan.unreadFiles.joined(separator: ", "))") }
        var stages = TextTable(["stage", "action", "digest", "why"])
        for entry in plan.stages {
            stages.add([entry.stage.rawValue, entry.action.rawValue, String(entry.digest.prefix(12)), entry.reason])
        }
        print(stages.text, terminator: "")
    }
}
