import Analytics
import ArgumentParser
import Domain
import Foundation
import Kernels
import Pipeline
import Reports

struct BacktestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backtest", abstract: "Forecast from past days and hold the forecasts against what followed.",
        discussion: "For every past day and model: orders and net value of the window that followed, and who did not "
            + "order within the pipeline's churn horizon. Writes nothing.")

    @Argument(help: "Pipeline file.", completion: .file(extensions: ["yaml"]))
    var pipeline = "pipelines/nightly.yaml"

    @Option(help: "Past days to try, one window apart.")
    var cutoffs = 3

    @Option(help: "Days of the window that follows each.")
    var horizonDays = 182

    @Option(help: "Up to when records count: latest, now, or an ISO 8601 instant.")
    var asOf: String?

    @Option(help: "Threads; the results do not depend on them.")
    var jobs = ProcessInfo.processInfo.activeProcessorCount

    @Flag(help: "Print everything as JSON.")
    var json = false

    func run() throws {
        try require("--jobs", jobs, in: 1...4_096)
        try require("--cutoffs", cutoffs, in: 1...100)
        try require("--horizon-days", horizonDays, in: 1...3_650)
        var request = RunRequest()
        request.asOf = try AsOfOption.parse(asOf)
        let backtest = Backtest(Runner(try PipelineDefinition(contentsOf: pipeline), jobs: jobs))
        let found = try backtest.run(request, cutoffs: cutoffs, horizonDays: horizonDays)
        let text = try json ? Self.json(found) : Self.table(found.lifetime) + "\n" + Self.table(found.churn)
        print(text, terminator: "")
    }

    private static func json(_ found: Backtest.Result) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(found), as: UTF8.self) + "\n"
    }

    /// One table: for each day recency alone, then each candidate; * is the one that the day's contest chose.
    private static func table(_ entries: [ChurnBacktest.Entry]) -> String {
        guard !entries.isEmpty else { return "churn: no past day has enough before it\n" }
        let header = [
            "churn", "known through", "days", "customers", "left", "auc", "active", "log loss", "brier", "ece",
            "ece by chance", "lift",
        ]
        var table = TextTable(header, numeric: Set(2..<header.count))
        for entry in entries {
            guard let found = entry.figures else { continue }
            table.add(
                [
                    entry.candidate + (entry.isChampion ? " *" : ""), entry.knownThrough, "\(entry.horizonDays)",
                    Figure.count(found.customers), Figure.percent(found.churnRate),
                ]
                    + [
                        found.auc, found.activeAUC, found.logLoss, found.brier, found.ece, found.eceNull95,
                        found.liftTopDecile,
                    ].map { Figure.decimal($0, 4) })
        }
        let reasons = entries.compactMap { entry in
            entry.reason.map { "\(entry.knownThrough) \(entry.candidate): \($0)\n" }
        }
        return table.text + reasons.joined()
    }

    /// Two tables, of orders and of value: for each day the naive forecast, then each model.
    private static func table(_ entries: [LifetimeBacktest.Entry]) -> String {
        let orders = table("orders", entries, of: \.orders, naive: \.naiveOrders)
        let value = table("net value", entries, of: \.value, naive: \.naiveValue)
        let reasons = entries.compactMap { entry in
            entry.reason.map { "\(entry.knownThrough) \(entry.model.rawValue): \($0)\n" }
        }
        return orders + "\n" + value + reasons.joined()
    }

    private static func table(
        _ name: String, _ entries: [LifetimeBacktest.Entry], of figures: (LifetimeHoldout) -> ForecastFigures?,
        naive: KeyPath<LifetimeHoldout, ForecastFigures>
    ) -> String {
        let header = [
            name, "known through", "predicted", "actual", "bias", "mae", "mae of median", "rmse", "spearman", "gini",
            "coverage 90 %", "at random",
        ]
        var table = TextTable(header, numeric: Set(2..<header.count))
        var day = ""
        for entry in entries {
            guard let holdout = entry.holdout else { continue }
            if entry.knownThrough != day { table.add(["naive", entry.knownThrough] + cells(holdout[keyPath: naive])) }
            day = entry.knownThrough
            if let found = figures(holdout) { table.add([entry.model.rawValue, day] + cells(found)) }
        }
        return table.text
    }

    private static func cells(_ figures: ForecastFigures) -> [String] {
        [figures.predicted, figures.actual].map { Figure.count(Int(saturating: $0.rounded())) }
            + [Figure.percent(figures.bias)]
            + [figures.mae, figures.maeOfMedian, figures.rmse, figures.spearman, figures.gini].map {
                Figure.decimal($0, 3)
            } + [figures.coverage90, figures.coverage90Randomized].map(Figure.percent)
    }
}
