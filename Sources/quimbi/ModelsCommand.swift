import ArgumentParser
import Domain
import Foundation
import Pipeline
import Reports
import Store

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List, show, compare and choose fitted models.",
        subcommands: [List.self, Show.self, Compare.self, Promote.self, Rollback.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List every version; with the one marked * nights are scored.")

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            var table = TextTable(["", "model", "version", "cutoff", "champion since", "file"])
            let store = try reading.open().store
            for model in try store.models() {
                table.add([
                    model.isChampion ? "*" : "", model.name, "v\(model.version)", model.asOf.description,
                    model.isChampion ? try rise(of: model, store) : "", model.path,
                ])
            }
            print(table.text, terminator: "")
        }

        /// When the champion became it, and how.
        private func rise(of model: ModelVersion, _ store: RunStore) throws -> String {
            guard let choice = try store.modelChoices(model.name).last else { return "" }
            return choice.kind == .fitted ? "\(choice.at)" : "\(choice.at), by hand"
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a model as it is stored; the champion by default.")

        @Argument(help: "The model's name.")
        var name = StoredSegmentModel.name

        @Option(help: "Its version.")
        var version: Int?

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            let models = try reading.open().store.models().filter { $0.name == name }
            guard let model = models.first(where: { model in version.map { $0 == model.version } ?? model.isChampion })
            else {
                throw ModelsCommand.unknown(name)
            }
            Terminal.export(Data(try ModelFolder.bytes(model)))
        }
    }

    static func unknown(_ name: String) -> RunError {
        RunError(.usage, "there is no such version of a model `\(name)`; `quimbi models list` shows those there are")
    }
}
