import ArgumentParser
import Domain
import Foundation
import Pipeline
import Store

struct ModelsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "models", abstract: "List and show fitted models.", subcommands: [List.self, Show.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List every version; * is the champion.")

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            var table = TextTable(["", "model", "version", "cutoff", "file"])
            for model in try reading.open().store.models() {
                table.add([
                    model.isChampion ? "*" : "", model.name, "v\(model.version)", model.asOf.description, model.path,
                ])
            }
            print(table.text, terminator: "")
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
                throw RunError(.usage, "there is no such version of a model `\(name)`; `quimbi models list` shows them")
            }
            guard let data = FileManager.default.contents(atPath: model.path) else {
                throw RunError(.storeUnreachable, "\(model.path): the model's file is gone; bring it back from a copy")
            }
            FileHandle.standardOutput.write(data)
        }
    }
}
