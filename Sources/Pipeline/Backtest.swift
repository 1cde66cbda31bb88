package import Analytics
internal import Domain
internal import Ingest
internal import Kernels

/// Forecasts of a pipeline's source as of past days, held against what followed; reads, and writes nothing.
package struct Backtest: Sendable {
    private let runner: Runner

    package init(_ runner: Runner) {
        self.runner = runner
    }

    /// The lifetime forecasts of every model, or of the one that the pipeline names.
    ///
    /// - Parameters:
    ///   - request: up to when records count.
    ///   - cutoffs: past days to try, `horizonDays` apart.
    ///   - horizonDays: the length of the window that follows each.
    /// - Returns: by day, the latest first, then by model.
    /// - Throws: ``RunError`` where no such day has enough buyers, and the errors of the source.
    package func lifetime(_ request: RunRequest, cutoffs: Int, horizonDays: Int) throws -> [LifetimeBacktest.Entry] {
        let options = runner.definition.lifetime
        let shop = try Ingest.read(try runner.source(request), jobs: runner.jobs) { _, _, _, _ in }.shop
        let entries = LifetimeBacktest.run(
            shop, models: options.model.map { [$0] } ?? RepeatPurchaseModelKind.allCases, unit: options.timeUnit,
            cutoffs: cutoffs, horizonDays: Int32(horizonDays), seed: runner.definition.seed, jobs: runner.jobs)
        guard !entries.isEmpty else {
            throw RunError(
                .usage,
                "no window of \(horizonDays) days has 500 buyers before it; give a shorter --horizon-days")
        }
        return entries
    }
}
