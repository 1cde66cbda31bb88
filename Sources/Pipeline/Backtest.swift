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

    /// By day, the latest first, then by model.
    package struct Result: Encodable, Sendable {
        /// Of every model, or of the one that the pipeline names.
        package let lifetime: [LifetimeBacktest.Entry]
        /// Of the baseline and every candidate, over the pipeline's horizon; empty where no day has enough before it.
        package let churn: [ChurnBacktest.Entry]
    }

    /// Forecasts of value, and who was to leave.
    ///
    /// - Parameters:
    ///   - request: up to when records count.
    ///   - cutoffs: past days to try: of value `horizonDays` apart, of churn one horizon of the pipeline.
    ///   - horizonDays: the length of the window that follows each in which value is counted.
    /// - Returns: what is found of both.
    /// - Throws: ``RunError`` where no such day has enough buyers, and the errors of the source.
    package func run(_ request: RunRequest, cutoffs: Int, horizonDays: Int) throws -> Result {
        let (definition, jobs) = (runner.definition, runner.jobs)
        let shop = try Ingest.read(try runner.source(request), jobs: jobs) { _, _, _, _ in }.shop
        let lifetime = LifetimeBacktest.run(
            shop, models: definition.lifetime.model.map { [$0] } ?? RepeatPurchaseModelKind.allCases,
            unit: definition.lifetime.timeUnit, cutoffs: cutoffs, horizonDays: Int32(horizonDays),
            seed: definition.seed, jobs: jobs)
        let source = ChurnSource(
            shop, questionCategories: definition.questionCategories.sorted(), agreement: definition.support)
        let churn = ChurnBacktest.run(source, definition.churn, cutoffs: cutoffs, seed: definition.seed, jobs: jobs)
        guard !lifetime.isEmpty || !churn.isEmpty else {
            throw RunError(
                .usage,
                "no window of \(horizonDays) days has 500 buyers before it; give a shorter --horizon-days")
        }
        return Result(lifetime: lifetime, churn: churn)
    }
}
