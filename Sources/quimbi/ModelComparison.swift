import ArgumentParser
import Domain
import Pipeline
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
        let verdicts = zip(models, documents).compactMap { model, document in
            Self.verdict(document["contest"]).map { "v\(model.version): \($0)\n" }
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

    /// What came of a contest, in words; `nil` where there was none.
    static func verdict(_ contest: JSONValue?) -> String? {
        guard let contest, let reason = contest["reason"]?.text else { return nil }
        guard let champion = contest["champion"]?["version"]?.number else { return "first champion, since \(reason)" }
        let outcome = contest["is_promoted"] == .bool(true) ? "took the place of" : "did not take the place of"
        var line = "\(outcome) v\(Int(saturating: champion)): \(reason)"
        if let metric = contest["metric"]?.text {
            line += "; \(metric) \(Figure.decimal(contest["challenger"]?["score"]?.number, 4))"
            line += " against \(Figure.decimal(contest["champion"]?["score"]?.number, 4))"
        }
        return line
    }
}
