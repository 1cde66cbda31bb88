import ArgumentParser
import Domain
import Foundation
import Ingest
import Pipeline

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a pipeline and a mapping for a folder of exports.",
        discussion: """
            Looks at headers and values, recognises the exports of known vendors and guesses the tables of others, and writes \
            every guess with what speaks for it. Asks nothing and overwrites nothing. Where two readings differ in money it \
            decides neither: the mapping then holds a line for each, to keep one of.
            """)

    @Argument(help: "Folder with the exports of one shop.", completion: .directory)
    var folder: String

    @Option(help: "Name of the pipeline; by default that of the folder.")
    var name: String?

    @Option(help: "IANA time zone of the shop.")
    var timezone: String?

    @Option(help: "Currency in which money is reported.")
    var currency: String?

    func run() throws {
        let name = try pipelineName()
        let paths = (pipeline: "pipelines/\(name).yaml", mapping: "pipelines/mappings/\(name).yaml")
        for path in [paths.pipeline, paths.mapping] where FileManager.default.fileExists(atPath: path) {
            throw RunError(.usage, "\(path) is there already and is not overwritten; give `--name` another name")
        }
        if let timezone, ShopZone(identifier: timezone) == nil {
            throw RunError(.usage, "`\(timezone)` is no known time zone; give an IANA name like Europe/Berlin")
        }
        let guess = try SourceGuess.of(folder: folder, zone: timezone)
        try FileManager.default.createDirectory(atPath: "pipelines/mappings", withIntermediateDirectories: true)
        if let mapping = guess.mapping { try write(mapping, to: paths.mapping) }
        let text = PipelineText(
            folder: folder, name: name, mapping: guess.mapping == nil ? guess.vendor ?? name : name, guess,
            zone: timezone, currency: currency)
        try write(text.text, to: paths.pipeline)
        for line in guess.findings { print(line) }
        for doubt in guess.doubts { print("doubt: \(doubt)") }
        print("wrote \(paths.pipeline)" + (guess.mapping == nil ? "" : " and \(paths.mapping)"))
        guard guess.choices.isEmpty else {
            for choice in guess.choices { print("yours to decide: \(choice)") }
            throw RunError(
                .inputRefused,
                "\(guess.choices.count) of the readings differ in money, and nothing in the files decides; keep one line of each in"
                    + " \(paths.mapping), then run `quimbi validate \(paths.pipeline)`")
        }
        try ValidateCommand.parse([paths.pipeline]).run()
        print("next: quimbi run \(paths.pipeline)")
    }

    /// A name of letters, digits and dashes.
    private func pipelineName() throws -> String {
        let given = name ?? folder.split(separator: "/").last.map(String.init) ?? "shop"
        let plain = String(given.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
        let trimmed = plain.split(separator: "-").joined(separator: "-")
        guard name == nil || trimmed == name else {
            throw RunError(.usage, "--name is `\(given)`; give small letters, digits and dashes")
        }
        return trimmed.isEmpty ? "shop" : trimmed
    }

    /// Writes a file that is not there yet.
    private func write(_ text: String, to path: String) throws {
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
        } catch {
            throw RunError(
                .storeUnreachable, "\(path) cannot be written: \(error.localizedDescription); check its folder")
        }
    }
}

/// A pipeline file as `init` writes it.
struct PipelineText {
    let text: String

    init(folder: String, name: String, mapping: String, _ guess: SourceGuess, zone: String?, currency: String?) {
        var lines = ["# Written by `quimbi init` from what stands in \(folder)."]
        lines += guess.findings.map { "# - \($0)" }
        if !guess.doubts.isEmpty {
            lines.append("# Doubts:")
            lines += guess.doubts.map { "# - \($0)" }
        }
        lines.append("name: \(name)")
        let given = zone.map { ($0, "given") } ?? guess.zone.map { ($0, "as a column says") }
        lines.append(
            "timezone: \(given?.0 ?? "UTC")  # \(given?.1 ?? "not known; local days and hours are those of UTC")")
        let code = currency.map { ($0, "given") } ?? guess.currency.map { ($0, "of most rows") }
        lines.append("currency: \(code?.0 ?? "EUR")  # \(code?.1 ?? "not known; nothing is converted")")
        lines.append("source: { kind: csv, path: \(Self.quoted(folder)), mapping: \(mapping) }")
        text = lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ path: String) -> String {
        "\"" + path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
