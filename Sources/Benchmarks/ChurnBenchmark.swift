import Analytics
import ArgumentParser
import Domain
import Foundation
import Ingest

/// Judges and times the churn models on a source: every candidate and recency at several past cutoffs.
struct ChurnBenchmark: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "churn", abstract: "Judge and time the churn models of a source, and export their frames.")

    @Argument(help: "A folder or file of orders.")
    var source: String

    @Option(help: "The mapping by which it is read.")
    var mapping: String?

    @Option(help: "The shop's time zone.")
    var timezone = "UTC"

    @Option(help: "Days in which an order is awaited; 0 for auto.")
    var horizon = 0

    @Option(help: "Past days to judge on, one horizon apart; 0 for none.")
    var cutoffs = 3

    @Option(help: "A folder for the frames, as CSV.")
    var export: String?

    @Flag(help: "Time frame, fit and scores as of the last day, too.")
    var timed = false

    @Option(help: "Threads.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    func run() throws {
        let zone = ShopZone(identifier: timezone) ?? .utc
        let description = SourceDescription(
            paths: [source], mapping: mapping, asOf: .latest, zone: zone, currency: "EUR")
        let shop = try Ingest.read(description, jobs: jobs).shop
        var options = ChurnOptions()
        options.horizonDays = horizon > 0 ? horizon : nil
        Benchmarks.show("\(source): \(shop.customers.count) customers, \(shop.orders.count) orders\n")
        let churn = ChurnSource(shop)
        if timed { time(churn, options) }
        let entries = try ChurnBacktest.run(churn, options, cutoffs: cutoffs, seed: 1, jobs: jobs, export: writer)
        if let first = entries.first { Benchmarks.show("horizon \(first.horizonDays) days\n\(Self.header)\n") }
        for entry in entries { Benchmarks.show(Self.line(entry) + "\n") }
    }

    private var writer: ((ChurnExport) throws -> Void)? {
        export.map { folder in
            { table in
                let file = URL(filePath: folder).appending(path: table.path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(table.text.utf8).write(to: file)
            }
        }
    }

    private func time(_ source: ChurnSource, _ options: ChurnOptions) {
        let day = source.shop.lastDay
        measure("one frame") {
            _ = ChurnFrame.make(source, day: day, horizonDays: 1, population: nil, jobs: jobs)
        }
        var fitted: ChurnModel?
        measure("frames, contest, figures and fit") {
            if case .fitted(let model) = ChurnFitting.fit(source, options, version: 1, seed: 1, jobs: jobs) {
                fitted = model
            }
        }
        guard let model = fitted else { return }
        measure("scores with contributions, \(model.name)") {
            _ = ChurnScores(source, model, lifetime: nil, margin: 1, jobs: jobs)
        }
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
        Benchmarks.show("  \(model.trainingRows) of \(model.trainingRowsSeen) rows train; \(peak)\n")
    }

    private func measure(_ name: String, _ body: () -> Void) {
        let seconds = ContinuousClock().measure(body) / .seconds(1)
        let padded = name.padding(toLength: 50, withPad: " ", startingAt: 0)
        Benchmarks.show("  \(padded) \(String(format: "%8.2f s", seconds))\n")
    }

    private static let header =
        "known through  candidate   customers  churn    auc     se   active   brier  logloss     ece  null95"
        + "  intercept  slope  lift  staying  season"

    private static func line(_ entry: ChurnBacktest.Entry) -> String {
        let name = entry.candidate + (entry.isChampion ? "*" : "")
        guard let f = entry.figures else { return "\(entry.knownThrough)  \(name)  \(entry.reason ?? "")" }
        func number(_ value: Double?, _ format: String) -> String { value.map { String(format: format, $0) } ?? "-" }
        let padded = name.padding(toLength: 10, withPad: " ", startingAt: 0)
        return [
            entry.knownThrough, "  ", padded, String(format: "%9d", f.customers), number(f.churnRate, "%6.3f"),
            number(f.auc, "%6.4f"), number(f.aucError, "%6.4f"), number(f.activeAUC, "%6.4f"),
            number(f.brier, "%7.4f"), number(f.logLoss, "%7.4f"), number(f.ece, "%7.4f"),
            number(f.eceNull95, "%7.4f"), number(f.calibrationIntercept, "%9.3f"),
            number(f.calibrationSlope, "%6.3f"), number(f.liftTopDecile, "%5.2f"), number(f.liftStaying, "%5.2f"),
            number(entry.seasonShift, "%6.3f"),
        ].joined(separator: " ")
    }
}
