internal import Kernels

/// How a forecast of one number a customer did against what happened.
package struct ForecastFigures: Codable, Equatable, Sendable {
    /// Sums over the customers.
    package var predicted = 0.0
    package var actual = 0.0
    /// Predicted / actual - 1 of the sums; `nil` where nothing happened.
    @OrNull package var bias: Double?
    package var mae = 0.0
    package var rmse = 0.0
    @OrNull package var spearman: Double?
    /// Normalised: 1 orders the customers as what happened does, 0 tells nothing.
    @OrNull package var gini: Double?
    /// The mean absolute error with the median of the simulated futures as forecast; `nil` for a forecast without one.
    @OrNull package var maeOfMedian: Double?
    /// The share of customers whose 90 % interval, its ends included, holds what happened; `nil` without intervals.
    @OrNull package var coverage90: Double?
    /// The same where what lies on an end counts in by chance, as the forecast has it: 0.9 for a forecast that is right.
    @OrNull package var coverage90Randomized: Double?

    private enum CodingKeys: String, CodingKey {
        case predicted, actual, bias, mae, rmse, spearman, gini
        case maeOfMedian = "mae_of_median"
        case coverage90 = "coverage_90"
        case coverage90Randomized = "coverage_90_randomized"
    }

    /// - Parameters:
    ///   - predicted: the expected number of every customer.
    ///   - actual: what happened.
    package init(predicted: [Double], actual: [Double]) {
        precondition(predicted.count == actual.count, "\(predicted.count) predictions for \(actual.count) customers")
        self.predicted = predicted.reduce(0, +)
        self.actual = actual.reduce(0, +)
        bias = self.actual > 0 ? self.predicted / self.actual - 1 : nil
        guard !actual.isEmpty else { return }
        let n = Double(actual.count)
        mae = Self.meanAbsoluteError(predicted, actual)
        rmse = (zip(predicted, actual).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / n).squareRoot()
        spearman = spearmanCorrelation(predicted, actual)
        gini = normalizedGini(scores: predicted, amounts: actual)
    }

    /// The same with what the simulated futures tell of every customer.
    init(predicted: [Double], actual: [Double], _ standings: [ForecastStanding]?) {
        self.init(predicted: predicted, actual: actual)
        guard let standings, !actual.isEmpty else { return }
        let n = Double(actual.count)
        maeOfMedian = Self.meanAbsoluteError(standings.map(\.median), actual)
        coverage90 = Double(standings.count(where: \.isCovered)) / n
        coverage90Randomized = Double(standings.count(where: \.isCoveredAtRandom)) / n
    }

    private static func meanAbsoluteError(_ predicted: [Double], _ actual: [Double]) -> Double {
        zip(predicted, actual).reduce(0) { $0 + abs($1.0 - $1.1) } / Double(actual.count)
    }
}

/// Where what happened to one customer stands among the simulated futures.
struct ForecastStanding: Sendable {
    let median: Double
    let isCovered: Bool
    /// Whether the rank of what happened, drawn at random among those it shares, lies between the bounds' ranks: under a
    /// forecast that is right this rank is any of 1...draws + 1 with equal probability.
    let isCoveredAtRandom: Bool

    init(of actual: Double, in figure: FutureDraws.Figure, of futures: FutureDraws, step: Int, chance: Double) {
        let (low, high) = (FutureSimulation.lowerRank, FutureSimulation.upperRank)
        median = futures.order(FutureSimulation.medianRank, of: figure, step: step)
        let (below, equal) = futures.rank(of: actual, in: figure, step: step)
        isCovered =
            actual >= futures.order(low, of: figure, step: step)
            && actual <= futures.order(high, of: figure, step: step)
        let rank = below + Int(chance * Double(equal + 1))
        isCoveredAtRandom = rank >= low && rank < high
    }
}
