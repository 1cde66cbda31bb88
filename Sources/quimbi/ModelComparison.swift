import ArgumentParser
import Domain
import Pipeline
import Reports
import Store

extension ModelsCommand {
    struct Compare: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the figures of two versions side by side, and how they did against each other.",
            discussion:
                "By default the champion and the last other version. Each version's figures are of its own fit; "
                + "the contest was held on one window for both.")

        @Argument(help: "The model's name.")
        var name: String

        @Argument(help: "Two versions.")
        var versions: [Int] = []

        @OptionGroup var reading: ReadingOptions

        func run() throws {
            let models = try reading.open().store.models().filter { $0.name == name }
            guard !models.isEmpty else { throw ModelsCommand.unknown(name) }
            print(try ModelComparison(chosen(of: models)).text, terminator: "")
        }

        private func chosen(of models: [ModelVersion]) throws -> [ModelVersion] {
            if versions.isEmpty {
                let champion = models.first(where: \.isChampion)
                return [champion, models.last { !$0.isChampion }].compactMap(\.self)
            }
            guard versions.count == 2 else { throw RunError(.usage, "compare takes two versions, or none") }
            return try versions.map { version in
                guard let found = models.first(where: { $0.version == version }) else {
                    throw ModelsCommand.unknown(name)
                }
                return found
            }
        }
    }
}

/// Versions of a model side by side: a row a figure, a column a version.
struct ModelComparison {
    let text: String

    init(_ models: [ModelVersion]) throws {
        let documents = try models.map { try JSONDecoding.value($0.metrics.utf8) }
        var table = TextTable(
            ["figure"] + models.map { "v\($0.version)\($0.isChampion ? " *" : "")" },
            numeric: Set(1...models.count))
        table.add(["cutoff"] + models.map { "\($0.asOf)" })
        let figures = documents.map { Dictionary(uniqueKeysWithValues: Self.figures($0, at: [])) }
        for name in Set(figures.flatMap(\.keys)).sorted() {
            table.add([name] + figures.map { Figure.decimal($0[name], 4) })
        }
        let verdicts = models.compactMap { model in
            ContestRecord.read(model.metrics).map { "v\(model.version): \($0.verdict)\n" }
        }
        text = table.text + verdicts.joined()
    }

    /// Every number under its path, but for the contest.
    private static func figures(_ value: JSONValue, at path: [String]) -> [(String, Double)] {
        switch value {
        case .number(let number): [(path.joined(separator: "."), number)]
        case .object(let members):
            members.keys.sorted().filter { !(path.isEmpty && $0 == "contest") }.flatMap { key in
                members[key].map { figures($0, at: path + [key]) } ?? []
            }
        default: []
        }
    }
}
