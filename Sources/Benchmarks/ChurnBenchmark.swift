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

    @Flag(help: "Time frames, fits and scores as of the last day, too.")
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
        let shop = source.shop
        guard let horizon = ChurnHorizon(of: shop, wish: options.horizonDays, jobs: jobs),
            let windows = ChurnWindows(
                first: shop.firstOrderDay, end: shop.lastDay, horizonDays: Int32(horizon.days))
        else { return Benchmarks.show("  the history is too short for a horizon\n") }
        measure("one frame") {
            _ = ChurnFrame.make(source, day: shop.lastDay, horizonDays: 1, population: nil, jobs: jobs)
        }
        let frames = measure("frames of \(windows.training.count + 2) days and of the season") {
            ChurnFrames(source, windows, jobs: jobs)
        }
        timeCandidates(frames)
        let outcome = measure("all of it: frames, contest, figures, the fit that scores") {
            ChurnFitting.fit(source, options, version: 1, seed: 1, jobs: jobs)
        }
        guard case .fitted(let model) = outcome else { return }
        measure("scores of tonight with contributions, \(model.name)") {
            _ = ChurnScores(source, model, lifetime: nil, margin: 1, jobs: jobs)
        }
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? ""
        Benchmarks.show("  \(peak)\n")
    }

    /// Each candidate on the rows that `--export` writes: what LightGBM is timed on.
    private func timeCandidates(_ frames: ChurnFrames) {
        let set = ChurnTrainingSet(frames.training, seed: 1)
        let fitter = ChurnFitter(
            set, calibration: frames.calibration, later: frames.holdout, season: frames.season, jobs: jobs)
        Benchmarks.show(
            "  \(set.rows) of \(set.rowsSeen) rows train, \(frames.calibration.count) calibrate, "
                + "\(frames.holdout.count) are scored; \(set.features.count) features\n")
        for kind in ChurnCandidate.allCases {
            let outcome = measure("\(kind.rawValue): fit and calibration") {
                Result { () throws(ChurnRefusal) in try fitter.fit(kind) }
            }
            guard case .success(let fit) = outcome else { continue }
            measure("\(kind.rawValue): log-odds") { _ = fit.logOdds(frames.holdout, jobs: jobs) }
            measure("\(kind.rawValue): contributions") { _ = fit.contributions(frames.holdout, jobs: jobs) }
        }
    }

    @discardableResult
    private func measure<Value>(_ name: String, _ body: () -> Value) -> Value {
        let clock = ContinuousClock()
        let began = clock.now
        let value = body()
        let padded = name.padding(toLength: 60, withPad: " ", startingAt: 0)
        Benchmarks.show("  \(padded) \(String(format: "%8.2f s", (clock.now - began) / .seconds(1)))\n")
        return value
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
