import ArgumentParser
import Domain
import Foundation
import Ingest
import Pipeline
import Reports

struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile", abstract: "Show how the source's own total becomes net revenue, line by line.",
        discussion: "Reads the source of a pipeline and writes nothing. The lines add up to net revenue in every month."
    )

    @Argument(help: "Pipeline file.", completion: .file(extensions: ["yaml"]))
    var pipeline = "pipelines/nightly.yaml"

    @Option(help: "The figure that the shop's own system shows: says which lines could explain the difference.")
    var expected: String?

    func run() throws {
        let wanted = try expected.map(Self.money)
        let runner = try Runner(
            PipelineDefinition(contentsOf: pipeline), jobs: ProcessInfo.processInfo.activeProcessorCount)
        let result = try Ingest.read(runner.source(), jobs: runner.jobs)
        let text = BridgeText(result.quality.bridge, currency: result.shop.currency)
        print(text.lines, terminator: "")
        print(text.months, terminator: "")
        if let wanted { print(text.explanation(wanted), terminator: "") }
        guard result.quality.bridge.isClosed else {
            throw RunError(.heldBack, "the lines do not add up to net revenue; report this with the output above")
        }
    }

    private static func money(_ text: String) throws -> Int64 {
        let bytes = Array(text.utf8)
        guard let money = try? bytes.withUnsafeBufferPointer({ try Money.parse($0) }) else {
            throw RunError(.usage, "--expected is `\(text)`; give a number such as 12345.67")
        }
        return money
    }
}

/// A bridge as tables for people.
struct BridgeText {
    private let bridge: MoneyBridge
    private let currency: String

    init(_ bridge: MoneyBridge, currency: String) { (self.bridge, self.currency) = (bridge, currency) }

    /// What the lines mean, in a few words.
    private static let meanings: [MoneyBridge.Line: String] = [
        .source: "what all rows of the source add up to", .currency: "conversion into the reporting currency",
        .duplicates: "rows that say what another row says", .superseded: "earlier versions of orders",
        .quarantined: "rows that were refused, read loosely", .setAside: "rows whose time cannot be right",
        .afterAsOf: "orders at or after as_of", .cancelled: "orders cancelled, void or failed", .test: "test orders",
        .giftCards: "lines that are no sales", .refunds: "refunds, on the day of their order", .net: "net revenue",
    ]

    private var used: [MoneyBridge.Line] {
        MoneyBridge.Line.allCases.filter { $0 == .source || $0 == .net || bridge.total($0) != 0 }
    }

    var lines: String {
        var table = TextTable(["line", currency, "what it is"], numeric: [1])
        for line in used { table.add([line.rawValue, Money.text(bridge.total(line)), Self.meanings[line] ?? ""]) }
        for memo in MoneyBridge.Memo.allCases where bridge.total(memo) != 0 {
            table.add(["(\(memo.rawValue))", Money.text(bridge.total(memo)), "beyond the bridge"])
        }
        return table.text
    }

    var months: String {
        var table = TextTable(["month"] + used.map(\.rawValue), numeric: Set(1...used.count))
        for month in bridge.months {
            table.add([MoneyBridge.text(month)] + used.map { Money.text(bridge.money($0, in: month)) })
        }
        return table.text
    }

    func explanation(_ expected: Int64) -> String {
        let found = BridgeExplanation(bridge, expected: expected)
        let difference =
            "expected \(Money.text(expected)), net \(Money.text(bridge.total(.net))): a difference of \(Money.text(found.difference))\n"
        guard found.difference.magnitude >= (Money.scale / 200).magnitude else {
            return "expected and net agree to the cent\n"
        }
        guard found.exact.isEmpty else {
            return difference + found.exact.map { "  exactly: \(Self.text($0))\n" }.joined()
        }
        guard !found.nearest.isEmpty else {
            return difference + "  no line or sum of two or three lines comes near it\n"
        }
        return difference + "  no line or sum of lines comes to it; nearest:\n"
            + found.nearest.map { "  \(Self.text($0.steps)), which leaves \(Money.text($0.rest))\n" }.joined()
    }

    private static func text(_ steps: [BridgeExplanation.Step]) -> String {
        steps.map { "\($0.name) (\($0.effect > 0 ? "+" : "")\(Money.text($0.effect)))" }.joined(separator: " and ")
    }
}
