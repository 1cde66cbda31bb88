import ArgumentParser
import Domain
import Pipeline
import Reports
import Store
import Tables

struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List, show, roll back, prune and recover runs.",
        subcommands: [List.self, Show.self, Rollback.self, Prune.self, Recover.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the runs, the latest first; * is served.")

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            var table = TextTable(["", "run", "state", "as of", "files", "reason"])
            for run in try reading.open().store.runs() {
                table.add([
                    run.isCurrent ? "*" : "", run.id.text, run.state.rawValue, run.asOf?.description ?? "-",
                    run.hasFiles ? "kept" : "gone", run.reason ?? "",
                ])
            }
            print(table.text, terminator: "")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one run with its stages and checks.")

        @Argument(help: "The run's id.")
        var id: String

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            let store = try reading.open().store
            guard let run = try store.run(RunID(id)) else {
                throw RunError(.usage, "there is no run \(id); `quimbi runs list` shows the runs there are")
            }
            print("run \(run.id) \(run.state.rawValue)\(run.isCurrent ? ", served" : "")")
            print("  as of    \(run.asOf?.description ?? "-")")
            print("  started  \(run.started), ended \(run.finished?.description ?? "-")")
            print("  program  \(run.codeVersion)")
            print("  input    \(run.inputDigest ?? "-")")
            if let reason = run.reason { print("  reason   \(reason)") }
            if let totals = run.totals { print("  totals   \(totals)") }
            guard run.hasFiles, [.published, .heldBack].contains(run.state) else { return }
            try printDetails(store.snapshot(run: run.id))
        }

        private func printDetails(_ snapshot: Snapshot) throws {
            var stages = TextTable(
                ["stage", "outcome", "rows in", "rows out", "seconds", "peak MiB"], numeric: [2, 3, 4, 5])
            var checks = TextTable(["check", "outcome", "found", "allowed"])
            try snapshot.readBlocking { reader in
                for stage in try reader.stageRuns() {
                    stages.add([
                        stage.stage, stage.outcome, Figure.count(stage.rowsIn), Figure.count(stage.rowsOut),
                        Figure.decimal(stage.seconds, 3), Figure.decimal(stage.peakMiB, 1),
                    ])
                }
                for row in try reader.quality() where row.isCheck {
                    checks.add([row.name, row.outcome ?? "", row.found ?? "", row.allowed ?? ""])
                }
            }
            print(stages.text + checks.text, terminator: "")
        }
    }

    struct Rollback: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Serve an earlier published run again, at once.")

        @Argument(help: "The run's id; by default the published run before the one that is served.")
        var id: String?

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            let target = try reading.open(for: .writing)
            let run = try id.map { try RunID($0) } ?? before(target.store)
            try target.store.rollback(to: run, at: Runner.systemClock())
            try target.reports.pointLatest(at: run.text)
            print("run \(run) of pipeline \(target.store.pipeline) is served")
        }

        private func before(_ store: RunStore) throws -> RunID {
            let published = try store.runs().filter { $0.state == .published && $0.hasFiles }
            let earlier = published.drop { !$0.isCurrent }.dropFirst()
            guard let run = try earlier.first(where: { try isWhole($0.id, store) }) else {
                throw RunError(
                    .usage,
                    earlier.isEmpty
                        ? "there is no earlier published run to go back to"
                        : "none of the \(earlier.count) earlier published runs is whole; run the pipeline anew with "
                            + "--force --accept-uncompared")
            }
            return run.id
        }

        /// Whether every table of a run is as it was written; one that is not is passed over, and said.
        private func isWhole(_ run: RunID, _ store: RunStore) throws -> Bool {
            do {
                try store.verify(run: run)
            } catch {
                guard [.damaged, .runNotServed].contains(error.code) else { throw error }
                Terminal.complain("quimbi: passed over: \(error.description)")
                return false
            }
            return true
        }
    }

    struct Prune: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove the files of old runs; never of the served one, nor of one that is being read.")

        @Option(help: "Runs to keep.")
        var keep = 7

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            try require("--keep", keep, in: 1...1_000_000)
            let target = try reading.open(for: .writing)
            let lock = try target.store.acquireLock(holder: "quimbi runs prune", at: Runner.systemClock())
            try target.reports.claim(target.store)
            let removed = try target.store.prune(keepRuns: keep, under: lock)
            try target.reports.removeRuns(goneFrom: target.store)
            print(removed.isEmpty ? "nothing to remove" : "removed \(removed.map(\.text).joined(separator: ", "))")
        }
    }

    struct Recover: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rebuild a ledger that is lost or damaged from what its runs kept of it; removes nothing.",
            discussion: "The history of customers and of predictions is in the ledger alone and begins anew.")

        @Option(
            name: .customLong("pipeline"), help: "Pipeline file; by default pipelines/nightly.yaml.",
            completion: .file(extensions: ["yaml"]))
        var file = "pipelines/nightly.yaml"

        func run() throws {
            let definition = try PipelineDefinition(contentsOf: file)
            let found = try RunRecovery.recover(
                definition.store, tenant: definition.tenant, pipeline: definition.name, at: Runner.systemClock())
            guard let found else { return print("the ledger of pipeline \(definition.name) is well") }
            print("recovered \(found.runs.count) runs: \(found.runs.map(\.text).joined(separator: ", "))")
            print("  served   \(found.served?.text ?? "none: no published run was found")")
            if !found.partial.isEmpty {
                print("  not whole, known as failed: \(found.partial.map(\.text).joined(separator: ", "))")
            }
            if let kept = found.kept { print("  the ledger that was there is now \(kept)") }
        }
    }
}
